// device/write_back.cpp: which blocks of a cached disk are dirty, and the order in which they are written.
//
// While somebody writes back, nobody changes a block, nor makes one dirty: that is a rule of BlockDevice. So the lists of
// dirty blocks stand still, even while the lock is not held.
#include "debug/log.h"
#include "device/cached_disk.h"

void CachedDisk::changed(BlockView& view, Turn turn) {
    kassert(!read_only());
    Guard guard(lock_);
    CachedBlock& block = *find(piece_of(view.number()));
    block.content = CachedBlock::Content::here; // if it was to be replaced, it is now
    const u8 usual = static_cast<u8>(turn);
    if (!block.dirty || (block.awaits_change && block.turn < usual)) make_dirty(block, usual);
    block.awaits_change = false;
}

Result<void> CachedDisk::order(BlockView& first, BlockView& second) {
    {
        Guard guard(lock_);
        CachedBlock& before = *find(piece_of(first.number()));
        CachedBlock& after = *find(piece_of(second.number()));
        if (&before == &after || !before.dirty || put_behind(after, before)) return {};
    }
    return write_back();
}

// False if it cannot be. What is put behind something that is dirty counts as dirty itself: so its turn is kept.
bool CachedDisk::put_behind(CachedBlock& second, CachedBlock& first) {
    first.awaits_change = false; // its turn is what counts now
    if (second.dirty && second.turn > first.turn) return true;
    const bool can_wait = !second.dirty || second.awaits_change;
    if (!can_wait || first.turn + 1 == kTurns) return false;
    make_dirty(second, first.turn + 1);
    second.awaits_change = true;
    return true;
}

// It has a view, or is dirty already: so it is not among the clean ones.
void CachedDisk::make_dirty(CachedBlock& block, u8 turn) {
    if (block.dirty)
        Uses::remove(&block);
    else
        dirty_++;
    block.dirty = true;
    block.turn = turn;
    turns_[turn].push_back(&block);
}

// Half of the memory is enough for what waits to be written. If the disk does not take it, asking at each read does not
// help.
bool CachedDisk::is_crowded() {
    Guard guard(lock_);
    return dirty_ > blocks_ / 2 && !has_failed_;
}

bool CachedDisk::has_dirty() {
    Guard guard(lock_);
    return dirty_ > 0;
}

Result<void> CachedDisk::write_back() {
    if (!begin_to_write()) return {};
    Result<void> result;
    for (u8 turn = 0; turn < kTurns && result; turn++) result = write_turn(turn);
    end_to_write(static_cast<bool>(result));
    return result;
}

// One at a time. False: there is nothing to write.
bool CachedDisk::begin_to_write() {
    Guard guard(lock_);
    while (writing_) writers_.wait_through_signals(guard);
    writing_ = dirty_ > 0;
    return writing_;
}

void CachedDisk::end_to_write(bool success) {
    Guard guard(lock_);
    writing_ = false;
    has_failed_ = !success;
    writers_.wake_all();
}

Result<void> CachedDisk::write_turn(u8 turn) {
    CachedBlock* const first = next_in(turn, nullptr);
    if (!first) return {};
    for (CachedBlock* block = first; block; block = next_in(turn, block)) {
        block->request.prepare(transfer_of(*block, DiskWork::write));
        disk_.start(block->request);
    }
    bool success = true;
    for (CachedBlock* block = first; block; block = next_in(turn, block)) success &= was_written(*block);
    if (!success) return Errno::io;
    TRY(flush());
    make_clean(turn);
    return {};
}

CachedBlock* CachedDisk::next_in(u8 turn, const CachedBlock* previous) {
    Guard guard(lock_);
    return previous ? turns_[turn].after(previous) : turns_[turn].first();
}

bool CachedDisk::was_written(CachedBlock& block) {
    const bool success = static_cast<bool>(disk_.finish(block.request));
    if (!success && !block.failure_is_told)
        log("disk: block %lu cannot be written; it stays in memory, and with it all that comes after it\n",
            block.number);
    block.failure_is_told = !success;
    return success;
}

Result<void> CachedDisk::flush() {
    DiskRequest request;
    request.prepare({DiskWork::flush});
    disk_.start(request);
    const Result<void> result = disk_.finish(request);
    Guard guard(lock_);
    if (!result && !has_failed_) log("disk: what it was given cannot be made to last: its flush fails\n");
    return result;
}

void CachedDisk::make_clean(u8 turn) {
    Guard guard(lock_);
    while (CachedBlock* block = turns_[turn].pop_front()) {
        block->dirty = block->awaits_change = false;
        dirty_--;
        if (block->views == 0) clean_.push_back(block);
    }
}
