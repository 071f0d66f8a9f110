// fs/groups.h: the groups that all blocks are cut into: where each has its bitmaps and its inodes, and what is free.
#pragma once

#include "device/block_device.h"
#include "fs/geometry.h"
#include "memory/page_buffer.h"

// What a group descriptor says. It stays in memory, as everybody needs it; the counts go back to the disk in store().
struct Group {
    u32 block_bitmap;
    u32 inode_bitmap;
    u32 inode_table;   // its first block
    u32 blocks_before; // of the superblock and the descriptors, or copies, at the group's start
    u32 free_blocks;
    u32 free_inodes;
    u32 directories;
    u32 changed; // whether the counts differ from those on the disk
};

constexpr u32 kGroupsPerPage = kPageSize / sizeof(Group);
constexpr u32 kGroupPages = 8;
constexpr u32 kGroupsMax = kGroupPages * kGroupsPerPage; // mke2fs makes groups of 8 MiB or more

class Groups : NonCopyable {
  public:
    Groups(BlockDevice& disk, const Geometry& geometry) : disk_(disk), geometry_(geometry) {}

    // Reads the descriptors, and says in the log what is wrong with them. Errno::inval, io, nomem.
    Result<void> read();

    // Into the descriptors goes what has changed. Errno::io
    Result<void> store();

    const Group& operator[](u32 group) const { return at(group); }
    Group& change(u32 group) {
        at(group).changed = true;
        return at(group);
    }

    // Whether a block is one that files may have: one of the file system, and neither superblock, descriptor, bitmap nor
    // inode. Any number will do.
    bool is_for_files(u64 block) const;

    u64 free_blocks() const;
    u64 free_inodes() const;
    u64 blocks_for_files() const; // free or not

  private:
    Group& at(u32 group) const;
    Result<void> read_group(u32 group);
    Result<BlockView> descriptor(u32 group, usize& offset);

    BlockDevice& disk_;
    const Geometry& geometry_;
    PageBuffer pages_[kGroupPages];
};
