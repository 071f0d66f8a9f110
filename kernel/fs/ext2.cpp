// fs/ext2.cpp: mounting an ext2 file system, and finding inodes and the blocks of files.
#include "fs/ext2.h"
#include "debug/log.h"
#include "memory/heap.h"
#include <bit>

namespace {

constexpr u32 kKnownFeatures = ext2::kFeatureFileType;
constexpr u32 kLogBlockSizeMax = 2; // 4 KiB
// Groups whose inode tables we keep track of, in a page: mke2fs makes groups of 8 MiB or more.
constexpr u64 kGroupsMax = kPageSize / sizeof(u32);

u32 inode_size_of(const ext2::Superblock& superblock) {
    return superblock.revision == ext2::kRevisionOriginal ? ext2::kOriginalInodeSize : superblock.inode_size;
}

u32 features_of(const ext2::Superblock& superblock) {
    return superblock.revision == ext2::kRevisionOriginal ? 0 : superblock.incompatible_features;
}

// All blocks from the one with the superblock on belong to a group; the last group may be short.
u64 groups_of(const ext2::Superblock& superblock) {
    const u64 blocks = superblock.blocks_count - superblock.first_data_block;
    return (blocks + superblock.blocks_per_group - 1) / superblock.blocks_per_group;
}

// What is wrong with a superblock, in words; null if nothing is. Each line may rely on those before it.
const char* fault_of(const ext2::Superblock& superblock, u64 disk_size) {
    if (superblock.magic != ext2::kMagic) return "the magic number is missing";
    if (superblock.revision > ext2::kRevisionDynamic) return "unknown revision";
    if (superblock.log_block_size > kLogBlockSizeMax) return "blocks are longer than 4 KiB";
    const u64 block_size = ext2::kSuperblockSize << superblock.log_block_size;
    const u32 inode_size = inode_size_of(superblock);
    if (!std::has_single_bit(inode_size) || inode_size < sizeof(ext2::DiskInode) || inode_size > block_size)
        return "bad size of inodes";
    if (superblock.first_data_block != ext2::kSuperblockSize / block_size)
        return "bad number of the first block";
    if (superblock.blocks_count <= superblock.first_data_block) return "no blocks";
    if (superblock.blocks_count > disk_size / block_size) return "it is larger than the disk";
    const u64 bits_in_block = block_size * 8; // a group's bitmaps are a block each
    if (superblock.blocks_per_group == 0 || superblock.blocks_per_group > bits_in_block)
        return "bad number of blocks in a group";
    if (superblock.inodes_per_group == 0 || superblock.inodes_per_group > bits_in_block)
        return "bad number of inodes in a group";
    if (groups_of(superblock) > kGroupsMax) return "too many groups of blocks";
    if (superblock.inodes_count != groups_of(superblock) * superblock.inodes_per_group)
        return "bad number of inodes";
    return nullptr;
}

Result<void> check_superblock(const ext2::Superblock& superblock, u64 disk_size) {
    if (const char* fault = fault_of(superblock, disk_size)) {
        log("ext2: not a file system that can be read: %s\n", fault);
        return Errno::inval;
    }
    if (const u32 unknown = features_of(superblock) & ~kKnownFeatures) {
        log("ext2: it has features that this kernel does not know (bits 0x%x); mke2fs -t ext2 gives it "
            "none\n",
            unknown);
        return Errno::inval;
    }
    return {};
}

} // namespace

Ext2::Ext2(BlockDevice& disk, const ext2::Superblock& superblock, PageBuffer inode_tables)
    : disk_(disk), block_shift_(10 + superblock.log_block_size), inode_size_(inode_size_of(superblock)),
      first_block_(superblock.first_data_block), blocks_(superblock.blocks_count),
      inodes_(superblock.inodes_count), inodes_per_group_(superblock.inodes_per_group),
      groups_(static_cast<u32>(groups_of(superblock))),
      records_tell_kind_(features_of(superblock) & ext2::kFeatureFileType),
      inode_tables_(std::move(inode_tables)) {}

Result<Owned<Ext2>> Ext2::mount(BlockDevice& disk) {
    Owned<Ext2> file_system = TRY(create(disk));
    disk.set_block_size(file_system->block_size());
    TRY(file_system->read_groups());
    file_system->root_ = TRY(file_system->inode(ext2::kRootInode));
    if (!file_system->root_->is_directory()) return Errno::io;
    return file_system;
}

// The view of the superblock must be gone before the size of blocks changes.
Result<Owned<Ext2>> Ext2::create(BlockDevice& disk) {
    disk.set_block_size(ext2::kSuperblockSize);
    const BlockView view = TRY(disk.read(1));
    const auto& superblock = view.at<ext2::Superblock>(0);
    TRY(check_superblock(superblock, disk.size()));
    PageBuffer inode_tables = TRY(PageBuffer::create());
    return make<Ext2>(disk, superblock, std::move(inode_tables));
}

u32* Ext2::inode_tables() const {
    return reinterpret_cast<u32*>(inode_tables_.bytes()); // a page of bytes, used as numbers only
}

// Every inode table must lie within the file system: then every inode does.
Result<void> Ext2::read_groups() {
    const u64 bytes = u64{inodes_per_group_} * inode_size_;
    const u64 table_blocks = (bytes + block_size() - 1) >> block_shift_;
    for (u32 group = 0; group < groups_; group++) {
        const u64 table = TRY(read_inode_table(group));
        if (table <= first_block_ || table >= blocks_ || table_blocks > blocks_ - table) {
            log("ext2: group %u has its inodes outside of the file system\n", group);
            return Errno::inval;
        }
        inode_tables()[group] = static_cast<u32>(table);
    }
    return {};
}

Result<u64> Ext2::read_inode_table(u32 group) {
    const u64 offset = u64{group} * sizeof(ext2::GroupDescriptor);
    const BlockView view = TRY(read_block(first_block_ + 1 + block_index(offset)));
    return u64{view.at<ext2::GroupDescriptor>(offset_in_block(offset)).inode_table};
}

Result<BlockView> Ext2::read_block(u64 number) {
    if (number < first_block_ || number >= blocks_) return Errno::io;
    return disk_.read(number);
}

Result<u64> Ext2::block_of_file(const ext2::DiskInode& inode, u64 index) {
    if (index < ext2::kDirectBlocks) return u64{inode.blocks[index]};
    index -= ext2::kDirectBlocks;
    const u32 numbers_shift = block_shift_ - 2; // a block holds 1 << this numbers of other blocks
    for (usize levels = 1; levels <= ext2::kIndirectLevels; levels++) {
        const u64 reach = u64{1} << (numbers_shift * levels);
        if (index < reach) return walk_down(inode.blocks[ext2::kDirectBlocks + levels - 1], levels, index);
        index -= reach;
    }
    return Errno::io;
}

// Through blocks of block numbers: at each level some bits of the index choose one.
Result<u64> Ext2::walk_down(u64 block, usize levels, u64 index) {
    const u32 numbers_shift = block_shift_ - 2;
    const u64 mask = (u64{1} << numbers_shift) - 1;
    for (usize level = levels; level > 0 && block != 0; level--) {
        const BlockView view = TRY(read_block(block));
        block = view.at<u32>((index >> numbers_shift * (level - 1) & mask) * sizeof(u32));
    }
    return block;
}

Result<Ref<Inode>> Ext2::inode(u32 number) {
    if (number == 0 || number > inodes_) return Errno::io;
    Ref<Inode> inode = cache_.find(number);
    if (inode) return inode;
    return cache_.enter(TRY(load(number)));
}

Result<Ref<Inode>> Ext2::load(u32 number) {
    const u32 group = (number - 1) / inodes_per_group_;
    const u64 offset = u64{(number - 1) % inodes_per_group_} * inode_size_;
    const BlockView view = TRY(read_block(inode_tables()[group] + block_index(offset)));
    const auto& disk_inode = view.at<ext2::DiskInode>(offset_in_block(offset));
    if (!is_sound(disk_inode)) return Errno::io;
    return make_ref<Inode>(*this, number, disk_inode);
}

bool Ext2::is_sound(const ext2::DiskInode& inode) const {
    const u64 size = ext2::size_of(inode);
    if (inode.links_count == 0) return false; // no longer, or not yet, a file
    switch (inode.mode & S_IFMT) {
    case S_IFREG: return size <= file_size_max();
    case S_IFDIR: // has no holes, so that it cannot be longer than the disk
        return size > 0 && offset_in_block(size) == 0 && block_index(size) < blocks_;
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
    const u64 numbers = u64{1} << (block_shift_ - 2);
    const u64 blocks = ext2::kDirectBlocks + numbers + numbers * numbers + numbers * numbers * numbers;
    return blocks << block_shift_;
}
