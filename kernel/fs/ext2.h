// fs/ext2.h: an ext2 file system on a disk: where its parts are. It is only read.
//
// Nothing on the disk is believed: whatever does not make sense is Errno::io for whoever asked, and nothing worse.
#pragma once

#include "fs/inode.h"
#include "lib/noncopyable.h"
#include "memory/page_buffer.h"

class Ext2 : NonCopyable {
  public:
    // Checks the superblock and the group descriptors, and says in the log what is wrong with them. The disk must
    // outlive the file system. Errno::inval if it is not one that this kernel reads; io; nomem.
    static Result<Owned<Ext2>> mount(BlockDevice& disk);

    Ref<Inode> root() const { return root_; }

    // The file with this number. Errno::io if there is none, or what the disk says of it makes no sense.
    Result<Ref<Inode>> inode(u32 number);

    // The rest is for inodes and directories.
    usize block_size() const { return usize{1} << block_shift_; }
    u64 block_index(u64 offset) const { return offset >> block_shift_; }
    usize offset_in_block(u64 offset) const { return offset & (block_size() - 1); }
    bool records_tell_kind() const { return records_tell_kind_; }
    Result<BlockView> read_block(u64 number);
    // Where a file's block with this index is; 0 for a hole.
    Result<u64> block_of_file(const ext2::DiskInode& inode, u64 index);
    InodeCache& cache() { return cache_; }

    Ext2(BlockDevice& disk, const ext2::Superblock& superblock, PageBuffer inode_tables); // for mount

  private:
    static Result<Owned<Ext2>> create(BlockDevice& disk);
    Result<void> read_groups();
    Result<u64> read_inode_table(u32 group);
    u32* inode_tables() const;
    Result<u64> walk_down(u64 block, usize levels, u64 index);
    Result<Ref<Inode>> load(u32 number);
    bool is_sound(const ext2::DiskInode& inode) const;
    u64 file_size_max() const;

    BlockDevice& disk_;
    const u32 block_shift_; // a block is 1 << this bytes
    const u32 inode_size_;  // bytes
    const u32 first_block_; // the one with the superblock
    const u32 blocks_;
    const u32 inodes_;
    const u32 inodes_per_group_;
    const u32 groups_;
    const bool records_tell_kind_;
    const PageBuffer inode_tables_; // the first block of each group's inode table
    InodeCache cache_;
    Ref<Inode> root_;
};
