// fs/groups.cpp: reading group descriptors, believing none of them unchecked, and writing their counts back.
#include "fs/groups.h"
#include "debug/log.h"

Group& Groups::at(u32 group) const {
    const PageBuffer& page = pages_[group / kGroupsPerPage];
    return reinterpret_cast<Group*>(
        page.bytes())[group % kGroupsPerPage]; // a page of bytes, used as groups only
}

Result<void> Groups::read() {
    for (u32 group = 0; group < geometry_.groups; group++) {
        if (group % kGroupsPerPage == 0) pages_[group / kGroupsPerPage] = TRY(PageBuffer::create());
        TRY(read_group(group));
    }
    return {};
}

Result<BlockView> Groups::descriptor(u32 group, usize& offset) {
    const u64 place = u64{group} * sizeof(ext2::GroupDescriptor);
    offset = geometry_.offset_in_block(place);
    return disk_.read(geometry_.first_block + 1 + geometry_.block_index(place));
}

namespace {

// Whether `count` blocks from `block` on lie in [first, end).
bool lies_in(u64 block, u64 count, u64 first, u64 end) {
    return block >= first && block < end && count <= end - block;
}

} // namespace

// All that belongs to a group lies in it, as there are no flexible groups in an ext2.
Result<void> Groups::read_group(u32 group) {
    usize offset = 0;
    const BlockView view = TRY(descriptor(group, offset));
    const auto& disk = view.at<ext2::GroupDescriptor>(offset);
    const u64 start = geometry_.first_of_group(group);
    const u64 first = start + geometry_.blocks_before_group(group);
    const u64 end = start + geometry_.blocks_in_group(group);
    const u32 table_blocks = geometry_.table_blocks;
    if (!lies_in(disk.inode_table, table_blocks, first, end)) {
        log("ext2: group %u has its inodes outside of the group\n", group);
        return Errno::inval;
    }
    const u64 table_end = u64{disk.inode_table} + table_blocks;
    for (const u32 bitmap : {disk.block_bitmap, disk.inode_bitmap})
        if (!lies_in(bitmap, 1, first, end) || lies_in(bitmap, 1, disk.inode_table, table_end)) {
            log("ext2: group %u has a bitmap at a bad place, block %u\n", group, bitmap);
            return Errno::inval;
        }
    if (disk.block_bitmap == disk.inode_bitmap) {
        log("ext2: group %u has one block for both bitmaps\n", group);
        return Errno::inval;
    }
    at(group) = {disk.block_bitmap,
                 disk.inode_bitmap,
                 disk.inode_table,
                 static_cast<u32>(first - start),
                 disk.free_blocks_count,
                 disk.free_inodes_count,
                 disk.used_directories_count,
                 false};
    return {};
}

Result<void> Groups::store() {
    for (u32 group = 0; group < geometry_.groups; group++) {
        Group& counts = at(group);
        if (!counts.changed) continue;
        usize offset = 0;
        BlockView view = TRY(descriptor(group, offset));
        auto& disk = view.change<ext2::GroupDescriptor>(offset);
        disk.free_blocks_count = static_cast<u16>(counts.free_blocks);
        disk.free_inodes_count = static_cast<u16>(counts.free_inodes);
        disk.used_directories_count = static_cast<u16>(counts.directories);
        disk_.changed(view, Turn::counts);
        counts.changed = false;
    }
    return {};
}

bool Groups::is_for_files(u64 block) const {
    if (block < geometry_.first_block || block >= geometry_.blocks) return false;
    const u32 number = static_cast<u32>(block);
    const u32 group = geometry_.group_of_block(number);
    const Group& here = at(group);
    if (number - geometry_.first_of_group(group) < here.blocks_before) return false;
    if (number == here.block_bitmap || number == here.inode_bitmap) return false;
    return number - here.inode_table >= geometry_.table_blocks; // what is before it wraps to a large number
}

u64 Groups::free_blocks() const {
    u64 sum = 0;
    for (u32 group = 0; group < geometry_.groups; group++) sum += at(group).free_blocks;
    return sum;
}

u64 Groups::free_inodes() const {
    u64 sum = 0;
    for (u32 group = 0; group < geometry_.groups; group++) sum += at(group).free_inodes;
    return sum;
}

u64 Groups::blocks_for_files() const {
    u64 sum = 0;
    for (u32 group = 0; group < geometry_.groups; group++)
        sum += geometry_.blocks_in_group(group) - at(group).blocks_before - 2 - geometry_.table_blocks;
    return sum;
}
