// fs/inode.cpp: the bytes of a file, block by block, and the table of inodes in use.
#include "fs/inode.h"
#include "fs/block_map.h"
#include "fs/ext2.h"
#include "fs/pieces.h"
#include "lib/string.h"

#define INLINE [[gnu::always_inline]] inline // for each block that is read

namespace {

// What a hole reads as.
alignas(ext2::kBlockSizeMax) constexpr u8 kZeros[ext2::kBlockSizeMax] = {};

// What a hole in a directory reads as, which should have none: records without entries, too short for any name.
struct EmptyRecords {
    constexpr EmptyRecords() {
        for (u64& record : records)
            record = u64{sizeof(record)} << 8 * offsetof(ext2::DirectoryRecord, length);
    }
    u64 records[ext2::kBlockSizeMax / sizeof(ext2::DirectoryRecord)];
};
static_assert(sizeof(ext2::DirectoryRecord) == sizeof(u64));
constexpr EmptyRecords kEmptyRecords;

} // namespace

Inode::Inode(Ext2& file_system, u32 number, const ext2::DiskInode& disk)
    : file_system_(file_system), number_(number), disk_(disk) {}

Inode::~Inode() { file_system_.cache().remove(*this); }

// Small numbers are in the first block number. Larger ones are in the second, and there Linux puts the upper bits of the
// minor number above the major one.
u32 Inode::device_number() const {
    if (kind() != S_IFCHR && kind() != S_IFBLK) return 0;
    return disk_.blocks[0] != 0 ? disk_.blocks[0] & 0xffff : disk_.blocks[1];
}

Stat Inode::stat() const {
    Stat stat = {};
    stat.st_dev = 1; // the one file system
    stat.st_ino = number_;
    stat.st_mode = disk_.mode;
    stat.st_nlink = disk_.links_count;
    stat.st_uid = disk_.uid | static_cast<u32>(disk_.uid_high) << 16;
    stat.st_gid = disk_.gid | static_cast<u32>(disk_.gid_high) << 16;
    stat.st_rdev = device_number();
    stat.st_size = static_cast<i64>(size());
    stat.st_blksize = static_cast<i64>(file_system_.block_size());
    stat.st_blocks = disk_.sectors;
    stat.st_atime = disk_.access_time;
    stat.st_mtime = disk_.modification_time;
    stat.st_ctime = disk_.change_time;
    return stat;
}

// How many of count bytes there are from offset on.
usize Inode::bytes_from(u64 offset, usize count) const {
    const u64 size = this->size();
    if (offset >= size) return 0;
    return count < size - offset ? count : size - offset;
}

INLINE Result<BlockView> Inode::block_in(BlockRow& blocks, u64 index) {
    const u32 block = TRY(blocks.find(index));
    if (block == 0) return is_directory() ? hole_in_directory() : BlockView(kZeros);
    Result<BlockView> view = file_system_.read_block(block);
    if (!view && !file_system_.is_for_files(block))
        return file_system_.report("it has a block that is none of a file's", number_, block);
    return view;
}

Result<BlockView> Inode::block(u64 index) {
    BlockRow blocks(file_system_, number_, disk_);
    return block_in(blocks, index);
}

// The names in its other blocks can be found all the same.
BlockView Inode::hole_in_directory() const {
    (void)file_system_.report("a directory has a hole", number_, 0);
    return BlockView(reinterpret_cast<const u8*>(kEmptyRecords.records)); // as it would be on a disk
}

Result<BlockView> Inode::table_block() const { return file_system_.read_table(number_); }

Result<usize> Inode::read(u64 offset, void* to, usize count) {
    const usize total = bytes_from(offset, count);
    BlockRow blocks(file_system_, number_, disk_);
    u8* next = static_cast<u8*>(to);
    for (Pieces piece(file_system_.geometry(), offset, total); piece.length() > 0;
         piece.advance(piece.length())) {
        const BlockView view = TRY(block_in(blocks, piece.index()));
        memcpy(next, view.bytes() + piece.start(), piece.length());
        next += piece.length();
    }
    return total;
}

Result<usize> Inode::read(u64 offset, UserSink& to, usize count) {
    const usize total = bytes_from(offset, count);
    BlockRow blocks(file_system_, number_, disk_);
    for (Pieces piece(file_system_.geometry(), offset, total); piece.length() > 0;
         piece.advance(piece.length())) {
        const Result<void> put = put_piece(blocks, piece, to);
        if (!put) return piece.left() < total ? Result<usize>(total - piece.left()) : put.error();
    }
    return total;
}

INLINE Result<void> Inode::put_piece(BlockRow& blocks, const Pieces& piece, UserSink& to) {
    const BlockView view = TRY(block_in(blocks, piece.index()));
    return to.put(view.bytes() + piece.start(), piece.length());
}

Result<usize> Inode::read_link(char* to, usize size) {
    const usize length = this->size();
    if (length > size) return Errno::nametoolong;
    if (!ext2::is_short_link(disk_, file_system_.block_size())) return read(0, to, length);
    memcpy(to, disk_.blocks, length);
    return length;
}

Ref<Inode> InodeCache::find_in(const Chain& chain, u32 number) {
    for (Inode& inode : chain)
        if (inode.number() == number && inode.retain_if_alive()) return Ref<Inode>::adopt(&inode);
    return {};
}

// An inode goes away after the lock, which its destructor takes: hence the order in all that follows.
Ref<Inode> InodeCache::find(u32 number) {
    Ref<Inode> no_longer_kept;
    Guard guard(lock_);
    Ref<Inode> inode = find_in(chain_of(number), number);
    if (inode) no_longer_kept = keep(*inode);
    return inode;
}

Ref<Inode> InodeCache::enter(Ref<Inode> fresh) {
    Ref<Inode> no_longer_kept;
    Guard guard(lock_);
    Chain& chain = chain_of(fresh->number());
    Ref<Inode> other = find_in(chain, fresh->number());
    if (other) return other; // fresh goes away in the caller
    chain.push_front(fresh.get());
    no_longer_kept = keep(*fresh);
    return fresh;
}

void InodeCache::remove(Inode& inode) {
    Guard guard(lock_);
    if (inode.cache_link.linked()) Chain::remove(&inode);
}

// The one that makes room for it, if one must.
Ref<Inode> InodeCache::keep(Inode& inode) {
    if (inode.kept_link.linked()) {
        Kept::remove(&inode);
        kept_.push_back(&inode);
        return {};
    }
    if (inode.links() == 0) return {};
    inode.retain();
    kept_.push_back(&inode);
    if (kept_count_ == kKept) return Ref<Inode>::adopt(kept_.pop_front());
    kept_count_++;
    return {};
}

void InodeCache::forget(Inode& inode) {
    Guard guard(lock_);
    if (!inode.kept_link.linked()) return;
    Kept::remove(&inode);
    kept_count_--;
    (void)inode.release(); // its caller has it too
}

void InodeCache::forget_all() {
    while (forget_first()) {
    }
}

Ref<Inode> InodeCache::forget_first() {
    Guard guard(lock_);
    if (kept_count_ == 0) return {};
    kept_count_--;
    return Ref<Inode>::adopt(kept_.pop_front());
}
