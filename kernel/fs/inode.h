// fs/inode.h: a file of the file system: what is known of it, and its bytes.
#pragma once

#include "abi/types.h"
#include "device/block_device.h"
#include "fs/ext2_format.h"
#include "lib/list.h"
#include "lib/ref.h"
#include "memory/user_copy.h"
#include "sync/spinlock.h"

class BlockRow;
class Branch;
class ByteSource;
class Ext2;
class Pieces;
struct MapEnd;

// One file has one Inode, whoever uses it: Ext2::inode finds it. Whoever looks at it shares the file system's lock,
// whoever changes it has that alone; only its number and kind never change.
//
// Every change goes to the inode's place in the inode table at once, so that the disk's blocks are always in a state that
// may be written back.
class Inode : public RefCounted {
  public:
    Inode(Ext2& file_system, u32 number, const ext2::DiskInode& disk);
    ~Inode();

    Ext2& file_system() const { return file_system_; }
    u32 number() const { return number_; }
    u64 size() const { return ext2::size_of(disk_); } // bytes
    u32 mode() const { return disk_.mode; }
    u32 kind() const { return disk_.mode & S_IFMT; }
    u32 links() const { return disk_.links_count; } // names; 0: it goes when nobody uses it any more
    u32 flags() const { return disk_.flags; }       // ext2::kInodeIndexed ...
    bool is_directory() const { return kind() == S_IFDIR; }
    u32 device_number() const; // of a device file: major << 8 | minor; else 0
    Stat stat() const;

    // Bytes from offset on, into the kernel's memory: how many, less than count only if the file ends before.
    Result<usize> read(u64 offset, void* to, usize count);

    // The same to a program; `to` has room for count. An error after some bytes were moved is not told.
    Result<usize> read(u64 offset, UserSink& to, usize count);

    // The path in a symbolic link, without a zero byte; its length. Errno::nametoolong if it is longer than size.
    Result<usize> read_link(char* to, usize size);

    // One block of the file; a hole is a block of zeros, or of a directory one without entries and without room for any. It
    // cannot be changed, and has the number 0. Errno::io
    Result<BlockView> block(u64 index);

    // The block of the inode table in which this inode is: for Ext2::order. Errno::io
    Result<BlockView> table_block() const;

    // From here on all is for who has the file system's lock alone, on one that may be written. Errno::io from each.

    // Bytes of a regular file: how many. An error after some bytes were moved is not told. Errno::nospc, fbig; of a
    // program's bytes fault, nomem.
    Result<usize> write(u64 offset, UserSource& from, usize count);
    Result<usize> write(u64 offset, const void* from, usize count);

    // What is beyond is gone, what is new reads as zeros. Of a regular file. Errno::fbig
    Result<void> resize(u64 size);

    // A directory gets one block more, which has one empty record in it. Errno::nospc
    Result<BlockView> append_block();

    // The path in a new symbolic link. Errno::nospc
    Result<void> set_target(const char* path, usize length);

    // How many names it has. Without any it stays until nobody uses it; then Ext2::free_unlinked frees it. Whoever brings
    // its table_block cannot fail.
    void set_links(BlockView& table, u32 links);
    Result<void> set_permissions(u32 mode); // the kind stays
    Result<void> set_owner(u32 user, u32 group);
    Result<void> set_times(u32 access, u32 modification);
    Result<void> touch(); // it was changed now
    Result<void> clear_flags(u32 flags);

    // Nobody uses it any more, and it has no name: its blocks and its number become free.
    Result<void> erase();

    ListLink cache_link;    // for InodeCache
    ListLink kept_link;     // likewise
    ListLink unlinked_link; // for Ext2

  private:
    usize bytes_from(u64 offset, usize count) const;
    Result<BlockView> block_in(BlockRow& blocks, u64 index);
    Result<void> put_piece(BlockRow& blocks, const Pieces& piece, UserSink& to);

    BlockView hole_in_directory() const;
    bool has_blocks() const;
    void store(BlockView& table);
    void set_size(u64 size);
    void touch_now(bool contents);
    Result<usize> write_from(u64 offset, ByteSource& from, usize count);
    Result<usize> write_piece(BlockView& table, BlockRow& blocks, const Pieces& piece, ByteSource& from);
    Result<usize> write_new_piece(BlockView& table, const Pieces& piece, ByteSource& from);
    Result<void> clear_to_block_end(u64 offset);
    Result<bool> replace_block(u32 block, ByteSource& from);
    Result<BlockView> block_to_change(u32 block);
    Result<void> check_block(u32 block);
    Result<void> grow(Branch& branch, const MapEnd& end, u64 index);
    Result<void> attach(Branch& branch, const MapEnd& end, BlockView& table, u64 size);
    Result<void> attach_to(u32 parent, usize slot, u32 block, BlockView& table);
    Result<void> shrink(u64 size, BlockView& table);
    Result<void> release_attributes(u32 block, BlockView& table);

    Ext2& file_system_;
    const u32 number_;
    u32 next_block_ = 0; // where the file's next block should be; 0: not known
    ext2::DiskInode disk_;
};

// All inodes in use, by number, and the last few that were and have a name: so what is opened again and again
// is not read and checked each time. All others leave when their last user goes.
class InodeCache : NonCopyable {
  public:
    Ref<Inode> find(u32 number); // null if it is not in use

    // Enters a new inode, unless another thread has entered the same file meanwhile: the one that is in now.
    Ref<Inode> enter(Ref<Inode> fresh);

    void remove(Inode& inode); // nothing, if it was never entered

    // It is not kept any more; its caller has it.
    void forget(Inode& inode);
    void forget_all(); // likewise, but for what is in use

  private:
    static constexpr usize kChains = 64;
    static constexpr usize kKept = 32;
    using Chain = List<Inode, &Inode::cache_link>;
    using Kept = List<Inode, &Inode::kept_link>;

    Ref<Inode> find_in(const Chain& chain, u32 number) REQUIRES(lock_);
    Ref<Inode> keep(Inode& inode) REQUIRES(lock_);
    Ref<Inode> forget_first();
    Chain& chain_of(u32 number) REQUIRES(lock_) { return chains_[number % kChains]; }

    Spinlock lock_{LockRank::inodes};
    Chain chains_[kChains] GUARDED_BY(lock_);
    Kept kept_
        GUARDED_BY(lock_); // each has a reference; the one that was not looked for for longest comes first
    usize kept_count_ GUARDED_BY(lock_) = 0;
};
