// fs/inode_change.cpp: changing a file: its bytes, its length, what is known of it, and its end.
//
// Each step leaves the blocks in a state that may be written back, and ends with the inode in its table.
#include "fs/block_map.h"
#include "fs/directory.h"
#include "fs/ext2.h"
#include "fs/pieces.h"
#include "lib/string.h"

// Where the bytes come from that are written.
class ByteSource {
  public:
    // The next ones: all of them, or none was taken.
    virtual Result<void> take(u8* to, usize count) = 0;

    // The same, but if not all of them can be had, those that lie in the same page as the first: how many.
    Result<usize> take_some(u8* to, usize count) {
        const Result<void> all = take(to, count);
        if (all) return count;
        const usize part = left_in_page();
        if (part >= count || !take(to, part)) return all.error();
        return part;
    }

  private:
    virtual usize left_in_page() const = 0;

  protected:
    ~ByteSource() = default;
};

namespace {

class KernelBytes final : public ByteSource {
  public:
    explicit KernelBytes(const void* bytes) : next_(static_cast<const u8*>(bytes)) {}
    Result<void> take(u8* to, usize count) override {
        memcpy(to, next_, count);
        next_ += count;
        return {};
    }

  private:
    usize left_in_page() const override { return 0; } // nobody asks: the kernel's memory does not end

    const u8* next_;
};

class ProgramBytes final : public ByteSource {
  public:
    explicit ProgramBytes(UserSource& source) : source_(source) {}
    Result<void> take(u8* to, usize count) override { return source_.take(to, count); }

  private:
    usize left_in_page() const override { return source_.left_in_page(); }

    UserSource& source_;
};

} // namespace

// Whether block numbers are what the inode has in their place.
bool Inode::has_blocks() const {
    switch (kind()) {
    case S_IFREG:
    case S_IFDIR: return true;
    case S_IFLNK: return !ext2::is_short_link(disk_, file_system_.block_size());
    default: return false;
    }
}

// Into its place in the inode table.
void Inode::store(BlockView& table) {
    kassert(file_system_.lock().is_taken() && !file_system_.read_only());
    table.change<ext2::DiskInode>(file_system_.offset_in_table(number_)) = disk_;
    file_system_.changed(table, Turn::inodes);
}

void Inode::set_size(u64 size) {
    disk_.size = static_cast<u32>(size);
    if (kind() == S_IFREG) disk_.size_high = static_cast<u32>(size >> 32);
}

void Inode::touch_now(bool contents) {
    disk_.change_time = file_system_.now();
    if (contents) disk_.modification_time = disk_.change_time;
}

Result<usize> Inode::write(u64 offset, UserSource& from, usize count) {
    ProgramBytes bytes(from);
    return write_from(offset, bytes, count);
}

Result<usize> Inode::write(u64 offset, const void* from, usize count) {
    KernelBytes bytes(from);
    return write_from(offset, bytes, count);
}

Result<usize> Inode::write_from(u64 offset, ByteSource& from, usize count) {
    const u64 limit = file_system_.file_size_max();
    if (count == 0) return 0;
    if (offset >= limit) return Errno::fbig;
    if (count > limit - offset) count = limit - offset;
    TRY(file_system_.allow_change());
    BlockView table = TRY(table_block());
    if (offset + count > ext2::kSmallFileMax) TRY(file_system_.allow_large_files(table));
    if (offset > size()) TRY(clear_to_block_end(size()));
    BlockRow blocks(file_system_, number_, disk_);
    Pieces piece(file_system_.geometry(), offset, count);
    while (piece.length() > 0) {
        const Result<usize> taken = write_piece(table, blocks, piece, from);
        if (!taken && piece.left() == count) return taken;
        if (!taken) break;
        piece.advance(taken.value());
        if (piece.offset() > size()) set_size(piece.offset());
    }
    touch_now(true);
    store(table);
    return count - piece.left();
}

// Bytes for a block that the file does not have yet: it becomes part of the file when they are in it.
Result<usize> Inode::write_new_piece(BlockView& table, const Pieces& piece, ByteSource& from) {
    const MapEnd end = TRY(BlockMap(file_system_, number_, disk_).follow(piece.index()));
    Branch branch(file_system_);
    TRY(grow(branch, end, piece.index()));
    const usize taken = TRY(from.take_some(branch.leaf().bytes_to_change() + piece.start(), piece.length()));
    file_system_.changed(branch.leaf(), Turn::contents);
    TRY(attach(branch, end, table, piece.offset() + taken));
    return taken;
}

Result<usize> Inode::write_piece(BlockView& table, BlockRow& blocks, const Pieces& piece, ByteSource& from) {
    const u32 block = TRY(blocks.find(piece.index()));
    if (block == 0) return write_new_piece(table, piece, from);
    if (piece.is_whole_block() && TRY(replace_block(block, from))) return piece.length();
    BlockView view = TRY(block_to_change(block));
    const Result<usize> taken = from.take_some(view.bytes_to_change() + piece.start(), piece.length());
    file_system_.changed(view, Turn::contents);
    return taken;
}

// False if the program's memory ends in between: then the rest of the block is to be kept, and so to be read before.
Result<bool> Inode::replace_block(u32 block, ByteSource& from) {
    TRY(check_block(block));
    BlockView view = TRY(file_system_.disk().replace(block));
    if (!from.take(view.bytes_to_change(), file_system_.block_size())) return false;
    file_system_.changed(view, Turn::contents);
    return true;
}

// A block that the file has already, of which a part will be changed.
Result<BlockView> Inode::block_to_change(u32 block) {
    TRY(check_block(block));
    return file_system_.read_block(block);
}

Result<void> Inode::check_block(u32 block) {
    if (file_system_.is_for_files(block)) return {};
    return file_system_.report("it has a block that is none of a file's", number_, block);
}

// The new blocks follow the file's last ones, if they can. Files that nobody uses any more make room for them.
Result<void> Inode::grow(Branch& branch, const MapEnd& end, u64 index) {
    file_system_.free_unlinked();
    const BlockMap map(file_system_, number_, disk_);
    if (next_block_ == 0 && index > 0) {
        const Result<MapEnd> before = map.follow(index - 1);
        if (before && before.value().block != 0) next_block_ = before.value().block + 1;
    }
    if (next_block_ == 0)
        next_block_ = file_system_.geometry().first_of_group(file_system_.geometry().group_of_inode(number_));
    return branch.grow(map, end, next_block_);
}

// The file becomes at least so long, and then the branch part of it: no block is ever beyond the file's end.
Result<void> Inode::attach(Branch& branch, const MapEnd& end, BlockView& table, u64 size) {
    const ext2::DiskInode before = disk_;
    if (size > this->size()) set_size(size);
    disk_.sectors += file_system_.geometry().sectors(branch.blocks());
    if (end.parent == 0) {
        disk_.blocks[end.slot] = branch.top();
        store(table);
    } else {
        store(table);
        const Result<void> attached = attach_to(end.parent, end.slot, branch.top(), table);
        if (!attached) {
            disk_ = before;
            store(table);
            return attached;
        }
    }
    next_block_ = branch.leaf_number() + 1;
    branch.keep();
    return {};
}

Result<void> Inode::attach_to(u32 parent, usize slot, u32 block, BlockView& table) {
    BlockView numbers = TRY(BlockMap(file_system_, number_, disk_).read_numbers(parent));
    TRY(file_system_.order(table, numbers));
    numbers.change<u32>(slot * sizeof(u32)) = block;
    file_system_.changed(numbers, Turn::numbers);
    return {};
}

// What is behind the file's end in its last block must read as zeros when the end moves.
Result<void> Inode::clear_to_block_end(u64 offset) {
    const usize start = file_system_.offset_in_block(offset);
    if (start == 0) return {};
    const MapEnd end = TRY(BlockMap(file_system_, number_, disk_).follow(file_system_.block_index(offset)));
    if (end.block == 0) return {};
    BlockView view = TRY(block_to_change(end.block));
    memset(view.bytes_to_change() + start, 0, file_system_.block_size() - start);
    file_system_.changed(view, Turn::contents);
    return {};
}

Result<void> Inode::resize(u64 size) {
    if (size > file_system_.file_size_max()) return Errno::fbig;
    TRY(file_system_.allow_change());
    BlockView table = TRY(table_block());
    if (size > ext2::kSmallFileMax) TRY(file_system_.allow_large_files(table));
    const u64 kept = size < this->size() ? size : this->size();
    if (size < this->size()) TRY(shrink(size, table));
    TRY(clear_to_block_end(kept));
    set_size(size);
    touch_now(true);
    store(table);
    return {};
}

// Numbers in blocks go before the length changes, so that the length is right whenever the disk stops; and the numbers in
// the inode are gone from its table before what they led to is free.
Result<void> Inode::shrink(u64 size, BlockView& table) {
    BlockMap map(file_system_, number_, disk_);
    const u64 first = file_system_.geometry().blocks_for(size);
    TRY(map.prune(first, table));
    u32 cut[ext2::kBlockPointers];
    map.cut(first, cut);
    set_size(size);
    store(table);
    map.free_all(cut);
    next_block_ = 0;
    return {};
}

// A directory has no holes, wherever the power fails: so its new block and its new size come in one write of the inode. The
// blocks of numbers on the way there are replaced by new ones, and none gets another number that the disk knows.
Result<BlockView> Inode::append_block() {
    const u64 end = size() + file_system_.block_size();
    const u64 index = file_system_.block_index(size());
    if (index + 1 >= file_system_.geometry().blocks) return Errno::nospc;
    BlockView table = TRY(table_block());
    BlockMap map(file_system_, number_, disk_);
    if (const u32 block = TRY(map.find(index)))
        return file_system_.report("a directory has a block beyond its end", number_, block);
    const MapEnd way = TRY(map.start(index));
    Branch branch(file_system_);
    TRY(grow(branch, way, index));
    branch.leaf().change<ext2::DirectoryRecord>(0).length = static_cast<u16>(file_system_.block_size());
    file_system_.changed(branch.leaf(), Turn::contents);
    TRY(attach(branch, way, table, end));
    map.free_way(way);
    touch_now(true);
    store(table);
    return std::move(branch.leaf());
}

Result<void> Inode::set_target(const char* path, usize length) {
    if (length >= sizeof(disk_.blocks)) {
        TRY(write(0, path, length));
        return {};
    }
    BlockView table = TRY(table_block());
    memcpy(disk_.blocks, path, length);
    set_size(length);
    store(table);
    return {};
}

void Inode::set_links(BlockView& table, u32 links) {
    disk_.links_count = static_cast<u16>(links);
    touch_now(false);
    store(table);
    if (links == 0)
        file_system_.unlinked(*this);
    else
        file_system_.linked(*this);
}

Result<void> Inode::set_permissions(u32 mode) {
    BlockView table = TRY(table_block());
    disk_.mode = static_cast<u16>((disk_.mode & S_IFMT) | (mode & ~S_IFMT));
    touch_now(false);
    store(table);
    return {};
}

Result<void> Inode::set_owner(u32 user, u32 group) {
    BlockView table = TRY(table_block());
    disk_.uid = static_cast<u16>(user);
    disk_.uid_high = static_cast<u16>(user >> 16);
    disk_.gid = static_cast<u16>(group);
    disk_.gid_high = static_cast<u16>(group >> 16);
    touch_now(false);
    store(table);
    return {};
}

Result<void> Inode::set_times(u32 access, u32 modification) {
    BlockView table = TRY(table_block());
    touch_now(false);
    disk_.access_time = access;
    disk_.modification_time = modification;
    store(table);
    return {};
}

Result<void> Inode::touch() {
    BlockView table = TRY(table_block());
    touch_now(true);
    store(table);
    return {};
}

Result<void> Inode::clear_flags(u32 flags) {
    BlockView table = TRY(table_block());
    disk_.flags &= ~flags;
    store(table);
    return {};
}

Result<void> Inode::erase() {
    BlockView table = TRY(table_block());
    BlockMap map(file_system_, number_, disk_);
    u32 cut[ext2::kBlockPointers] = {};
    if (has_blocks()) map.cut(0, cut);
    const u32 attributes = std::exchange(disk_.attributes_block, 0);
    set_size(0);
    disk_.deletion_time = file_system_.now();
    store(table);
    map.free_all(cut);
    if (attributes != 0) (void)release_attributes(attributes, table); // it has told what is wrong
    disk_.sectors = 0;
    store(table);
    file_system_.allocator().free_inode(number_, is_directory());
    return {};
}

// Extended attributes are not read here, but they go with the last inode that has them.
Result<void> Inode::release_attributes(u32 block, BlockView& table) {
    if (!file_system_.is_for_files(block))
        return file_system_.report("it has its attributes in a block that is none of a file's", number_,
                                   block);
    BlockView view = TRY(file_system_.read_block(block));
    auto& header = view.change<ext2::AttributesHeader>(0);
    if (header.magic != ext2::kAttributesMagic || header.references == 0)
        return file_system_.report("its attributes make no sense", number_, block);
    if (header.references > 1) {
        TRY(file_system_.order(table, view));
        header.references--;
        file_system_.changed(view, Turn::contents);
    } else if (!file_system_.allocator().free_block(block))
        return file_system_.report("its attributes are in a block that is not marked as used", number_,
                                   block);
    return {};
}
