// device/cached_disk.cpp: which blocks of a disk are in memory, and how they come there.
#include "device/cached_disk.h"
#include "debug/log.h"
#include "lib/string.h"

using Content = CachedBlock::Content;

CachedDisk::CachedDisk(Disk& disk, PageBuffer chains) : disk_(disk), chains_(std::move(chains)) {
    for (usize i = 0; i < kChains; i++) new (chains_.bytes() + i * sizeof(Chain)) Chain;
}

CachedDisk::~CachedDisk() {
    while (CachedBlock* block = all_.pop_front()) {
        (void)disk_.finish(block->request);
        delete block;
    }
}

Result<Owned<CachedDisk>> CachedDisk::create(Disk& disk, usize blocks) {
    PageBuffer chains = TRY(PageBuffer::create());
    Owned<CachedDisk> cache = TRY(make<CachedDisk>(disk, std::move(chains)));
    for (; cache->blocks_ < blocks; cache->blocks_++) {
        Owned<CachedBlock> block = TRY(make<CachedBlock>());
        block->bytes = TRY(PageBuffer::create());
        cache->all_.push_back(block.get());
        Guard guard(cache->lock_);
        cache->clean_.push_back(block.leak());
    }
    return cache;
}

// All that is in memory is forgotten.
void CachedDisk::set_block_size(usize bytes) {
    for (CachedBlock& block : all_) {
        (void)disk_.finish(block.request); // it may have been read ahead
        kassert(block.views == 0 && !block.dirty);
        if (block.number != CachedBlock::kNone) Chain::remove(&block);
        block.number = CachedBlock::kNone;
        block.content = Content::missing;
    }
    block_size_ = bytes;
    piece_size_ = bytes > disk_.sector_size() ? bytes : disk_.sector_size();
}

Result<BlockView> CachedDisk::read(u64 number) {
    CachedBlock* block = TRY(hold(number));
    BlockView view = view_of(*block, number);
    TRY(load(*block));
    return view;
}

// Of a piece that is longer than a block the rest is kept. What is read ahead must have come before it is overwritten.
Result<BlockView> CachedDisk::fresh(u64 number) {
    CachedBlock* block = TRY(hold(number));
    BlockView view = view_of(*block, number);
    if (piece_size_ > block_size_)
        TRY(load(*block));
    else
        (void)disk_.finish(block->request);
    memset(view.bytes_to_change(), 0, block_size_);
    Guard guard(lock_);
    block->content = Content::here;
    return view;
}

// Of a piece that is longer than a block the rest is kept, likewise. Until it is changed, what is missing is missing.
Result<BlockView> CachedDisk::replace(u64 number) {
    CachedBlock* block = TRY(hold(number));
    BlockView view = view_of(*block, number);
    if (piece_size_ > block_size_ || !is_missing(*block)) TRY(load(*block));
    return view;
}

bool CachedDisk::is_missing(CachedBlock& block) {
    Guard guard(lock_);
    return block.content == Content::missing;
}

BlockView CachedDisk::view_of(CachedBlock& block, u64 number) {
    return BlockView(*this, number, block.bytes.bytes() + number * block_size_ % piece_size_);
}

DiskTransfer CachedDisk::transfer_of(const CachedBlock& block, DiskWork work) const {
    return {work, block.number * piece_size_ / kSectorSize, block.bytes.bytes(), piece_size_};
}

// The block with one more view. If no other can make room for it, those that are dirty must become clean.
Result<CachedBlock*> CachedDisk::hold(u64 number) {
    if (number >= size() / block_size_) return Errno::io;
    if (is_crowded()) (void)write_back(); // if this fails there is still room
    while (true) {
        if (CachedBlock* block = find_or_take(piece_of(number))) return block;
        if (!has_dirty()) return Errno::nomem; // each of them has a view
        TRY(write_back());
    }
}

CachedBlock* CachedDisk::find_or_take(u64 piece) {
    Guard guard(lock_);
    CachedBlock* block = find(piece);
    if (!block) block = take_clean(piece);
    if (block) add_view(*block);
    return block;
}

void CachedDisk::add_view(CachedBlock& block) {
    if (block.views++ == 0 && !block.dirty) Uses::remove(&block);
}

void CachedDisk::release(u64 number) {
    Guard guard(lock_);
    CachedBlock* block = find(piece_of(number));
    kassert(block && block->views > 0);
    if (--block->views > 0 || block->dirty) return;
    if (block->content == Content::missing)
        clean_.push_front(block);
    else
        clean_.push_back(block);
}

CachedDisk::Chain* CachedDisk::chains() const {
    return reinterpret_cast<Chain*>(chains_.bytes()); // where the constructor has made them
}

CachedBlock* CachedDisk::find(u64 piece) {
    for (CachedBlock& block : chains()[piece % kChains])
        if (block.number == piece) return &block;
    return nullptr;
}

// Makes room for a piece in a clean block, and leaves that among the clean ones; null if there is none. What is on its way
// to a block cannot be called back.
CachedBlock* CachedDisk::take_clean(u64 piece) {
    for (CachedBlock& block : clean_) {
        if (!block.request.is_over()) continue;
        if (block.number != CachedBlock::kNone) Chain::remove(&block);
        block.number = piece;
        block.content = Content::missing;
        chains()[piece % kChains].push_front(&block);
        return &block;
    }
    return nullptr;
}

// What could not be read ahead counts as missing.
Result<void> CachedDisk::load(CachedBlock& block) {
    if (is_read_ahead(block)) (void)end_to_load(block);
    if (begin_to_load(block)) {
        disk_.start(block.request);
        read_ahead(block.number);
    }
    return end_to_load(block);
}

bool CachedDisk::is_read_ahead(CachedBlock& block) {
    Guard guard(lock_);
    return block.content == Content::coming && !block.was_asked_for;
}

// Whether it is up to the caller to start the request.
bool CachedDisk::begin_to_load(CachedBlock& block) {
    Guard guard(lock_);
    if (block.content != Content::missing) return false;
    block.content = Content::coming;
    block.was_asked_for = true;
    block.request.prepare(transfer_of(block, DiskWork::read));
    return true;
}

// Several threads may wait for the same block. The first one that sees the request over tells what became of it; if it
// has failed, the next one who wants the block tries again.
Result<void> CachedDisk::end_to_load(CachedBlock& block) {
    const Result<void> result = disk_.finish(block.request);
    Guard guard(lock_);
    if (block.content == Content::here) return {};
    if (block.content == Content::missing || !block.request.is_over()) return result;
    if (result) {
        block.content = Content::here;
        return {};
    }
    block.content = Content::missing;
    if (!block.was_asked_for) return result;
    if (unreadable_ != block.number) log("disk: block %lu cannot be read\n", block.number);
    unreadable_ = block.number;
    return result;
}

// Somebody misses a piece. If he has read those before it, he will want the next ones, too.
void CachedDisk::read_ahead(u64 piece) {
    u64 end = piece + 1;
    {
        Guard guard(lock_);
        if (piece == next_in_row_) end += kReadAhead;
        next_in_row_ = end;
    }
    for (u64 next = piece + 1; next < end && next < size() / piece_size_; next++)
        if (CachedBlock* block = take_ahead(next)) disk_.start(block->request);
}

// Room for a piece that will be read now; null if it is in memory, or there is no room.
CachedBlock* CachedDisk::take_ahead(u64 piece) {
    Guard guard(lock_);
    if (find(piece)) return nullptr;
    CachedBlock* block = take_clean(piece);
    if (!block) return nullptr;
    block->content = Content::coming;
    block->was_asked_for = false;
    block->request.prepare(transfer_of(*block, DiskWork::read));
    Uses::remove(block); // it has just been used
    clean_.push_back(block);
    return block;
}
