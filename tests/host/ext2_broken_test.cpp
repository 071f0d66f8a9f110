// tests/host/ext2_broken_test.cpp: disks that are not what they should be: each is an error, and nothing worse.
#include "ext2_sample.h"
#include "fs/changes.h"

namespace {

using sample::image_of;

class BrokenDisk : public testing::TestWithParam<int> {
  protected:
    ext2::Superblock& superblock() { return *reinterpret_cast<ext2::Superblock*>(image_.bytes() + 1024); }

    ext2::GroupDescriptor& first_group() {
        const int offset = GetParam() == 1024 ? 2048 : GetParam(); // the block after the superblock's
        return *reinterpret_cast<ext2::GroupDescriptor*>(image_.bytes() + offset);
    }
    usize inode_table() {
        return first_group().inode_table * static_cast<usize>(GetParam());
    } // bytes from the start

    Errno mount_error() {
        RamDisk disk = image_.disk();
        fakes::kernel_log.clear();
        return Ext2::mount(disk).error();
    }
    void expect_refused(const std::string& words) {
        EXPECT_EQ(mount_error(), Errno::inval);
        EXPECT_NE(fakes::kernel_log.find(words), std::string::npos) << fakes::kernel_log;
    }

    DiskImage image_{image_of(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(BlockSize, BrokenDisk, testing::Values(1024, 2048, 4096));

TEST_P(BrokenDisk, UnknownFeaturesAreRefusedIfTheyMatterToReaders) {
    superblock().compatible_features = ~0u;
    superblock().read_only_features = ~0u;
    EXPECT_EQ(mount_error(), Errno::none);
    superblock().incompatible_features |= 0x40; // extents: an ext4
    expect_refused("features that this kernel does not know (bits 0x40)");
}

TEST_P(BrokenDisk, Revision0HasNoFeaturesAndSmallInodes) {
    superblock().revision = 0; // the inodes are at other places then: the root is no directory, or not sound
    superblock().incompatible_features = 0x40;
    EXPECT_NE(mount_error(), Errno::inval);
    superblock().revision = 2;
    expect_refused("unknown revision");
}

TEST_P(BrokenDisk, EveryFieldOfTheSuperblockIsChecked) {
    const ext2::Superblock good = superblock();
    const auto refuses = [&](auto ext2::Superblock::*field, auto value, const char* words) {
        superblock().*field = static_cast<std::remove_reference_t<decltype(good.*field)>>(value);
        expect_refused(words);
        superblock() = good;
    };
    refuses(&ext2::Superblock::magic, 0, "magic");
    refuses(&ext2::Superblock::log_block_size, 3, "longer than 4 KiB");
    refuses(&ext2::Superblock::log_block_size, ~0u, "longer than 4 KiB");
    refuses(&ext2::Superblock::inode_size, 0, "size of inodes");
    refuses(&ext2::Superblock::inode_size, 64, "size of inodes");
    refuses(&ext2::Superblock::inode_size, 192, "size of inodes");
    refuses(&ext2::Superblock::inode_size, 8192, "size of inodes");
    refuses(&ext2::Superblock::first_data_block, 2, "first block");
    refuses(&ext2::Superblock::first_data_block, ~0u, "first block");
    refuses(&ext2::Superblock::blocks_count, 0, "no blocks");
    refuses(&ext2::Superblock::blocks_count, ~0u, "larger than the disk");
    refuses(&ext2::Superblock::blocks_count, image_.size() / static_cast<usize>(GetParam()) + 1,
            "larger than");
    refuses(&ext2::Superblock::blocks_per_group, 0, "blocks in a group");
    refuses(&ext2::Superblock::blocks_per_group, GetParam() * 8 + 1, "blocks in a group");
    refuses(&ext2::Superblock::inodes_per_group, 0, "inodes in a group");
    refuses(&ext2::Superblock::inodes_per_group, ~0u, "inodes in a group");
    refuses(&ext2::Superblock::inodes_count, 0, "number of inodes");
    refuses(&ext2::Superblock::inodes_count, good.inodes_count + 1, "number of inodes");
    EXPECT_EQ(mount_error(), Errno::none);
}

TEST_P(BrokenDisk, InodeTablesMustLieOnTheDisk) {
    for (const u32 table : {0u, superblock().blocks_count, superblock().blocks_count - 1, ~0u}) {
        first_group().inode_table = table;
        expect_refused("group 0 has its inodes outside");
    }
}

TEST(EmptyDisk, IsAnError) {
    for (const usize size : {0, 1, 1023, 1024, 2047, 2048, 4096}) {
        const DiskImage image(std::vector<u8>(size, 0));
        RamDisk disk = image.disk();
        EXPECT_NE(Ext2::mount(disk).error(), Errno::none);
    }
}

// An image can be cut off anywhere.
TEST_P(BrokenDisk, Truncated) {
    const std::vector<u8>& whole = image_of(GetParam());
    std::mt19937 random(1);
    for (int i = 0; i < 40; i++) {
        const DiskImage part({whole.data(), random() % whole.size()});
        RamDisk disk = part.disk();
        EXPECT_EQ(Ext2::mount(disk).error(), part.size() < 2048 ? Errno::io : Errno::inval);
    }
}

// Where the directory at `path` has its first block.
ext2::DirectoryRecord& first_record(DiskImage& image, const char* path) {
    RamDisk disk = image.disk();
    Owned<Ext2> file_system = Ext2::mount(disk).value();
    Ref<Inode> directory = lookup(file_system->root(), path, AT_DEFAULT).value();
    const BlockView view = directory->block(0).value();
    return *reinterpret_cast<ext2::DirectoryRecord*>(const_cast<u8*>(view.bytes()));
}

TEST_P(BrokenDisk, BadRecordsAreErrors) {
    const auto error_with = [&](auto change) {
        DiskImage copy({image_.bytes(), image_.size()});
        change(first_record(copy, "sub"));
        RamDisk disk = copy.disk();
        Owned<Ext2> file_system = Ext2::mount(disk).value();
        walk_everything(*file_system);
        return lookup(file_system->root(), "sub/nothing", AT_DEFAULT).error();
    };
    EXPECT_EQ(error_with([](auto&) {}), Errno::noent);
    for (const u16 length : {0, 1, 4, 8, 10, 13, 0xfffc, 0xffff})
        EXPECT_EQ(error_with([=](auto& record) { record.length = length; }), Errno::io) << length;
    EXPECT_EQ(error_with([](auto& record) { record.name_length = 0; }), Errno::io);
    EXPECT_EQ(error_with([](auto& record) { record.name_length = 255; }), Errno::io);
    EXPECT_EQ(error_with([](auto& record) { record.inode = ~0u; }),
              Errno::noent); // nobody asked for this one
}

// Names behind it are found, and others come and go.
TEST_P(BrokenDisk, ADirectoryWithAHole) {
    RamDisk disk = image_.disk();
    const auto name = [](int i) { return "holes/" + std::to_string(i) + std::string(240, 'n'); };
    {
        const Owned<Ext2> file_system = Ext2::mount(disk).value();
        const Ref<Inode> root = file_system->root();
        ASSERT_TRUE(make_directory(root, "holes", 0755));
        for (int i = 0; i < 40; i++) ASSERT_TRUE(create_file(root, name(i).c_str(), 0644, true));
        const u32 number = lookup(root, "holes", AT_DEFAULT).value()->number();
        BlockView table = file_system->read_table(number).value();
        table.change<ext2::DiskInode>(file_system->offset_in_table(number)).blocks[1] = 0;
    }
    const Owned<Ext2> file_system = Ext2::mount(disk).value();
    const Ref<Inode> root = file_system->root();
    EXPECT_TRUE(lookup(root, name(39).c_str(), AT_DEFAULT));
    EXPECT_EQ(lookup(root, "holes/none", AT_DEFAULT).error(), Errno::noent);
    EXPECT_TRUE(remove_file(root, name(39).c_str()));
    for (int i = 40; i < 80; i++) EXPECT_TRUE(create_file(root, name(i).c_str(), 0644, true));
    EXPECT_TRUE(lookup(root, name(79).c_str(), AT_DEFAULT));
    EXPECT_NE(fakes::kernel_log.find("a directory has a hole"), std::string::npos);
}

// The last block of the table of inodes looks like a directory without entries, and sub/deep says that it is its block.
TEST_P(BrokenDisk, NamesAreNotWrittenOverInodes) {
    RamDisk disk = image_.disk();
    const u32 number = lookup(Ext2::mount(disk).value()->root(), "sub/deep", AT_DEFAULT).value()->number();
    const u32 block = first_group().inode_table +
                      superblock().inodes_per_group * superblock().inode_size / static_cast<u32>(GetParam()) -
                      1;
    u8* const fake = image_.bytes() + block * static_cast<usize>(GetParam());
    ASSERT_TRUE(std::all_of(fake, fake + GetParam(), [](u8 byte) { return byte == 0; }));
    reinterpret_cast<ext2::DirectoryRecord*>(fake)->length = static_cast<u16>(GetParam());
    reinterpret_cast<ext2::DiskInode*>(image_.bytes() + inode_table() +
                                       (number - 1) * superblock().inode_size)
        ->blocks[0] = block;
    const std::vector<u8> before(fake, fake + GetParam());
    fakes::kernel_log.clear();
    Owned<Ext2> file_system = Ext2::mount(disk).value();
    EXPECT_EQ(create_file(file_system->root(), "sub/deep/x", 0644, true).error(), Errno::io);
    EXPECT_NE(fakes::kernel_log.find("none of a file's"), std::string::npos) << fakes::kernel_log;
    EXPECT_TRUE(std::equal(before.begin(), before.end(), fake));
}

TEST_P(BrokenDisk, DirectoriesInACircleHaveAnEnd) {
    // sub/deep/.. becomes sub/deep itself, and then a file.
    DiskImage copy({image_.bytes(), image_.size()});
    ext2::DirectoryRecord& dot = first_record(copy, "sub/deep");
    auto& dot_dot = *reinterpret_cast<ext2::DirectoryRecord*>(reinterpret_cast<u8*>(&dot) + dot.length);
    RamDisk disk = copy.disk();
    Owned<Ext2> file_system = Ext2::mount(disk).value();
    Ref<Inode> deep = lookup(file_system->root(), "sub/deep", AT_DEFAULT).value();
    const u32 hello = lookup(file_system->root(), "hello.txt", AT_DEFAULT).value()->number();
    std::string text(PATH_MAX_BYTES, '?');
    dot_dot.inode = dot.inode;
    EXPECT_EQ(path_of(deep, text.data(), text.size()).error(), Errno::io);
    dot_dot.inode = hello;
    EXPECT_EQ(path_of(deep, text.data(), text.size()).error(), Errno::io);
    EXPECT_EQ(lookup(deep, "../x", AT_DEFAULT).error(), Errno::notdir);

    // Two directories that are each other's parents: the path grows until it does not fit.
    ext2::DirectoryRecord& sub_dot = first_record(copy, "sub");
    auto& sub_dot_dot =
        *reinterpret_cast<ext2::DirectoryRecord*>(reinterpret_cast<u8*>(&sub_dot) + sub_dot.length);
    dot_dot.inode = sub_dot.inode;
    sub_dot_dot.inode = dot.inode;
    auto* next = reinterpret_cast<ext2::DirectoryRecord*>(reinterpret_cast<u8*>(&dot_dot) + dot_dot.length);
    next->inode = sub_dot.inode; // deep has sub in it, by the name of file
    EXPECT_EQ(path_of(deep, text.data(), text.size()).error(), Errno::range);
}

// Flips some bits, mostly where the file system keeps its own data, and looks at everything.
TEST_P(BrokenDisk, RandomBitsFlipped) {
    constexpr int kRounds = 60;
    std::mt19937 random(static_cast<unsigned>(GetParam()));
    int mounted = 0;
    for (int round = 0; round < kRounds; round++) {
        DiskImage copy({image_.bytes(), image_.size()});
        const usize flips = 1 + random() % 100;
        for (usize i = 0; i < flips; i++) {
            usize place = random() % image_.size();
            if (i % 4 == 0) place = inode_table() + random() % 32'768;
            if (i % 64 == 1) place = 1024 + random() % 128;
            copy.bytes()[place] ^= static_cast<u8>(1 << random() % 8);
        }
        RamDisk disk = copy.disk();
        const Result<Owned<Ext2>> result = Ext2::mount(disk);
        if (!result) continue;
        mounted++;
        walk_everything(*result.value());
    }
    EXPECT_GT(mounted, kRounds / 10); // else this has tested little
    EXPECT_EQ(fakes::pages_in_use(), 0u);
}

// Every inode gets random block numbers: out of range, in a circle, or somebody else's.
TEST_P(BrokenDisk, RandomBlockNumbers) {
    std::mt19937 random(7);
    for (int round = 0; round < 40; round++) {
        DiskImage copy({image_.bytes(), image_.size()});
        u8* table = copy.bytes() + inode_table();
        for (u32 i = 10; i < superblock().inodes_per_group; i++) {
            auto& inode = *reinterpret_cast<ext2::DiskInode*>(table + i * superblock().inode_size);
            for (u32& block : inode.blocks)
                if (random() % 3 == 0)
                    block = random() % 4 ? random() % (superblock().blocks_count * 2) : random();
            if (random() % 8 == 0) inode.size = static_cast<u32>(random());
            if (random() % 8 == 0) inode.size_high = static_cast<u32>(random());
        }
        RamDisk disk = copy.disk();
        const Result<Owned<Ext2>> result = Ext2::mount(disk);
        ASSERT_TRUE(result);
        walk_everything(*result.value());
    }
}

} // namespace
