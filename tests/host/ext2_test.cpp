// tests/host/ext2_test.cpp: the ext2 reader and path lookup, on images made by mke2fs and on broken copies of them.
#include "ext2_image.h"
#include <filesystem>

namespace {

namespace host = std::filesystem;

struct Content {
    u64 size;
    std::map<u64, std::string> pieces; // where they begin; zeros in between
};

// What the tests put onto the disk. The large ones are mostly holes, and reach into each level of block numbers.
const std::map<std::string, Content> kFiles = {
    {"hello.txt", {13, {{0, "hello, stile\n"}}}},
    {"empty", {0, {}}},
    {"one_block", {4096, {{0, std::string(4096, 'b')}}}},
    {"direct", {12 * 4096, {{0, std::string(5000, 'd')}, {11 * 4096, "last direct block"}}}},
    {"indirect", {900'000, {{0, "start"}, {40'000, std::string(200'000, 'i')}, {899'990, "0123456789"}}}},
    {"double", {9'000'000, {{4'194'000, std::string(10'000, '2')}, {8'999'000, std::string(1000, '3')}}}},
    {"triple", {4'400'000'000, {{100, "x"}, {70'000'000, "seventy"}, {4'399'999'990, "the end!!!"}}}},
    {"hole", {5'000'000, {}}},
    {"sub/deep/file", {5, {{0, "deep\n"}}}},
    {"sub/" + std::string(255, 'n'), {3, {{0, "255"}}}},
};

const std::map<std::string, std::string> kLinks = {
    {"short_link", "hello.txt"},
    {"long_link", std::string(40, '/') + "sub/deep/../deep/.././../sub/deep/file"},
    {"to_root", "/"},
    {"to_sub", "sub"},
    {"sub/up", "../hello.txt"},
    {"dangling", "nothing/there"},
    {"self", "self"},
    {"chain1", "hello.txt"},
    {"chain2", "chain1"},
    {"chain3", "chain2"},
    {"chain4", "chain3"},
    {"chain5", "chain4"},
    {"chain6", "chain5"},
    {"chain7", "chain6"},
    {"chain8", "chain7"},
    {"chain9", "chain8"},
    {"slashed", "sub/deep/"},
};

constexpr int kManyFiles = 400;

void write_file(const host::path& path, const Content& content) {
    host::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    for (const auto& [offset, piece] : content.pieces) {
        file.seekp(static_cast<std::streamoff>(offset));
        file << piece;
    }
    file.close();
    host::resize_file(path, content.size);
}

void run(const std::string& command) {
    ASSERT_EQ(std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str()), 0) << command;
}

std::vector<u8> read_whole(const host::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::vector<u8>(std::istreambuf_iterator<char>(file), {});
}

// Bytes that every test reads, one image for each size of blocks.
std::vector<u8> make_image(int block_size) {
    char name[] = "/tmp/ext2_test.XXXXXX";
    const host::path folder = mkdtemp(name);
    const host::path root = folder / "root", image = folder / "image";
    for (const auto& [path, content] : kFiles) write_file(root / path, content);
    for (const auto& [path, target] : kLinks) host::create_symlink(target, root / path);
    for (int i = 0; i < kManyFiles; i++)
        write_file(root / "many" / ("file_number_" + std::to_string(i)), {0, {}});
    host::create_directory(root / "secret");
    run("mke2fs -q -t ext2 -b " + std::to_string(block_size) + " -d " + root.string() + " " + image.string() +
        " 4m");
    run("printf 'mknod console c 5 1\\nmknod far c 260 60000\\nmknod disk b 8 1\\nmknod pipe p\\n' | debugfs "
        "-w -f - " +
        image.string() + " >/dev/null 2>&1");
    std::vector<u8> bytes = read_whole(image);
    host::remove_all(folder);
    return bytes;
}

const std::vector<u8>& image_of(int block_size) {
    static std::map<int, std::vector<u8>> images;
    if (!images.contains(block_size)) images[block_size] = make_image(block_size);
    return images[block_size];
}

std::string expected_bytes(const Content& content, u64 offset, usize count) {
    if (offset >= content.size) return "";
    std::string bytes(std::min<u64>(count, content.size - offset), '\0');
    for (const auto& [start, piece] : content.pieces)
        for (usize i = 0; i < piece.size(); i++)
            if (start + i >= offset && start + i - offset < bytes.size())
                bytes[start + i - offset] = piece[i];
    return bytes;
}

class Ext2Test : public testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        fakes::kernel_log.clear();
        Result<Owned<Ext2>> mounted = Ext2::mount(disk_);
        ASSERT_TRUE(mounted) << fakes::kernel_log;
        file_system_ = std::move(mounted).value();
    }
    void TearDown() override { EXPECT_EQ(fakes::pages_in_use(), 0u); }

    Ref<Inode> at(const std::string& path, AtFlags flags = AT_DEFAULT) {
        Result<Ref<Inode>> inode = lookup(file_system_->root(), path.c_str(), flags);
        EXPECT_TRUE(inode) << path;
        return std::move(inode).value();
    }
    Errno error_at(const std::string& path, AtFlags flags = AT_DEFAULT) {
        return lookup(file_system_->root(), path.c_str(), flags).error();
    }
    std::string bytes_at(Inode& inode, u64 offset, usize count) {
        std::string bytes(count, '?');
        const Result<usize> length = inode.read(offset, bytes.data(), count);
        EXPECT_TRUE(length);
        bytes.resize(length.value());
        return bytes;
    }

    DiskImage image_{image_of(GetParam())};
    RamDisk disk_ = image_.disk();
    Owned<Ext2> file_system_;
};

INSTANTIATE_TEST_SUITE_P(BlockSize, Ext2Test, testing::Values(1024, 2048, 4096));

TEST_P(Ext2Test, TellsWhatItMounted) {
    EXPECT_EQ(file_system_->block_size(), static_cast<usize>(GetParam()));
    EXPECT_EQ(file_system_->root()->number(), 2u);
    EXPECT_TRUE(file_system_->root()->is_directory());
    EXPECT_EQ(fakes::kernel_log, "");
}

TEST_P(Ext2Test, ReadsEveryFile) {
    std::mt19937_64 random(1);
    for (const auto& [path, content] : kFiles) {
        Ref<Inode> inode = at(path);
        ASSERT_EQ(inode->size(), content.size) << path;
        for (int i = 0; i < 60; i++) {
            u64 offset = random() % (content.size + 10);
            if (!content.pieces.empty() && i % 2) {
                auto piece = content.pieces.begin();
                std::advance(piece, random() % content.pieces.size());
                offset = piece->first - std::min<u64>(piece->first, random() % 6000);
            }
            const usize count = i == 0 ? 0 : random() % 20'000;
            ASSERT_EQ(bytes_at(*inode, offset, count), expected_bytes(content, offset, count))
                << path << offset;
        }
        const u64 end = content.size;
        EXPECT_EQ(bytes_at(*inode, end, 10), "");
        EXPECT_EQ(bytes_at(*inode, end + 1, 10), "");
        EXPECT_EQ(bytes_at(*inode, ~u64{0}, 10), "");
        EXPECT_EQ(bytes_at(*inode, end - std::min<u64>(end, 12), 100).size(), std::min<u64>(end, 12));
    }
}

TEST_P(Ext2Test, ReadsToAProgram) {
    std::vector<u8> memory(100'000);
    AddressSpace space(memory);
    const Content& content = kFiles.at("indirect");
    Ref<Inode> inode = at("indirect");
    UserSink sink(space, reinterpret_cast<u64>(memory.data()), memory.size());
    EXPECT_EQ(inode->read(39'000, sink, memory.size()).value(), memory.size());
    EXPECT_EQ(std::string(memory.begin(), memory.end()), expected_bytes(content, 39'000, memory.size()));

    // The program has less memory than it says: what arrived in whole blocks counts.
    UserSink partly_bad(space, reinterpret_cast<u64>(memory.data()) + memory.size() - 9000, 20'000);
    const usize moved = inode->read(0, partly_bad, 20'000).value();
    EXPECT_TRUE(moved > 0 && moved <= 9000 && moved % static_cast<usize>(GetParam()) == 0);
    UserSink bad(space, 8, 100);
    EXPECT_EQ(inode->read(0, bad, 100).error(), Errno::fault);
}

TEST_P(Ext2Test, OneFileHasOneInode) {
    Ref<Inode> first = at("hello.txt");
    Ref<Inode> second = at("./sub/../hello.txt");
    EXPECT_EQ(first.get(), second.get());
    EXPECT_EQ(first->references(), 2u);
    EXPECT_EQ(at("/").get(), file_system_->root().get());
}

TEST_P(Ext2Test, FindsNothingWhereThereIsNothing) {
    EXPECT_EQ(error_at(""), Errno::noent);
    EXPECT_EQ(error_at("nothing"), Errno::noent);
    EXPECT_EQ(error_at("hello"), Errno::noent); // only the beginning of a name
    EXPECT_EQ(error_at("hello.txt2"), Errno::noent);
    EXPECT_EQ(error_at("nothing/more"), Errno::noent);
    EXPECT_EQ(error_at("hello.txt/more"), Errno::notdir);
    EXPECT_EQ(error_at("hello.txt/."), Errno::notdir);
    EXPECT_EQ(error_at("hello.txt/.."), Errno::notdir);
    EXPECT_EQ(error_at("hello.txt/"), Errno::notdir);
    EXPECT_EQ(error_at("short_link/"), Errno::notdir);
    EXPECT_EQ(error_at("dangling"), Errno::noent);
    EXPECT_EQ(error_at("dangling/"), Errno::noent);
}

TEST_P(Ext2Test, NamesMayHave255Bytes) {
    EXPECT_EQ(at("sub/" + std::string(255, 'n'))->size(), 3u);
    EXPECT_EQ(error_at("sub/" + std::string(254, 'n')), Errno::noent);
    EXPECT_EQ(error_at("sub/" + std::string(256, 'n')), Errno::nametoolong);
    EXPECT_EQ(error_at(std::string(256, 'n') + "/x"), Errno::nametoolong);
}

TEST_P(Ext2Test, DotsAndSlashes) {
    const u32 sub = at("sub")->number();
    for (const char* path : {"sub", "/sub", "///sub", "sub/", "sub///", "./sub", "sub/.", "sub/deep/..",
                             "/../sub", "../../../sub", "./././/sub/./deep/./../"})
        EXPECT_EQ(at(path)->number(), sub) << path;
    for (const char* path : {"/", "//", ".", "..", "/..", "/.", "sub/..", "sub/deep/../.."})
        EXPECT_EQ(at(path)->number(), 2u) << path;
}

TEST_P(Ext2Test, StartsWhereItIsTold) {
    Ref<Inode> deep = at("sub/deep");
    EXPECT_EQ(lookup(deep, "file", AT_DEFAULT).value()->size(), 5u);
    EXPECT_EQ(lookup(deep, "../../hello.txt", AT_DEFAULT).value()->size(), 13u);
    EXPECT_EQ(lookup(deep, "/hello.txt", AT_DEFAULT).value()->size(), 13u);
    EXPECT_EQ(lookup(deep, "hello.txt", AT_DEFAULT).error(), Errno::noent);
    EXPECT_EQ(lookup(at("hello.txt"), "x", AT_DEFAULT).error(), Errno::notdir);
}

TEST_P(Ext2Test, FollowsSymbolicLinks) {
    const u32 hello = at("hello.txt")->number();
    for (const char* path :
         {"short_link", "sub/up", "to_sub/up", "to_root/hello.txt", "to_root/to_sub/up", "chain8"})
        EXPECT_EQ(at(path)->number(), hello) << path;
    EXPECT_EQ(at("long_link")->number(), at("sub/deep/file")->number());
    EXPECT_EQ(at("slashed")->number(), at("sub/deep")->number());
    EXPECT_EQ(at("slashed/file")->number(), at("sub/deep/file")->number());
    EXPECT_EQ(at("to_root")->number(), 2u);
    EXPECT_EQ(error_at("self"), Errno::loop);
    EXPECT_EQ(error_at("chain9"), Errno::loop);
    EXPECT_EQ(error_at("self/x"), Errno::loop);
}

TEST_P(Ext2Test, StopsAtALinkWhenTold) {
    for (const auto& [path, target] : kLinks) {
        Ref<Inode> link = at(path, AT_SYMLINK_NOFOLLOW);
        ASSERT_EQ(link->kind(), S_IFLNK + 0u);
        std::string text(PATH_MAX_BYTES, '?');
        text.resize(link->read_link(text.data(), text.size()).value());
        EXPECT_EQ(text, target);
        EXPECT_EQ(link->read_link(text.data(), target.size() - 1).error(), Errno::nametoolong);
    }
    EXPECT_EQ(at("to_sub/", AT_SYMLINK_NOFOLLOW)->number(), at("sub")->number());
    EXPECT_EQ(at("to_sub/up", AT_SYMLINK_NOFOLLOW)->kind(), S_IFLNK + 0u);
}

TEST_P(Ext2Test, LinksMayNotMakeAPathTooLong) {
    std::string rest;
    while (rest.size() < PATH_MAX_BYTES - 20) rest += "/.";
    EXPECT_EQ(at("to_sub" + rest)->number(), at("sub")->number());
    while (rest.size() < PATH_MAX_BYTES - 3) rest += "/.";
    EXPECT_EQ(error_at("long_link" + rest), Errno::nametoolong);
}

TEST_P(Ext2Test, TheParentOfAPath) {
    Ref<Inode> root = file_system_->root();
    const u32 sub = at("sub")->number();
    for (const char* path : {"sub/new", "sub/new/", "to_sub/new", "sub/./new", "sub/deep", "sub/deep//"})
        EXPECT_EQ(lookup_parent(root, path).value()->number(), sub) << path;
    EXPECT_EQ(lookup_parent(root, "new").value()->number(), 2u);
    EXPECT_EQ(lookup_parent(root, "/").value()->number(), 2u);
    EXPECT_EQ(lookup_parent(root, "").error(), Errno::noent);
    EXPECT_EQ(lookup_parent(root, "missing/new").error(), Errno::noent);
    EXPECT_EQ(lookup_parent(root, "hello.txt/new").error(), Errno::notdir);
}

TEST_P(Ext2Test, TellsTheWayBack) {
    for (const std::string path : {"/", "/sub", "/sub/deep", "/many", "/lost+found"}) {
        std::string text(PATH_MAX_BYTES, '?');
        Ref<Inode> directory = at(path);
        const usize length = path_of(directory, text.data(), text.size()).value();
        EXPECT_EQ(std::string(text.data()), path);
        EXPECT_EQ(length, path.size() + 1);
        EXPECT_EQ(path_of(directory, text.data(), length).value(), length);
        for (usize size = 0; size < length; size++)
            EXPECT_EQ(path_of(directory, text.data(), size).error(), Errno::range);
    }
}

TEST_P(Ext2Test, ListsDirectories) {
    std::map<std::string, u32> names;
    Ref<Inode> many = at("many");
    DirectoryCursor cursor(*many, 0);
    std::vector<u64> offsets;
    while (cursor.next().value()) {
        const std::string name(cursor.name().begin(), cursor.name().end());
        EXPECT_TRUE(names.emplace(name, cursor.inode()).second) << name;
        EXPECT_EQ(cursor.type(), name[0] == '.' ? DT_DIR : DT_REG);
        offsets.push_back(cursor.next_offset());
    }
    EXPECT_EQ(names.size(), kManyFiles + 2u);
    for (const auto& [name, inode] : names) EXPECT_EQ(at("many/" + name)->number(), inode);

    // From any offset on come the entries that begin there or later.
    for (const u64 offset :
         {u64{1}, offsets[0], offsets[5] + 1, offsets[200], offsets[300] - 1, offsets.back()}) {
        DirectoryCursor part(*many, offset);
        usize count = 0;
        while (part.next().value()) count++;
        const auto expected =
            std::count_if(offsets.begin(), offsets.end() - 1, [=](u64 o) { return o >= offset; });
        EXPECT_EQ(count, static_cast<usize>(expected)) << offset;
    }
    DirectoryCursor beyond(*many, ~u64{0});
    EXPECT_FALSE(beyond.next().value());
}

TEST_P(Ext2Test, TellsWhatAFileIs) {
    const Stat hello = at("hello.txt")->stat();
    EXPECT_EQ(hello.st_mode, S_IFREG | 0644u);
    EXPECT_EQ(hello.st_size, 13);
    EXPECT_EQ(hello.st_nlink, 1u);
    EXPECT_EQ(hello.st_blksize, GetParam());
    EXPECT_EQ(hello.st_blocks, GetParam() / 512);
    EXPECT_GT(hello.st_mtime, 1'600'000'000);
    EXPECT_EQ(hello.st_rdev, 0u);
    EXPECT_EQ(at("sub")->stat().st_nlink, 3u);
    EXPECT_EQ(at("triple")->stat().st_size, 4'400'000'000);
    EXPECT_EQ(at("console")->kind(), S_IFCHR + 0u);
    EXPECT_EQ(at("console")->device_number(), 5u << 8 | 1);
    EXPECT_EQ(at("far")->device_number(), 260u << 8 | 0x60 | 0xeau << 20);
    EXPECT_EQ(at("disk")->kind(), S_IFBLK + 0u);
    EXPECT_EQ(at("pipe")->kind(), S_IFIFO + 0u);
}

TEST_P(Ext2Test, NoMemoryIsAnErrorAndNothingMore) {
    for (const char* path : {"sub/deep/file", "to_root/to_sub/up", "long_link"}) {
        bool found = false;
        for (usize limit = 0; !found && limit < 100; limit++) {
            fakes::limit_memory(limit);
            const Result<Ref<Inode>> inode = lookup(file_system_->root(), path, AT_DEFAULT);
            found = static_cast<bool>(inode);
            EXPECT_TRUE(found || inode.error() == Errno::nomem);
        }
        EXPECT_TRUE(found);
    }
    bool mounted = false;
    for (usize limit = 0; !mounted && limit < 100; limit++) {
        fakes::limit_memory(limit);
        RamDisk disk = image_.disk();
        const Result<Owned<Ext2>> second = Ext2::mount(disk);
        mounted = static_cast<bool>(second);
        EXPECT_TRUE(mounted || second.error() == Errno::nomem);
    }
    EXPECT_TRUE(mounted);
    fakes::limit_memory(fakes::kNoLimit);
}

TEST_P(Ext2Test, ManyThreadsShareInodes) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; thread++)
        threads.emplace_back([this] {
            for (int i = 0; i < 1000; i++) {
                Result<Ref<Inode>> inode = lookup(file_system_->root(), "sub/deep/file", AT_DEFAULT);
                char text[5];
                ASSERT_TRUE(inode && inode.value()->read(0, text, 5).value() == 5);
                ASSERT_EQ(std::string(text, 5), "deep\n");
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(at("sub/deep/file")->references(), 1u);
}

// --- disks that are not what they should be ---

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
    EXPECT_EQ(path_of(deep, text.data(), text.size()).error(), Errno::noent);
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
    constexpr int kRounds = 100;
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
    for (int round = 0; round < 100; round++) {
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
