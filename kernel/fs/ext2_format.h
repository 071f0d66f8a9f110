// fs/ext2_format.h: what an ext2 file system looks like on disk.
//
// After Dave Poirier, "The Second Extended File System: Internal Layout". All numbers are little-endian, as this
// processor's are. A disk is cut into blocks of 1, 2 or 4 KiB, and the blocks into groups:
//
//   boot block (1 KiB)   superblock (1 KiB)   group descriptors (from the next block on)
//   each group: block bitmap, inode bitmap, inode table, data
#pragma once

#include "abi/files.h"
#include "abi/integers.h"
#include <cstddef>

namespace ext2 {

constexpr u64 kSuperblockSize = 1024; // bytes; and it begins as many bytes from the start of the disk
constexpr usize kBlockSizeMax = 4096;
constexpr u16 kMagic = 0xef53;
constexpr u32 kRootInode = 2;   // inodes count from 1,
constexpr u32 kFirstInode = 11; // and those before this one are for special purposes

// Revision 0 has no features, and inodes of one size.
constexpr u32 kRevisionOriginal = 0;
constexpr u32 kRevisionDynamic = 1;
constexpr u16 kOriginalInodeSize = 128;

// Features that whoever reads must know (incompatible_features),
constexpr u32 kFeatureFileType = 0x2; // directory entries tell the kind of the file
// those that whoever writes must know (read_only_features),
constexpr u32 kFeatureSparseSuper = 0x1; // not every group has copies of the superblock and the descriptors
constexpr u32 kFeatureLargeFile = 0x2;   // a file may be 2 GiB and longer
// and those that nobody must know (compatible_features), although these two tell of blocks that are no file's.
constexpr u32 kFeatureResizeInode = 0x10; // reserved_descriptor_blocks is to be believed
constexpr u32 kFeatureSparseSuper2 =
    0x200; // copies are where two numbers say, which this kernel does not read

// Superblock::state.
constexpr u16 kStateClean = 1; // nobody has it mounted, and whoever had it last came to an end
constexpr u16 kStateError = 2; // somebody has found it broken

struct Superblock {
    u32 inodes_count;
    u32 blocks_count;
    u32 reserved_blocks_count;
    u32 free_blocks_count;
    u32 free_inodes_count;
    u32 first_data_block; // the block that holds the superblock: 1 if blocks are 1 KiB, else 0
    u32 log_block_size;   // a block is 1024 << this
    u32 log_fragment_size;
    u32 blocks_per_group;
    u32 fragments_per_group;
    u32 inodes_per_group;
    u32 mount_time;
    u32 write_time;
    u16 mount_count;
    u16 mount_count_max;
    u16 magic;
    u16 state;
    u16 on_errors;
    u16 minor_revision;
    u32 check_time;
    u32 check_interval;
    u32 creator;
    u32 revision;
    u16 reserved_uid;
    u16 reserved_gid;
    u32 first_inode; // from here on only in revision 1
    u16 inode_size;
    u16 block_group;
    u32 compatible_features;
    u32 incompatible_features;
    u32 read_only_features; // compatible for those who only read
    u8 names[100];          // of the disk, and where it was mounted
    u16 preallocation;
    u16 reserved_descriptor_blocks; // after the descriptors and each copy of them, for more groups
    u8 unused[kSuperblockSize - 208];
};
static_assert(offsetof(Superblock, first_data_block) == 20);
static_assert(offsetof(Superblock, blocks_per_group) == 32);
static_assert(offsetof(Superblock, magic) == 56);
static_assert(offsetof(Superblock, revision) == 76);
static_assert(offsetof(Superblock, inode_size) == 88);
static_assert(offsetof(Superblock, incompatible_features) == 96);
static_assert(offsetof(Superblock, reserved_descriptor_blocks) == 206);
static_assert(sizeof(Superblock) == kSuperblockSize);

struct GroupDescriptor {
    u32 block_bitmap;
    u32 inode_bitmap;
    u32 inode_table; // its first block
    u16 free_blocks_count;
    u16 free_inodes_count;
    u16 used_directories_count;
    u16 unused[7];
};
static_assert(offsetof(GroupDescriptor, inode_table) == 8);
static_assert(sizeof(GroupDescriptor) == 32);

// The block numbers in an inode: the first twelve blocks of the file, and then a block of block numbers, a block of
// numbers of such blocks, and one level more. 0 is a hole, which reads as zeros.
constexpr usize kDirectBlocks = 12;
constexpr usize kIndirectLevels = 3;
constexpr usize kBlockPointers = kDirectBlocks + kIndirectLevels;

// DiskInode::flags.
constexpr u32 kInodeIndexed = 0x1000;      // a directory with an index in it, which goes when the flag goes
constexpr u32 kInodeForeign = 0x1008'0000; // block numbers are kept in another way: nothing that an ext2 has

constexpr u64 kSmallFileMax = 0x7fff'ffff; // bytes: without kFeatureLargeFile

// The first 128 bytes of an inode.
struct DiskInode {
    u16 mode; // kind and permissions, as in FileMode
    u16 uid;
    u32 size; // bytes
    u32 access_time;
    u32 change_time;
    u32 modification_time;
    u32 deletion_time;
    u16 gid;
    u16 links_count;
    u32 sectors; // that it takes on disk, 512 bytes each
    u32 flags;
    u32 version;
    u32 blocks[kBlockPointers]; // of a short symbolic link: the path itself; of a device: its numbers
    u32 generation;
    u32 attributes_block; // extended attributes; 0 if there are none
    u32 size_high;        // of a regular file
    u32 fragment;
    u16 fragment_place;
    u16 blocks_high;
    u16 uid_high;
    u16 gid_high;
    u32 unused;
};
static_assert(offsetof(DiskInode, links_count) == 26);
static_assert(offsetof(DiskInode, blocks) == 40);
static_assert(offsetof(DiskInode, attributes_block) == 104);
static_assert(offsetof(DiskInode, size_high) == 108);
static_assert(offsetof(DiskInode, uid_high) == 120);
static_assert(sizeof(DiskInode) == 128);

// A kind of file that DiskInode::mode may have and FileMode does not name.
constexpr u16 kModeSocket = 0140000;

constexpr u64 size_of(const DiskInode& inode) {
    const bool regular = (inode.mode & S_IFMT) == S_IFREG; // of others, size_high means something else
    return inode.size | (regular ? u64{inode.size_high} << 32 : 0);
}

// Whether a symbolic link's path is in the inode itself: the link has no blocks, but perhaps one of attributes.
constexpr bool is_short_link(const DiskInode& inode, usize block_size) {
    const u32 attribute_sectors = inode.attributes_block ? static_cast<u32>(block_size / 512) : 0;
    return inode.sectors == attribute_sectors;
}

// A block of extended attributes, which several inodes may share, begins with this.
struct AttributesHeader {
    u32 magic;
    u32 references; // inodes that have this block
};
constexpr u32 kAttributesMagic = 0xea02'0000;

// A directory is a file full of these. A record does not reach over the end of a block, and the records of a block
// fill it. They are aligned to 4 bytes.
struct DirectoryRecord {
    u32 inode;      // 0: nothing here
    u16 length;     // of the record: from here to the next
    u8 name_length; // bytes
    u8 kind;        // with kFeatureFileType; else the upper half of name_length, which is 0
    char name[];    // without a zero byte
};
static_assert(offsetof(DirectoryRecord, name_length) == 6);
static_assert(sizeof(DirectoryRecord) == 8);
constexpr usize kRecordAlignment = 4;

// DirectoryRecord::kind.
enum class RecordKind : u8 {
    unknown,
    regular,
    directory,
    character_device,
    block_device,
    fifo,
    socket,
    symbolic_link
};

} // namespace ext2
