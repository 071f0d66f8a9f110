// fs/block_map.cpp: following block numbers, hanging new branches onto them, and cutting old ones off.
//
// What the disk sees is always a sound file (docs/ext2.md): a block of numbers and what it leads to are there before
// a number that leads to them; a number that goes is gone before its block is anybody else's.
#include "fs/block_map.h"
#include "fs/ext2.h"
#include "lib/string.h"

Result<MapPlace> BlockMap::place_of(u64 index) const {
    if (index < ext2::kDirectBlocks) return MapPlace{index, 0, 0};
    index -= ext2::kDirectBlocks;
    const u32 numbers_shift = file_system_.geometry().block_shift - 2; // a block holds 1 << this numbers
    for (usize levels = 1; levels <= ext2::kIndirectLevels; levels++) {
        const u64 reach = u64{1} << numbers_shift * levels;
        if (index < reach) return MapPlace{ext2::kDirectBlocks + levels - 1, levels, index};
        index -= reach;
    }
    return Errno::fbig;
}

usize BlockMap::slot_at(u64 index, usize level) const {
    const u32 numbers_shift = file_system_.geometry().block_shift - 2;
    return index >> numbers_shift * (level - 1) & ((usize{1} << numbers_shift) - 1);
}

Result<BlockView> BlockMap::read_numbers(u32 block) const {
    if (!file_system_.is_for_files(block))
        return file_system_.report("a block of block numbers is none of a file's", inode_, block);
    return file_system_.read_block(block);
}

Result<MapEnd> BlockMap::start(u64 index) const {
    const MapPlace place = TRY(place_of(index));
    return MapEnd{disk_.blocks[place.root], 0, place.root, place.levels, place.index};
}

Result<MapEnd> BlockMap::follow(u64 index) const {
    MapEnd end = TRY(start(index));
    while (end.levels > 0 && end.block != 0) {
        const BlockView view = TRY(read_numbers(end.block));
        end.parent = end.block;
        end.slot = slot_at(end.index, end.levels--);
        end.block = view.at<u32>(end.slot * sizeof(u32));
    }
    return end;
}

Result<u32> BlockRow::find_numbers(u64 index) {
    const MapEnd end = TRY(map_.follow(index));
    if (end.levels > 0) return end.block; // there is no such block of numbers
    numbers_ = TRY(file_system_.read_block(end.parent));
    first_ = index - end.slot;
    reach_ = file_system_.block_size() / sizeof(u32);
    return end.block;
}

Result<void> BlockMap::prune(u64 first, BlockView& table) {
    const Result<MapPlace> place = place_of(first);
    if (!place || place.value().index == 0) return {}; // nothing is beyond, or all of the tree goes
    const u32 root = disk_.blocks[place.value().root];
    if (root == 0) return {};
    return prune_tree(root, place.value().levels, place.value().index, table);
}

// Keeps the first `keep` blocks below this one, which are some.
Result<void> BlockMap::prune_tree(u32 block, usize levels, u64 keep, BlockView& table) {
    BlockView view = TRY(read_numbers(block));
    const u32 numbers_shift = file_system_.geometry().block_shift - 2;
    const u64 reach = u64{1} << numbers_shift * (levels - 1); // of each number
    usize slot = keep >> numbers_shift * (levels - 1);
    if (keep % reach != 0) {
        const u32 edge = view.at<u32>(slot * sizeof(u32));
        if (edge != 0) TRY(prune_tree(edge, levels - 1, keep % reach, table));
        slot++;
    }
    for (; slot < usize{1} << numbers_shift; slot++) {
        const u32 gone = view.at<u32>(slot * sizeof(u32));
        if (gone == 0) continue;
        view.change<u32>(slot * sizeof(u32)) = 0;
        file_system_.changed(view, Turn::numbers);
        free_tree(gone, levels - 1);
    }
    return file_system_.order(view, table);
}

void BlockMap::cut(u64 first, u32 (&cut)[ext2::kBlockPointers]) {
    for (usize root = 0; root < ext2::kBlockPointers; root++) cut[root] = 0;
    const Result<MapPlace> place = place_of(first);
    if (!place) return;
    for (usize root = place.value().root + (place.value().index != 0); root < ext2::kBlockPointers; root++)
        cut[root] = std::exchange(disk_.blocks[root], 0);
}

void BlockMap::free_all(const u32 (&cut)[ext2::kBlockPointers]) {
    for (usize root = 0; root < ext2::kBlockPointers; root++)
        if (cut[root] != 0)
            free_tree(cut[root], root < ext2::kDirectBlocks ? 0 : root - ext2::kDirectBlocks + 1);
}

// A block of numbers is freed before what it leads to: on a disk where it leads back to itself, it is not in use any more
// when it is met again. It still holds its numbers, as nobody can have got it meanwhile.
void BlockMap::free_tree(u32 block, usize levels) {
    if (levels == 0) {
        free_one(block);
        return;
    }
    const Result<BlockView> view = read_numbers(block);
    if (!free_one(block) || !view) return;
    for (usize offset = 0; offset < file_system_.block_size(); offset += sizeof(u32))
        if (const u32 below = view.value().at<u32>(offset)) free_tree(below, levels - 1);
}

void BlockMap::free_way(const MapEnd& start) {
    u32 block = start.block;
    for (usize level = start.levels; level > 0 && block != 0; level--) {
        const Result<BlockView> view = read_numbers(block);
        if (!free_one(block) || !view) return;
        block = view.value().at<u32>(slot_at(start.index, level) * sizeof(u32));
    }
}

bool BlockMap::free_one(u32 block) {
    if (!file_system_.allocator().free_block(block)) {
        (void)file_system_.report("it has a block that is not marked as used", inode_, block);
        return false;
    }
    const u32 sectors = file_system_.geometry().sectors(1);
    disk_.sectors -= disk_.sectors < sectors ? disk_.sectors : sectors;
    return true;
}

Branch::~Branch() {
    while (count_ > 0) file_system_.allocator().take_back(blocks_[--count_]);
}

// A block that nothing points to counts as contents, whatever is in it: it comes before all that will lead to it.
Result<void> Branch::grow(const BlockMap& map, const MapEnd& end, u32 near) {
    while (count_ <= end.levels) {
        blocks_[count_] = TRY(file_system_.allocator().allocate_block(near));
        near = blocks_[count_++] + 1;
    }
    BlockDevice& disk = file_system_.disk();
    leaf_ = TRY(disk.fresh(leaf_number()));
    disk.changed(leaf_, Turn::contents);
    u32 old = end.block;
    for (usize i = 0; i < end.levels; i++)
        old = TRY(fill_numbers(map, old, map.slot_at(end.index, end.levels - i), i));
    return {};
}

// The numbers of the old block, if there is one, and the one that leads further down; what the old block has there.
Result<u32> Branch::fill_numbers(const BlockMap& map, u32 old, usize slot, usize level) {
    BlockDevice& disk = file_system_.disk();
    BlockView view = TRY(disk.fresh(blocks_[level]));
    disk.changed(view, Turn::contents);
    if (old != 0)
        memcpy(view.bytes_to_change(), TRY(map.read_numbers(old)).bytes(), file_system_.block_size());
    u32& number = view.change<u32>(slot * sizeof(u32));
    old = std::exchange(number, blocks_[level + 1]);
    disk.changed(view, Turn::contents);
    return old;
}
