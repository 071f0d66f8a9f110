// fs/geometry.cpp: what follows from a superblock, and whether it is sound.
#include "fs/geometry.h"
#include "fs/groups.h"
#include <bit>

namespace {

constexpr u32 kLogBlockSizeMax = 2; // 4 KiB

u32 inode_size_of(const ext2::Superblock& superblock) {
    return superblock.revision == ext2::kRevisionOriginal ? ext2::kOriginalInodeSize : superblock.inode_size;
}

// All blocks from the one with the superblock on belong to a group; the last group may be short.
u64 groups_of(const ext2::Superblock& superblock) {
    const u64 blocks = superblock.blocks_count - superblock.first_data_block;
    return (blocks + superblock.blocks_per_group - 1) / superblock.blocks_per_group;
}

bool is_power_of(u32 base, u32 number) {
    while (number % base == 0) number /= base;
    return number == 1;
}

} // namespace

// Each line may rely on those before it.
const char* fault_of(const ext2::Superblock& superblock, u64 disk_size) {
    if (superblock.magic != ext2::kMagic) return "the magic number is missing";
    if (superblock.revision > ext2::kRevisionDynamic) return "unknown revision";
    if (superblock.log_block_size > kLogBlockSizeMax) return "blocks are longer than 4 KiB";
    const u64 block_size = ext2::kSuperblockSize << superblock.log_block_size;
    const u32 inode_size = inode_size_of(superblock);
    if (!std::has_single_bit(inode_size) || inode_size < sizeof(ext2::DiskInode) || inode_size > block_size)
        return "bad size of inodes";
    if (superblock.first_data_block != ext2::kSuperblockSize / block_size)
        return "bad number of the first block";
    if (superblock.blocks_count <= superblock.first_data_block) return "no blocks";
    if (superblock.blocks_count > disk_size / block_size) return "it is larger than the disk";
    const u64 bits_in_block = block_size * 8; // a group's bitmaps are a block each
    if (superblock.blocks_per_group == 0 || superblock.blocks_per_group > bits_in_block)
        return "bad number of blocks in a group";
    if (superblock.inodes_per_group == 0 || superblock.inodes_per_group > bits_in_block)
        return "bad number of inodes in a group";
    if (groups_of(superblock) > kGroupsMax) return "too many groups of blocks";
    if (superblock.inodes_count != groups_of(superblock) * superblock.inodes_per_group)
        return "bad number of inodes";
    return nullptr;
}

Features::Features(const ext2::Superblock& superblock) : compatible(0), incompatible(0), read_only(0) {
    if (superblock.revision == ext2::kRevisionOriginal) return;
    compatible = superblock.compatible_features;
    incompatible = superblock.incompatible_features;
    read_only = superblock.read_only_features;
}

Geometry::Geometry(const ext2::Superblock& superblock)
    : block_shift(10 + superblock.log_block_size), inode_size(inode_size_of(superblock)),
      first_block(superblock.first_data_block), blocks(superblock.blocks_count),
      inodes(superblock.inodes_count), first_inode(ext2::kFirstInode),
      blocks_per_group(superblock.blocks_per_group), inodes_per_group(superblock.inodes_per_group),
      groups(static_cast<u32>(groups_of(superblock))) {
    const Features features(superblock);
    if (superblock.revision != ext2::kRevisionOriginal && superblock.first_inode > first_inode)
        first_inode = superblock.first_inode;
    table_blocks = static_cast<u32>(blocks_for(u64{inodes_per_group} * inode_size));
    sparse_copies = features.read_only & ext2::kFeatureSparseSuper;
    blocks_of_copy = 1 + static_cast<u32>(blocks_for(u64{groups} * sizeof(ext2::GroupDescriptor)));
    if (features.compatible & ext2::kFeatureResizeInode)
        blocks_of_copy += superblock.reserved_descriptor_blocks;
}

bool Geometry::has_copies(u32 group) const {
    if (!sparse_copies || group <= 1) return true;
    return is_power_of(3, group) || is_power_of(5, group) || is_power_of(7, group);
}

u64 Geometry::file_size_max() const {
    const u64 numbers = block_size() / sizeof(u32);
    return (ext2::kDirectBlocks + numbers + numbers * numbers + numbers * numbers * numbers) << block_shift;
}
