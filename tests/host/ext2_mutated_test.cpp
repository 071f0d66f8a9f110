// tests/host/ext2_mutated_test.cpp: disks of which one field is not what it should be are read and written.
//
// What makes no sense is an error, told with its place, and nothing is touched that is not on the disk.
#include "device/cached_disk.h"
#include "disk_tools.h"
#include "ext2_image.h"
#include "ext2_writes.h"
#include "recording_disk.h"

namespace {

// A disk with files that reach into each level of block numbers, links, and a directory of several blocks.
std::vector<u8> make_sample(int block_size) {
    const tools::Folder folder;
    const std::string root = folder.file("root"), image = folder.file("disk");
    const auto write = [&](const std::string& name, u64 place, const std::string& bytes) {
        std::ofstream file(root + "/" + name, std::ios::binary | std::ios::app);
        file.close();
        std::fstream there(root + "/" + name, std::ios::binary | std::ios::in | std::ios::out);
        there.seekp(static_cast<long>(place));
        there << bytes;
    };
    std::filesystem::create_directories(root + "/sub/deep");
    write("small", 0, "small\n");
    write("direct", 0, std::string(9000, 'd'));
    write("indirect", 50'000, std::string(3000, 'i'));
    write("double", 5'000'000, std::string(3000, '2'));
    write("triple", 4'400'000'000, "the end");
    for (int i = 0; i < 60; i++) write("sub/name_" + std::to_string(i) + std::string(30, 'n'), 0, "");
    std::filesystem::create_symlink("small", root + "/link");
    std::filesystem::create_symlink(std::string(100, 'l'), root + "/long_link");
    EXPECT_TRUE(tools::runs("mke2fs -q -t ext2 -N 96 -b " + std::to_string(block_size) + " -d " + root + " " +
                            image + " 700k >/dev/null"));
    return tools::read_whole(image);
}

const std::vector<u8>& sample(int block_size) {
    static std::map<int, std::vector<u8>> made;
    if (!made.contains(block_size)) made[block_size] = make_sample(block_size);
    return made[block_size];
}

class Mutated : public testing::TestWithParam<int> {
  protected:
    const std::vector<u8>& good_ = sample(GetParam());
    const usize block_size_ = static_cast<usize>(GetParam());

    template <class T> const T& at(usize place) const {
        return *reinterpret_cast<const T*>(good_.data() + place); // the disk's format
    }
    const ext2::Superblock& superblock() const { return at<ext2::Superblock>(1024); }
    usize groups_at() const { return block_size_ == 1024 ? 2048 : block_size_; }
    const ext2::GroupDescriptor& group() const { return at<ext2::GroupDescriptor>(groups_at()); }
    usize inode_at(u32 number) const {
        return group().inode_table * block_size_ + (number - 1) * superblock().inode_size;
    }

    // Does all that a program could do to such a disk. The sanitizers, and the limits of the disk, say whether it hurts.
    void survives(const std::vector<u8>& bytes, const std::string& what) {
        fakes::kernel_log.clear();
        DiskImage image(bytes);
        RamDisk disk = image.disk();
        Result<Owned<Ext2>> mounted = Ext2::mount(disk);
        SCOPED_TRACE(what);
        if (mounted) {
            walk_everything(*mounted.value(), 100);
            change_everything(*mounted.value());
        }
        tried_++;
        mounted_ += static_cast<bool>(mounted);
        told_ += !fakes::kernel_log.empty();
    }

    // Every field of so many bytes from a place on gets values that are wrong in different ways.
    template <class T> void each_field(usize place, usize size, const std::string& of) {
        const u64 values[] = {0,       1,     superblock().blocks_count, superblock().blocks_count - 1,
                              ~u64{0}, 0x8000};
        for (usize at = place; at < place + size; at += sizeof(T))
            for (const u64 value : values) {
                std::vector<u8> bytes = good_;
                const T changed = static_cast<T>(value);
                if (std::memcmp(&bytes[at], &changed, sizeof changed) == 0) continue;
                std::memcpy(&bytes[at], &changed, sizeof changed);
                survives(bytes, of + ", byte " + std::to_string(at - place) + " = " + std::to_string(value));
            }
    }

    int tried_ = 0, mounted_ = 0, told_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BlockSize, Mutated, testing::Values(1024, 4096));

TEST_P(Mutated, EveryFieldOfTheSuperblock) {
    each_field<u32>(1024, 56, "superblock");
    each_field<u16>(1024 + 56, 8, "superblock");
    each_field<u32>(1024 + 64, 24, "superblock");
    each_field<u16>(1024 + 88, 4, "superblock");
    each_field<u32>(1024 + 92, 12, "superblock");
    EXPECT_GT(mounted_, tried_ / 3); // else this has tested little
    EXPECT_LT(mounted_, tried_);
}

TEST_P(Mutated, EveryFieldOfAGroupDescriptor) {
    each_field<u32>(groups_at(), 12, "group");
    each_field<u16>(groups_at() + 12, 6, "group");
    EXPECT_GT(told_, 0);
}

TEST_P(Mutated, EveryFieldOfInodes) {
    for (u32 number : {2u, 12u, 13u, 14u, 15u, 16u}) {
        if (number > superblock().inodes_count) continue;
        const std::string name = "inode " + std::to_string(number);
        each_field<u16>(inode_at(number), 4, name);
        each_field<u32>(inode_at(number) + 4, 20, name);
        each_field<u16>(inode_at(number) + 24, 4, name);
        each_field<u32>(inode_at(number) + 28, 100, name);
    }
    EXPECT_GT(told_, tried_ / 20);
}

TEST_P(Mutated, EveryFieldOfRecords) {
    const usize root = at<ext2::DiskInode>(inode_at(ext2::kRootInode)).blocks[0] * block_size_;
    each_field<u32>(root, 160, "records of the root");
    each_field<u16>(root, 160, "records of the root");
    EXPECT_GT(told_, tried_ / 20);
}

TEST_P(Mutated, BitmapsThatSayAllIsFreeOrNothingIs) {
    for (const u32 block : {group().block_bitmap, group().inode_bitmap})
        for (const u8 filling : {0, 0xff, 0x55}) {
            std::vector<u8> bytes = good_;
            std::fill_n(bytes.begin() + static_cast<long>(block * block_size_), block_size_, filling);
            survives(bytes, "bitmap " + std::to_string(block) + " of " + std::to_string(filling));
        }
    EXPECT_EQ(mounted_, 6);
}

// Every number in every block of numbers that the files have.
TEST_P(Mutated, NumbersInIndirectBlocks) {
    for (u32 number = 12; number < 20; number++) {
        const auto& inode = at<ext2::DiskInode>(inode_at(number));
        if ((inode.mode & S_IFMT) != S_IFREG) continue;
        for (usize level = ext2::kDirectBlocks; level < ext2::kBlockPointers; level++) {
            if (inode.blocks[level] == 0) continue;
            const usize place = inode.blocks[level] * block_size_;
            each_field<u32>(place, 64, "numbers of inode " + std::to_string(number));
            std::vector<u8> bytes = good_; // a circle: a block of numbers that has itself
            for (usize at = 0; at < block_size_; at += 4)
                std::memcpy(&bytes[place + at], &inode.blocks[level], 4);
            survives(bytes, "a circle in inode " + std::to_string(number));
        }
    }
    EXPECT_GT(tried_, 100);
}

// Through a cache, where a number beyond the end would be asked of the disk.
TEST_P(Mutated, NothingIsAskedBeyondTheEndOfTheDisk) {
    std::mt19937 random(5);
    for (int round = 0; round < 40; round++) {
        std::vector<u8> bytes = good_;
        const usize table = inode_at(1);
        for (int i = 0; i < 30; i++)
            bytes[table + random() % (96 * superblock().inode_size)] = static_cast<u8>(random());
        for (int i = 0; i < 30; i++) bytes[random() % bytes.size()] = static_cast<u8>(random());
        RecordingDisk raw(bytes);
        Owned<CachedDisk> disk = CachedDisk::create(raw, 64).value();
        Result<Owned<Ext2>> mounted = Ext2::mount(*disk);
        if (!mounted) continue;
        walk_everything(*mounted.value(), 100);
        change_everything(*mounted.value());
        EXPECT_FALSE(raw.was_used_outside());
    }
}

} // namespace
