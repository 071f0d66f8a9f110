// fs/allocator.h: who has which block and which inode: the bitmaps, and what is free.
//
// All of it is for who has the file system's lock alone. Invariants:
//
//   1. Nothing gets a new owner before the disk has forgotten the old one. So the bit of a freed block or inode stays
//      set, and it waits, until all that was dirty when it was freed has been written back.
//   2. Before a block is freed, the number that pointed to it is gone from the cached blocks: a write-back may come at
//      any time.
//   3. No bit is trusted against a pointer: what is about to be freed must be marked as used, and be a block for files.
//   4. The disk knows a block or inode as used before anything there points to it, and as free only after 1. So whoever
//      mounts a disk that lost its power gives nothing a second owner; some belong to nobody until e2fsck has looked.
//
// Counts reach the disk last: they can be counted anew from the inodes.
#pragma once

#include "fs/groups.h"
#include "fs/waiting_numbers.h"

class Allocator : NonCopyable {
  public:
    Allocator(BlockDevice& disk, const Geometry& geometry, Groups& groups)
        : disk_(disk), geometry_(geometry), groups_(groups) {}
    Result<void> initialise() {
        TRY(waiting_blocks_.initialise());
        return waiting_inodes_.initialise();
    }

    // A block that was free: `near` itself, or one soon after it, or any. Errno::nospc, io.
    Result<u32> allocate_block(u32 near);
    // Of a block that was allocated, and to which nothing has ever pointed.
    void take_back(u32 block);
    // False if it cannot have been in use: then nothing is changed.
    bool free_block(u32 block);

    // One in this group, if there is one; a directory goes where there is most room. Errno::nospc, io.
    Result<u32> allocate_inode(u32 group, bool directory);
    // Of an inode that was allocated, and about which the disk has never told anything.
    void take_back_inode(u32 number, bool directory);
    void free_inode(u32 number, bool directory);

    // After everything has been written back: frees what waited for it. Whether there was anything, so that bitmaps are
    // dirty again.
    bool release_waiting();
    u64 waiting_blocks() const { return waiting_blocks_.count(); }
    u64 waiting_inodes() const { return waiting_inodes_.count(); }

  private:
    Result<u32> search_groups(u32 near);
    Result<u32> take_bit(u32 bitmap, u32 from, u32 end);
    Result<u32> take_block_in(u32 group, u32 from);
    Result<u32> take_inode_in(u32 group, bool directory);
    Result<u32> search_inode(u32 group, bool directory);
    u32 group_for_directory() const;
    Result<void> clear_block_bit(u32 block);
    Result<void> clear_inode_bit(u32 number);
    void count_directory_less(u32 inode);
    bool may_be_used(u32 block);

    BlockDevice& disk_;
    const Geometry& geometry_;
    Groups& groups_;
    WaitingNumbers waiting_blocks_;
    WaitingNumbers waiting_inodes_;
};
