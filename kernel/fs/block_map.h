// fs/block_map.h: where the blocks of a file are: through block numbers in its inode, and blocks full of such numbers.
#pragma once

#include "device/block_device.h"
#include "fs/ext2_format.h"

class Ext2;

// Which way leads to one block of a file.
struct MapPlace {
    usize root;   // which number in the inode leads there,
    usize levels; // through so many blocks of numbers,
    u64 index;    // and which of the blocks below that it is
};

// How far one comes on the way: to the block itself, or to a number that is 0.
struct MapEnd {
    u32 block;    // 0: none
    u32 parent;   // the block of numbers in which its number stands; 0: the inode
    usize slot;   // and which one that is
    usize levels; // blocks of numbers that are missing below
    u64 index;    // MapPlace::index
};

// The block numbers of one inode: a view of them, which lasts as long as the inode.
class BlockMap {
  public:
    BlockMap(Ext2& file_system, u32 inode, ext2::DiskInode& disk)
        : file_system_(file_system), inode_(inode), disk_(disk) {}

    // The number of the file's block with this index; 0 for a hole. Errno::io, fbig.
    Result<u32> find(u64 index) const {
        if (index < ext2::kDirectBlocks) return disk_.blocks[index];
        return TRY(follow(index)).block;
    }

    // The way to the file's block with this index, and its start, from where nothing has been followed. Errno::io, fbig.
    Result<MapEnd> follow(u64 index) const;
    Result<MapEnd> start(u64 index) const;

    // All numbers of blocks from index `first` on go: those in blocks of numbers that stay. `table` is changed
    // afterwards; the blocks are freed. Errno::io
    Result<void> prune(u64 first, BlockView& table);

    // Those in the inode go, from index `first` on, and are put into `cut`.
    void cut(u64 first, u32 (&cut)[ext2::kBlockPointers]);

    // Frees what hangs on these numbers, which nothing on the disk or in memory has any more.
    void free_all(const u32 (&cut)[ext2::kBlockPointers]);

    // Frees the blocks of numbers on a way that another one has replaced, from its start on.
    void free_way(const MapEnd& start);

    Result<BlockView> read_numbers(u32 block) const;
    usize slot_at(u64 index,
                  usize level) const; // in a block of numbers `level` levels above the file's blocks

  private:
    Result<MapPlace> place_of(u64 index) const;
    Result<void> prune_tree(u32 block, usize levels, u64 keep, BlockView& table);
    void free_tree(u32 block, usize levels);
    bool free_one(u32 block);

    Ext2& file_system_;
    const u32 inode_;
    ext2::DiskInode& disk_;
};

// The blocks of a file, for whoever wants several of them in a row: a block of numbers is looked for once. The file gets
// no shorter meanwhile.
class BlockRow : NonCopyable {
  public:
    BlockRow(Ext2& file_system, u32 inode, ext2::DiskInode& disk)
        : file_system_(file_system), disk_(disk), map_(file_system, inode, disk) {}

    // What BlockMap::find answers.
    Result<u32> find(u64 index) {
        if (index < ext2::kDirectBlocks) return disk_.blocks[index];
        if (index - first_ < reach_) return numbers_.at<u32>((index - first_) * sizeof(u32));
        return find_numbers(index);
    }

  private:
    Result<u32> find_numbers(u64 index);

    Ext2& file_system_;
    const ext2::DiskInode& disk_;
    const BlockMap map_;
    BlockView numbers_{nullptr}; // the latest block of numbers
    u64 first_ = 0;              // the index of the file's block to which its first number leads
    u64 reach_ = 0;              // how many it has
};

// A new block for a file, and the blocks of numbers that lead to it, if those are missing too: allocated, and
// initialised, but nothing points to them yet. What is not attached is given back.
class Branch : NonCopyable {
  public:
    explicit Branch(Ext2& file_system) : file_system_(file_system), leaf_(nullptr) {}
    ~Branch();

    // What is missing at the end of a way, down to a block of zeros; all of it at `near` or soon after. If blocks of numbers
    // are there, copies of them take their place. Errno::nospc, io.
    Result<void> grow(const BlockMap& map, const MapEnd& end, u32 near);

    BlockView& leaf() { return leaf_; }
    u32 leaf_number() const { return blocks_[count_ - 1]; }
    u32 top() const { return blocks_[0]; }
    u32 blocks() const { return static_cast<u32>(count_); }
    void keep() { count_ = 0; } // it is attached

  private:
    Result<u32> fill_numbers(const BlockMap& map, u32 old, usize slot, usize level);

    Ext2& file_system_;
    BlockView leaf_;
    u32 blocks_[ext2::kIndirectLevels + 1]; // from the top down
    usize count_ = 0;
};
