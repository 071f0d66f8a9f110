// fs/geometry.h: where things lie in an ext2 file system: what follows from a superblock that is sound.
#pragma once

#include "fs/ext2_format.h"

struct Geometry {
    explicit Geometry(const ext2::Superblock& superblock);

    usize block_size() const { return usize{1} << block_shift; }
    u64 block_index(u64 offset) const { return offset >> block_shift; }
    usize offset_in_block(u64 offset) const { return offset & (block_size() - 1); }
    u64 blocks_for(u64 bytes) const { return (bytes + block_size() - 1) >> block_shift; }

    u32 sectors(u32 count) const {
        return count << (block_shift - 9);
    } // in so many blocks, of 512 bytes each

    // Of a block from first_block on, below blocks; and of an inode from 1 to inodes.
    u32 group_of_block(u32 block) const { return (block - first_block) / blocks_per_group; }
    u32 group_of_inode(u32 inode) const { return (inode - 1) / inodes_per_group; }

    u32 first_of_group(u32 group) const { return first_block + group * blocks_per_group; }
    u32 blocks_in_group(u32 group) const { // the last one may be short
        const u32 rest = blocks - first_of_group(group);
        return rest < blocks_per_group ? rest : blocks_per_group;
    }
    // How many blocks at the start of a group are the superblock and the descriptors, or a copy of them.
    u32 blocks_before_group(u32 group) const { return has_copies(group) ? blocks_of_copy : 0; }

    // The length that a file may have, in bytes: all that an inode's block numbers reach.
    u64 file_size_max() const;

    u32 block_shift; // a block is 1 << this bytes
    u32 inode_size;  // bytes
    u32 first_block; // the one with the superblock
    u32 blocks;
    u32 inodes;
    u32 first_inode; // that may be any file's
    u32 blocks_per_group;
    u32 inodes_per_group;
    u32 groups;
    u32 table_blocks;   // of each group's inode table
    u32 blocks_of_copy; // a superblock, descriptors and what is reserved for more
    bool sparse_copies;

  private:
    bool has_copies(u32 group) const;
};

// What is wrong with a superblock, in words; null if nothing is.
const char* fault_of(const ext2::Superblock& superblock, u64 disk_size);

// Its features; revision 0 has none.
struct Features {
    explicit Features(const ext2::Superblock& superblock);

    u32 compatible;
    u32 incompatible;
    u32 read_only;
};
