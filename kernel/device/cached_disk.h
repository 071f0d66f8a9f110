// device/cached_disk.h: a disk whose blocks are kept in memory, and written back in order.
//
// Invariants
//   A block that is dirty stays in memory until it is on the disk for good: only clean ones make room for others, those
//   that were not used for longest first, and never one that has a view.
//   Dirty blocks are written turn by turn: all of one turn, then the device's own cache is flushed, then the next turn.
//   If one fails, it and all others of its turn and of later turns stay dirty.
//   A turn is one small number. order(first, second) gives `second`, if it is clean, a later turn than that of `first`;
//   if it is not, and its turn comes too early, all is written back. So there is no graph of blocks that wait for each
//   other, and no circle in one: only numbers.
#pragma once

#include "device/block_device.h"
#include "device/disk.h"
#include "memory/heap.h"
#include "memory/page_buffer.h"

// Room for a piece of the disk in memory. What changes is guarded by the lock of the cache; the bytes, by the rules of
// BlockDevice.
struct CachedBlock : NonCopyable {
    static constexpr u64 kNone = ~0ul;
    enum class Content : u8 { missing, coming, here };

    u64 number = kNone; // which piece it is; if it is one, it is in a chain
    PageBuffer bytes;
    u32 views = 0;
    Content content = Content::missing;
    bool was_asked_for = false; // what is coming: somebody wants it; it is not only read ahead
    bool dirty = false;
    bool awaits_change = false;   // it is dirty only because it was ordered behind another one
    bool failure_is_told = false; // the log knows that it could not be written
    u8 turn = 0;                  // while it is dirty
    DiskRequest request;
    ListLink all_link;
    ListLink chain_link;
    ListLink
        use_link; // among those of its turn if it is dirty; if not, and without views, among the clean ones
};

class CachedDisk final : public BlockDevice {
  public:
    // Takes the memory for so many blocks now, so that it lacks none later. The disk must outlive it.
    static Result<Owned<CachedDisk>> create(Disk& disk, usize blocks);
    CachedDisk(Disk& disk, PageBuffer chains); // for create
    ~CachedDisk();                             // what is dirty is lost

    u64 size() const override { return disk_.size(); }
    bool read_only() const override { return disk_.read_only(); }
    usize sector_size() const override { return disk_.sector_size(); }
    void set_block_size(usize bytes) override;
    Result<BlockView> read(u64 number) override;
    Result<BlockView> fresh(u64 number) override;
    Result<BlockView> replace(u64 number) override;
    void changed(BlockView& view, Turn turn) override;
    Result<void> order(BlockView& first, BlockView& second) override;
    Result<void> write_back() override;

  private:
    using Chain = List<CachedBlock, &CachedBlock::chain_link>;
    using Uses = List<CachedBlock, &CachedBlock::use_link>;
    static constexpr usize kChains = kPageSize / sizeof(Chain);
    static constexpr u8 kTurns = 16; // those that have names, and more for what was ordered
    static constexpr u64 kReadAhead = 8;

    // Which blocks are in memory (cached_disk.cpp).
    void release(u64 number) override;
    u64 piece_of(u64 number) const { return number * block_size_ / piece_size_; }
    DiskTransfer transfer_of(const CachedBlock& block, DiskWork work) const;
    Result<CachedBlock*> hold(u64 number);
    BlockView view_of(CachedBlock& block, u64 number);
    CachedBlock* find_or_take(u64 piece);
    CachedBlock* take_ahead(u64 piece);
    void read_ahead(u64 piece);
    Result<void> load(CachedBlock& block);
    bool is_read_ahead(CachedBlock& block);
    bool begin_to_load(CachedBlock& block);
    bool is_missing(CachedBlock& block);
    Result<void> end_to_load(CachedBlock& block);
    Chain* chains() const;
    CachedBlock* find(u64 piece) REQUIRES(lock_);
    CachedBlock* take_clean(u64 piece) REQUIRES(lock_);
    void add_view(CachedBlock& block) REQUIRES(lock_);

    // Which are dirty, and when they are written (write_back.cpp).
    void make_dirty(CachedBlock& block, u8 turn) REQUIRES(lock_);
    bool put_behind(CachedBlock& second, CachedBlock& first) REQUIRES(lock_);
    bool is_crowded();
    bool has_dirty();
    bool begin_to_write();
    void end_to_write(bool success);
    Result<void> write_turn(u8 turn);
    CachedBlock* next_in(u8 turn, const CachedBlock* previous);
    bool was_written(CachedBlock& block);
    Result<void> flush();
    void make_clean(u8 turn);

    Disk& disk_;
    usize block_size_ = kSectorSize;
    usize piece_size_ =
        kSectorSize; // what is kept as one: a block, or a sector of the disk if that is longer
    const PageBuffer chains_;
    List<CachedBlock, &CachedBlock::all_link> all_;
    usize blocks_ = 0;

    Spinlock lock_{LockRank::disk_cache};
    Uses clean_ GUARDED_BY(lock_);         // without views; the one that was not used for longest comes first
    Uses turns_[kTurns] GUARDED_BY(lock_); // the dirty ones
    usize dirty_ GUARDED_BY(lock_) = 0;
    u64 next_in_row_ GUARDED_BY(lock_) = CachedBlock::kNone; // who wants this one wants one after the other
    u64 unreadable_ GUARDED_BY(lock_) = CachedBlock::kNone;  // the one of which the log knows
    bool writing_ GUARDED_BY(lock_) = false;                 // somebody writes back
    bool has_failed_ GUARDED_BY(lock_) = false;              // the latest attempt to do so
    WaitQueue writers_;                                      // who wait for that one
};
