// tests/host/ext2_test.cpp: the ext2 reader and path lookup, on disks made by mke2fs.
#include "ext2_sample.h"

namespace {

using namespace sample;

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
    void TearDown() override {
        file_system_ = {};
        EXPECT_EQ(fakes::pages_in_use(), 0u);
    }

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
    EXPECT_EQ(first->references(), 3u); // one is that of the cache
    file_system_->cache().forget_all();
    EXPECT_EQ(first->references(), 2u);
    EXPECT_EQ(at("hello.txt").get(), first.get());
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
         {"short_link", "sub/up", "to_sub/up", "to_root/hello.txt", "to_root/to_sub/up", "chain9"})
        EXPECT_EQ(at(path)->number(), hello) << path;
    EXPECT_EQ(at("long_link")->number(), at("sub/deep/file")->number());
    EXPECT_EQ(at("slashed")->number(), at("sub/deep")->number());
    EXPECT_EQ(at("slashed/file")->number(), at("sub/deep/file")->number());
    EXPECT_EQ(at("to_root")->number(), 2u);
    EXPECT_EQ(error_at("self"), Errno::loop);
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

TEST_P(Ext2Test, TheEndOfAPath) {
    Ref<Inode> root = file_system_->root();
    const u32 sub = at("sub")->number();
    for (const char* path : {"sub/new", "sub/new/", "to_sub/new", "sub/./new", "sub/deep", "sub/deep//"})
        EXPECT_EQ(lookup_end(root, path, AT_DEFAULT).value().directory->number(), sub) << path;
    EXPECT_EQ(lookup_end(root, "new", AT_DEFAULT).value().directory->number(), 2u);
    EXPECT_TRUE(lookup_end(root, "/", AT_DEFAULT).value().is_root());
    EXPECT_EQ(lookup_end(root, "", AT_DEFAULT).error(), Errno::noent);
    EXPECT_EQ(lookup_end(root, "missing/new", AT_DEFAULT).error(), Errno::noent);
    EXPECT_EQ(lookup_end(root, "hello.txt/new", AT_DEFAULT).error(), Errno::notdir);
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
                if (i % 8 == 0) file_system_->cache().forget_all();
                Result<Ref<Inode>> inode = lookup(file_system_->root(), "sub/deep/file", AT_DEFAULT);
                char text[5];
                ASSERT_TRUE(inode && inode.value()->read(0, text, 5).value() == 5);
                ASSERT_EQ(std::string(text, 5), "deep\n");
            }
        });
    for (std::thread& thread : threads) thread.join();
    file_system_->cache().forget_all();
    EXPECT_EQ(at("sub/deep/file")->references(), 2u); // it has been kept anew
}

TEST_P(Ext2Test, KeepsTheInodesThatWereUsedLast) {
    const Ref<Inode> oldest = at("hello.txt"), older = at("one_block");
    for (int i = 0; i < 28; i++) at("many/file_number_" + std::to_string(i));
    at("hello.txt"); // now it is not the oldest any more
    for (int i = 28; i < 40; i++) at("many/file_number_" + std::to_string(i));
    EXPECT_EQ(oldest->references(), 2u);
    EXPECT_EQ(older->references(), 1u);
}

} // namespace
