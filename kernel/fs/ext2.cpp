// fs/ext2.cpp: mounting an ext2 file system, finding and making inodes, and bringing all to the disk.
#include "fs/ext2.h"
#include "debug/log.h"
#include "device/rtc.h"
#include "lib/string.h"
#include "memory/heap.h"

namespace {

constexpr u32 kKnownIncompatible = ext2::kFeatureFileType;
constexpr u32 kKnownReadOnly = ext2::kFeatureSparseSuper | ext2::kFeatureLargeFile;
constexpr u32 kReportsOnConsole = 20; // a broken disk is told of so often; then only dmesg has it

Result<void> check_superblock(const ext2::Superblock& superblock, u64 disk_size) {
    if (const char* fault = fault_of(superblock, disk_size)) {
        log("ext2: not a file system that can be read: %s\n", fault);
        return Errno::inval;
    }
    if (const u32 unknown = Features(superblock).incompatible & ~kKnownIncompatible) {
        log("ext2: it has features that this kernel does not know (bits 0x%x); mke2fs -t ext2 gives it "
            "none\n",
            unknown);
        return Errno::inval;
    }
    return {};
}

bool must_stay_as_it_is(const ext2::Superblock& superblock) {
    const Features features(superblock);
    const u32 unknown = features.read_only & ~kKnownReadOnly;
    if (unknown)
        log("ext2: mounted read-only: who writes must know features that this kernel does not know (bits "
            "0x%x)\n",
            unknown);
    const bool sparse = features.compatible & ext2::kFeatureSparseSuper2;
    if (sparse && !unknown) log("ext2: mounted read-only: copies of its superblock are at unusual places\n");
    return unknown || sparse;
}

// Blocks that are written together have no order among them.
bool has_long_sectors(const BlockDevice& disk, const Geometry& geometry) {
    if (disk.sector_size() <= geometry.block_size()) return false;
    log("ext2: mounted read-only: its blocks are shorter than the disk's sectors, which have %lu bytes\n",
        disk.sector_size());
    return true;
}

} // namespace

Ext2::Ext2(BlockDevice& disk, const ext2::Superblock& superblock)
    : disk_(disk), geometry_(superblock),
      records_tell_kind_(Features(superblock).incompatible & ext2::kFeatureFileType),
      has_features_(superblock.revision != ext2::kRevisionOriginal),
      read_only_(disk.read_only() || has_long_sectors(disk, geometry_) || must_stay_as_it_is(superblock)),
      state_(superblock.state), time_(superblock.write_time),
      reserved_blocks_(superblock.reserved_blocks_count), groups_(disk, geometry_),
      allocator_(disk, geometry_, groups_) {}

Ext2::~Ext2() {
    cache_.forget_all();
    while (Inode* inode = unlinked_.pop_front()) (void)Ref<Inode>::adopt(inode);
}

Result<Owned<Ext2>> Ext2::mount(BlockDevice& disk) {
    Owned<Ext2> file_system = TRY(create(disk));
    disk.set_block_size(file_system->block_size());
    TRY(file_system->groups_.read());
    TRY(file_system->allocator_.initialise());
    file_system->root_ = TRY(file_system->inode(ext2::kRootInode));
    if (!file_system->root_->is_directory()) return Errno::io;
    if (!file_system->read_only()) TRY(file_system->begin_to_write());
    return file_system;
}

// The view of the superblock must be gone before the size of blocks changes.
Result<Owned<Ext2>> Ext2::create(BlockDevice& disk) {
    disk.set_block_size(ext2::kSuperblockSize);
    const BlockView view = TRY(disk.read(1));
    const auto& superblock = view.at<ext2::Superblock>(0);
    TRY(check_superblock(superblock, disk.size()));
    return make<Ext2>(disk, superblock);
}

// In the block that holds it, which may begin with the boot block.
ext2::Superblock& Ext2::superblock(BlockView& view) {
    return view.change<ext2::Superblock>(ext2::kSuperblockSize & (block_size() - 1));
}

Result<BlockView> Ext2::read_superblock() { return disk_.read(geometry_.first_block); }

// Until it is unmounted, the disk says that somebody has it. If the last one came to no good end, it goes on saying so
// until somebody has checked it.
Result<void> Ext2::begin_to_write() {
    BlockView view = TRY(read_superblock());
    auto& superblock = this->superblock(view);
    if (superblock.state != ext2::kStateClean)
        log("ext2: it was not unmounted, or is broken: e2fsck should look at it\n");
    superblock.state = state_of_mounted();
    superblock.mount_time = now();
    superblock.mount_count++;
    disk_.changed(view, Turn::contents); // before anything else that changes
    return {};
}

u16 Ext2::state_of_mounted() const {
    return static_cast<u16>(state_.load(Order::relaxed) & ~u32{ext2::kStateClean});
}

// Where nothing has changed the time does not count, so that an idle machine writes nothing.
Result<void> Ext2::store_counts(u16 state) {
    TRY(groups_.store());
    BlockView view = TRY(read_superblock());
    auto& superblock = this->superblock(view);
    const u32 blocks = static_cast<u32>(groups_.free_blocks());
    const u32 inodes = static_cast<u32>(groups_.free_inodes());
    if (superblock.free_blocks_count == blocks && superblock.free_inodes_count == inodes &&
        superblock.state == state)
        return {};
    superblock.free_blocks_count = blocks;
    superblock.free_inodes_count = inodes;
    superblock.write_time = now();
    superblock.state = state;
    disk_.changed(view, Turn::counts);
    return {};
}

Result<void> Ext2::allow_change() const {
    if (read_only_) return Errno::rofs;
    if (order_failed_) return Errno::io;
    return {};
}

// What waited to be free comes free when all is on the disk, and then that has to go there too.
Result<void> Ext2::write_back() {
    if (read_only_) return {};
    kassert(lock_.is_taken());
    free_unlinked();
    TRY(store_counts(state_of_mounted()));
    TRY(disk_.write_back());
    order_failed_ = false;
    if (!allocator_.release_waiting()) return {};
    TRY(store_counts(state_of_mounted()));
    return disk_.write_back();
}

Result<void> Ext2::unmount() {
    if (read_only_) return {};
    TRY(write_back());
    TRY(store_counts(static_cast<u16>(state_.load(Order::relaxed))));
    return disk_.write_back();
}

u32 Ext2::now() const {
    const u32 now = now_seconds();
    return now > time_ ? now : time_;
}

Errno Ext2::report(const char* what, u64 inode, u64 block) {
    constexpr char kText[] = "ext2: corrupt: inode %lu, block %lu: %s\n";
    if (reports_.fetch_add(1, Order::relaxed) < kReportsOnConsole)
        log(kText, inode, block, what);
    else
        log_quietly(kText, inode, block, what);
    state_.fetch_or(ext2::kStateError, Order::relaxed);
    return Errno::io;
}

FileSystemInfo Ext2::info() {
    free_unlinked();
    FileSystemInfo info = {};
    info.f_type = EXT2_SUPER_MAGIC;
    info.f_bsize = block_size();
    info.f_blocks = groups_.blocks_for_files();
    info.f_bfree = groups_.free_blocks() + allocator_.waiting_blocks();
    info.f_bavail = info.f_bfree > reserved_blocks_ ? info.f_bfree - reserved_blocks_ : 0;
    info.f_files = geometry_.inodes;
    info.f_ffree = groups_.free_inodes() + allocator_.waiting_inodes();
    info.f_namelen = NAME_MAX_BYTES;
    info.f_flags = read_only_ ? ST_RDONLY : 0;
    return info;
}

usize Ext2::offset_in_table(u32 number) const {
    return geometry_.offset_in_block(u64{(number - 1) % geometry_.inodes_per_group} * geometry_.inode_size);
}

Result<BlockView> Ext2::read_table(u32 number) {
    const u64 offset = u64{(number - 1) % geometry_.inodes_per_group} * geometry_.inode_size;
    return disk_.read(groups_[geometry_.group_of_inode(number)].inode_table + geometry_.block_index(offset));
}

Result<Ref<Inode>> Ext2::inode(u32 number) {
    if (number == 0 || number > geometry_.inodes)
        return report("there is no inode with this number", number, 0);
    Ref<Inode> inode = cache_.find(number);
    if (inode) return inode;
    return cache_.enter(TRY(load(number)));
}

Result<Ref<Inode>> Ext2::load(u32 number) {
    const BlockView view = TRY(read_table(number));
    const auto& disk_inode = view.at<ext2::DiskInode>(offset_in_table(number));
    if (!is_sound(disk_inode))
        return report("what the disk tells of it makes no sense", number, view.number());
    return make_ref<Inode>(*this, number, disk_inode);
}

bool Ext2::is_sound(const ext2::DiskInode& inode) const {
    const u64 size = ext2::size_of(inode);
    if (inode.links_count == 0) return false; // no longer, or not yet, a file
    if (inode.flags & ext2::kInodeForeign) return false;
    switch (inode.mode & S_IFMT) {
    case S_IFREG: return size <= file_size_max();
    case S_IFDIR: // has no holes, so that it cannot be longer than the disk
        return size > 0 && offset_in_block(size) == 0 && block_index(size) < geometry_.blocks;
    case S_IFLNK:
        if (size == 0 || size >= PATH_MAX_BYTES) return false;
        return !ext2::is_short_link(inode, block_size()) || size < sizeof(inode.blocks);
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case ext2::kModeSocket: return true;
    default: return false;
    }
}

u64 Ext2::file_size_max() const {
    const u64 max = geometry_.file_size_max();
    return has_features_ || max < ext2::kSmallFileMax ? max : ext2::kSmallFileMax;
}

// Whether it is somebody's, whatever its bit says. If its table cannot be read, whoever wants to write there will see.
bool Ext2::is_in_use(u32 number) {
    const Result<BlockView> table = read_table(number);
    if (table && table.value().at<ext2::DiskInode>(offset_in_table(number)).links_count != 0) return true;
    return static_cast<bool>(cache_.find(number));
}

// An inode's number that is nobody's. A bit that says so of another one is set from here on.
Result<u32> Ext2::take_number(u32 group, bool directory) {
    while (true) {
        const u32 number = TRY(allocator_.allocate_inode(group, directory));
        if (!is_in_use(number)) return number;
        (void)report("it is marked as free, but is in use", number, 0);
    }
}

Result<Ref<Inode>> Ext2::new_inode(const Inode& near, u32 mode) {
    kassert(lock_.is_taken() && !read_only_);
    free_unlinked();
    const bool directory = (mode & S_IFMT) == S_IFDIR;
    const u32 group = geometry_.group_of_inode(near.number());
    const u32 number = TRY(take_number(group, directory));
    Result<BlockView> view = read_table(number);
    Result<Ref<Inode>> made =
        view ? initialise_inode(number, mode, view.value()) : Result<Ref<Inode>>(view.error());
    if (!made) allocator_.take_back_inode(number, directory);
    return made;
}

// Nothing of the old inode is left but its generation, which counts how many have had this number.
Result<Ref<Inode>> Ext2::initialise_inode(u32 number, u32 mode, BlockView& table) {
    auto& place = table.change<ext2::DiskInode>(offset_in_table(number));
    ext2::DiskInode disk = {};
    disk.mode = static_cast<u16>(mode);
    disk.generation = place.generation + 1;
    disk.access_time = disk.change_time = disk.modification_time = now();
    Ref<Inode> inode = TRY(make_ref<Inode>(*this, number, disk));
    memset(&place, 0, geometry_.inode_size);
    place = disk;
    changed(table, Turn::inodes);
    unlinked(*inode);
    return cache_.enter(std::move(inode));
}

void Ext2::unlinked(Inode& inode) {
    if (inode.unlinked_link.linked()) return;
    cache_.forget(inode);
    inode.retain();
    unlinked_.push_back(&inode);
}

void Ext2::linked(Inode& inode) {
    if (!inode.unlinked_link.linked()) return;
    Unlinked::remove(&inode);
    (void)inode.release(); // whoever changes it has it too
}

// Whoever has the lock alone can rely on it that nobody finds an inode that has no name, and that only this list has.
void Ext2::free_unlinked() {
    Inode* next = nullptr;
    for (Inode* inode = unlinked_.first(); inode; inode = next) {
        next = unlinked_.after(inode);
        if (inode->references() > 1 || !inode->erase()) continue;
        Unlinked::remove(inode);
        (void)Ref<Inode>::adopt(inode);
    }
}

Result<void> Ext2::allow_large_files(BlockView& table) {
    BlockView view = TRY(read_superblock());
    auto& superblock = this->superblock(view);
    if (superblock.read_only_features & ext2::kFeatureLargeFile) return {};
    superblock.read_only_features |= ext2::kFeatureLargeFile;
    disk_.changed(view, Turn::contents);
    return order(view, table);
}
