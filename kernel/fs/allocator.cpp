// fs/allocator.cpp: taking bits out of bitmaps, giving them back, and the blocks in between.
#include "fs/allocator.h"
#include "debug/log.h"
#include <bit>

namespace {

constexpr u32 kBitsInWord = 64;

// The first bit from `from` on that is 0; `end` if there is none before it.
u32 find_zero(const BlockView& view, u32 from, u32 end) {
    while (from < end) {
        const u64 word = view.at<u64>(from / kBitsInWord * sizeof(u64));
        const u64 zeros = ~word >> from % kBitsInWord;
        if (zeros != 0) {
            const u32 bit = from + static_cast<u32>(std::countr_zero(zeros));
            return bit < end ? bit : end;
        }
        from = (from / kBitsInWord + 1) * kBitsInWord;
    }
    return end;
}

bool test(const BlockView& view, u32 bit) { return view.at<u8>(bit / 8) >> bit % 8 & 1; }
void set(BlockView& view, u32 bit) { view.change<u8>(bit / 8) |= static_cast<u8>(1 << bit % 8); }
void clear(BlockView& view, u32 bit) { view.change<u8>(bit / 8) &= static_cast<u8>(~(1 << bit % 8)); }

} // namespace

// Sets a bit that is 0 in a bitmap, from `from` on; `end` if there is none.
Result<u32> Allocator::take_bit(u32 bitmap, u32 from, u32 end) {
    BlockView view = TRY(disk_.read(bitmap));
    const u32 bit = find_zero(view, from, end);
    if (bit == end) return end;
    set(view, bit);
    disk_.changed(view, Turn::contents);
    return bit;
}

Result<u32> Allocator::allocate_block(u32 near) {
    if (!groups_.is_for_files(near)) near = geometry_.first_block;
    const Result<u32> found = search_groups(near);
    if (found.error() != Errno::nospc || waiting_blocks_.empty()) return found;
    TRY(disk_.write_back());
    release_waiting();
    return search_groups(near);
}

// From `near` to the end of its group, then the groups behind it, and at last its own group from the start.
Result<u32> Allocator::search_groups(u32 near) {
    const u32 first = geometry_.group_of_block(near);
    u32 from = near - geometry_.first_of_group(first);
    for (u32 i = 0; i <= geometry_.groups; i++) {
        const u32 group = (first + i) % geometry_.groups;
        if (groups_[group].free_blocks > 0) {
            const Result<u32> block = take_block_in(group, from);
            if (block.error() != Errno::nospc) return block;
        }
        from = 0;
    }
    return Errno::nospc;
}

Result<u32> Allocator::take_block_in(u32 group, u32 from) {
    const u32 end = geometry_.blocks_in_group(group);
    const u32 bit = TRY(take_bit(groups_[group].block_bitmap, from, end));
    if (bit == end) return Errno::nospc;
    const u32 block = geometry_.first_of_group(group) + bit;
    if (!groups_.is_for_files(block)) { // it is marked now, so that nobody comes here again
        log("ext2: block %u of the file system itself was marked as free\n", block);
        return Errno::io;
    }
    groups_.change(group).free_blocks--;
    return block;
}

// A bit that is 0 already stays so, and nothing is counted twice.
Result<void> Allocator::clear_block_bit(u32 block) {
    const u32 group = geometry_.group_of_block(block);
    const u32 bit = block - geometry_.first_of_group(group);
    BlockView view = TRY(disk_.read(groups_[group].block_bitmap));
    if (!test(view, bit)) return {};
    clear(view, bit);
    disk_.changed(view, Turn::contents);
    groups_.change(group).free_blocks++;
    return {};
}

// If the disk fails here, the block is lost until somebody counts anew.
void Allocator::take_back(u32 block) {
    if (!clear_block_bit(block)) log("ext2: block %u stays marked as used, though it is not\n", block);
}

// If the disk cannot tell now, clear_block_bit will see.
bool Allocator::may_be_used(u32 block) {
    if (!groups_.is_for_files(block) || waiting_blocks_.contains(block)) return false;
    const u32 group = geometry_.group_of_block(block);
    const Result<BlockView> view = disk_.read(groups_[group].block_bitmap);
    return !view || test(view.value(), block - geometry_.first_of_group(group));
}

bool Allocator::free_block(u32 block) {
    if (!may_be_used(block)) return false;
    if (waiting_blocks_.add(block)) return true;
    if (disk_.write_back()) release_waiting();
    if (!waiting_blocks_.add(block)) log("ext2: block %u stays marked as used, though it is not\n", block);
    return true;
}

bool Allocator::release_waiting() {
    const u64 before = waiting_blocks() + waiting_inodes();
    while (!waiting_blocks_.empty() && clear_block_bit(waiting_blocks_.last())) waiting_blocks_.remove_last();
    while (!waiting_inodes_.empty() && clear_inode_bit(waiting_inodes_.last())) waiting_inodes_.remove_last();
    return waiting_blocks() + waiting_inodes() < before;
}

// Of the groups with no fewer free inodes than others, the one with the most free blocks.
u32 Allocator::group_for_directory() const {
    const u64 average = groups_.free_inodes() / geometry_.groups;
    u32 best = 0;
    for (u32 group = 1; group < geometry_.groups; group++) {
        const bool best_has_enough = groups_[best].free_inodes >= average;
        if (groups_[group].free_inodes < average) continue;
        if (!best_has_enough || groups_[group].free_blocks > groups_[best].free_blocks) best = group;
    }
    return best;
}

Result<u32> Allocator::allocate_inode(u32 group, bool directory) {
    const Result<u32> found = search_inode(group, directory);
    if (found.error() != Errno::nospc || waiting_inodes_.empty()) return found;
    TRY(disk_.write_back());
    release_waiting();
    return search_inode(group, directory);
}

Result<u32> Allocator::search_inode(u32 group, bool directory) {
    const u32 first = directory ? group_for_directory() : group;
    for (u32 i = 0; i < geometry_.groups; i++) {
        const u32 here = (first + i) % geometry_.groups;
        if (groups_[here].free_inodes == 0) continue;
        const Result<u32> inode = take_inode_in(here, directory);
        if (inode.error() != Errno::nospc) return inode;
    }
    return Errno::nospc;
}

Result<u32> Allocator::take_inode_in(u32 group, bool directory) {
    const u32 end = geometry_.inodes_per_group;
    const u32 special = geometry_.first_inode - 1; // inodes that are no files'; all in the first group
    const u32 bit = TRY(take_bit(groups_[group].inode_bitmap, group == 0 ? special : 0, end));
    if (bit >= end) return Errno::nospc;
    Group& counts = groups_.change(group);
    counts.free_inodes--;
    if (directory) counts.directories++;
    return group * end + bit + 1;
}

Result<void> Allocator::clear_inode_bit(u32 number) {
    const u32 group = geometry_.group_of_inode(number);
    const u32 bit = (number - 1) % geometry_.inodes_per_group;
    BlockView view = TRY(disk_.read(groups_[group].inode_bitmap));
    if (!test(view, bit)) return {};
    clear(view, bit);
    disk_.changed(view, Turn::contents);
    groups_.change(group).free_inodes++;
    return {};
}

void Allocator::count_directory_less(u32 inode) {
    Group& counts = groups_.change(geometry_.group_of_inode(inode));
    if (counts.directories > 0) counts.directories--;
}

// If the disk fails here, the inode is lost until somebody counts anew.
void Allocator::take_back_inode(u32 number, bool directory) {
    if (directory) count_directory_less(number);
    if (!clear_inode_bit(number)) log("ext2: inode %u stays marked as used, though it is not\n", number);
}

void Allocator::free_inode(u32 number, bool directory) {
    if (directory) count_directory_less(number);
    if (waiting_inodes_.add(number)) return;
    if (disk_.write_back()) release_waiting();
    if (!waiting_inodes_.add(number)) log("ext2: inode %u stays marked as used, though it is not\n", number);
}
