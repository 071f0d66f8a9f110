// tests/host/changes_test.cpp: names that come, go and move, on disks made by mke2fs and judged by e2fsck and debugfs.
#include "changes_fixture.h"
#include "debug/failures.h"

namespace {

INSTANTIATE_TEST_SUITE_P(BlockSize, ChangesTest, testing::Values(1024, 4096));

TEST_P(ChangesTest, WhatIsMadeIsThere) {
    EXPECT_EQ(create("file"), Errno::none);
    EXPECT_EQ(mkdir("folder"), Errno::none);
    EXPECT_EQ(mkdir("folder/inner/"), Errno::none);
    EXPECT_EQ(create("folder/inner/file"), Errno::none);
    EXPECT_EQ(symlink("../file", "folder/link"), Errno::none);
    EXPECT_EQ(link("file", "folder/hard"), Errno::none);
    EXPECT_EQ(stat("file").st_mode, S_IFREG | 0644u);
    EXPECT_EQ(stat("folder").st_mode, S_IFDIR | 0755u);
    EXPECT_EQ(stat("folder/link").st_mode, S_IFLNK | 0777u);
    EXPECT_EQ(stat("folder/link").st_size, 7);
    EXPECT_EQ(inode_of("file"), inode_of("folder/hard"));
    EXPECT_EQ(lookup(root(), "folder/link", AT_DEFAULT).value()->number(), inode_of("file"));
    EXPECT_EQ(links_of("file"), 2u);
    EXPECT_EQ(links_of("folder"), 3u);
    EXPECT_EQ(links_of("folder/inner"), 2u);
    EXPECT_EQ(inode_of("folder/inner/.."), inode_of("folder"));
    EXPECT_EQ(names_in("folder"), (std::set<std::string>{".", "..", "inner", "link", "hard"}));
    unmount();
    const Judge judge({image_.bytes(), image_.size()});
    EXPECT_TRUE(judge.finds_it_clean());
    EXPECT_NE(judge.answers("stat /folder/link").find("Fast link dest: \"../file\""), std::string::npos);
    EXPECT_NE(judge.answers("stat /folder/inner/file").find("Type: regular"), std::string::npos);
}

TEST_P(ChangesTest, WhatIsThereIsNotMadeAgain) {
    create("file"), mkdir("folder"), symlink("nothing", "dangling"), symlink("file", "link");
    for (const char* path :
         {"file", "folder", "dangling", "link", ".", "..", "/", "folder/.", "folder/..", "folder/"}) {
        EXPECT_EQ(create(path), Errno::exist) << path;
        EXPECT_EQ(mkdir(path), Errno::exist) << path;
        EXPECT_EQ(symlink("x", path), Errno::exist) << path;
        EXPECT_EQ(link("file", path), Errno::exist) << path;
    }
    EXPECT_EQ(create("file", false), Errno::none);
    EXPECT_EQ(create("link", false), Errno::none);
    EXPECT_EQ(create("file/", false), Errno::notdir);
    EXPECT_EQ(create("new/", false), Errno::isdir);
    EXPECT_EQ(symlink("x", "new/"), Errno::noent);
    EXPECT_EQ(link("file", "new/"), Errno::noent);
    EXPECT_EQ(names_in("/"),
              (std::set<std::string>{".", "..", "lost+found", "file", "folder", "dangling", "link"}));
}

TEST_P(ChangesTest, CreatingFollowsADanglingLink) {
    mkdir("folder"), symlink("folder/target", "dangling"), symlink("dangling", "chain");
    symlink("loop", "loop"), symlink("folder/other/", "slashed");
    EXPECT_EQ(create("chain", false), Errno::none);
    EXPECT_EQ(stat("folder/target").st_mode, S_IFREG | 0644u);
    EXPECT_EQ(create("loop", false), Errno::loop);
    EXPECT_EQ(create("slashed", false), Errno::isdir);
}

TEST_P(ChangesTest, PathsThatLeadNowhere) {
    create("file"), mkdir("folder"), symlink("loop", "loop");
    const std::string longest(255, 'n'), too_long(256, 'n');
    const std::pair<std::string, Errno> kPaths[] = {{"", Errno::noent},
                                                    {"none/x", Errno::noent},
                                                    {"file/x", Errno::notdir},
                                                    {"loop/x", Errno::loop},
                                                    {too_long, Errno::nametoolong},
                                                    {too_long + "/x", Errno::nametoolong},
                                                    {"file/.", Errno::notdir},
                                                    {"folder/" + too_long, Errno::nametoolong}};
    for (const auto& [path, error] : kPaths) {
        EXPECT_EQ(create(path), error) << path;
        EXPECT_EQ(mkdir(path), error) << path;
        EXPECT_EQ(symlink("x", path), error) << path;
        EXPECT_EQ(link("file", path), error) << path;
        EXPECT_EQ(link(path, "new"), error) << path;
        EXPECT_EQ(unlink(path), error) << path;
        EXPECT_EQ(rmdir(path), error) << path;
        EXPECT_EQ(rename("file", path), error) << path;
        EXPECT_EQ(rename(path, "new"), error) << path;
    }
    EXPECT_EQ(create(longest), Errno::none);
    EXPECT_EQ(rename(longest, "folder/" + longest), Errno::none);
    EXPECT_EQ(unlink("folder/" + longest), Errno::none);
}

TEST_P(ChangesTest, SymbolicLinksOfEveryLength) {
    const usize most = static_cast<usize>(GetParam()) - 1;
    for (const usize length : {usize{1}, usize{59}, usize{60}, usize{61}, usize{1000}, most}) {
        const std::string target(length, 'x'), name = "link" + std::to_string(length);
        EXPECT_EQ(symlink(target, name), Errno::none) << length;
        std::string said(PATH_MAX_BYTES, '?');
        const Result<usize> got = find(name).value()->read_link(said.data(), said.size());
        ASSERT_TRUE(got) << length;
        EXPECT_EQ(said.substr(0, got.value()), target);
    }
    EXPECT_EQ(symlink(std::string(most + 1, 'x'), "longer"), Errno::nametoolong);
    EXPECT_EQ(symlink("", "empty"), Errno::noent);
    EXPECT_FALSE(exists("longer"));
}

TEST_P(ChangesTest, WhatIsRemovedIsGone) {
    const FileSystemInfo before = info();
    create("file"), link("file", "hard"), mkdir("folder"), create("folder/file"),
        symlink(std::string(200, 'x'), "link");
    EXPECT_EQ(rmdir("folder"), Errno::notempty);
    EXPECT_EQ(rmdir("folder/."), Errno::inval);
    mkdir("folder/inner");
    EXPECT_EQ(rmdir("folder/inner/.."), Errno::notempty);
    EXPECT_EQ(rmdir("folder/inner"), Errno::none);
    EXPECT_EQ(rmdir("folder/.."), Errno::busy);
    EXPECT_EQ(rmdir("/"), Errno::busy);
    EXPECT_EQ(rmdir("file"), Errno::notdir);
    EXPECT_EQ(rmdir("link"), Errno::notdir);
    EXPECT_EQ(unlink("folder"), Errno::isdir);
    EXPECT_EQ(unlink("folder/"), Errno::isdir);
    EXPECT_EQ(unlink("/"), Errno::isdir);
    EXPECT_EQ(unlink("."), Errno::isdir);
    EXPECT_EQ(unlink("file/"), Errno::notdir);
    EXPECT_EQ(unlink("none"), Errno::noent);
    EXPECT_EQ(unlink("file"), Errno::none);
    EXPECT_EQ(links_of("hard"), 1u);
    EXPECT_EQ(unlink("hard"), Errno::none);
    EXPECT_EQ(unlink("folder/file"), Errno::none);
    EXPECT_EQ(rmdir("folder/"), Errno::none);
    EXPECT_EQ(unlink("link"), Errno::none);
    EXPECT_EQ(names_in("/"), (std::set<std::string>{".", "..", "lost+found"}));
    EXPECT_EQ(links_of("/"), 3u);
    EXPECT_EQ(info().f_bfree, before.f_bfree);
    EXPECT_EQ(info().f_ffree, before.f_ffree);
}

TEST_P(ChangesTest, WhoIsInARemovedDirectoryFindsNothing) {
    mkdir("folder");
    const Ref<Inode> folder = find("folder").value();
    EXPECT_EQ(rmdir("folder"), Errno::none);
    char path[100];
    EXPECT_EQ(path_of(folder, path, sizeof path).error(), Errno::noent);
    EXPECT_EQ(create_file(folder, "x", 0644, false).error(), Errno::noent);
    EXPECT_EQ(make_directory(folder, "x", 0755).error(), Errno::noent);
    EXPECT_EQ(lookup(folder, "..", AT_DEFAULT).error(), Errno::noent);
    EXPECT_EQ(lookup(folder, "x", AT_DEFAULT).error(), Errno::noent);
    EXPECT_EQ(lookup(folder, ".", AT_DEFAULT).value().get(), folder.get());
    EXPECT_EQ(lookup(folder, "/", AT_DEFAULT).value()->number(), ext2::kRootInode);
}

TEST_P(ChangesTest, LinksToWhatMayHaveThem) {
    create("file"), mkdir("folder"), symlink("file", "link"), symlink("folder", "to_folder");
    EXPECT_EQ(link("folder", "x"), Errno::perm);
    EXPECT_EQ(link("none", "x"), Errno::noent);
    EXPECT_EQ(link("file/", "x"), Errno::notdir);
    EXPECT_EQ(link("link", "itself"), Errno::none);
    EXPECT_EQ(inode_of("itself"), inode_of("link"));
    EXPECT_EQ(link("link", "followed", AT_SYMLINK_FOLLOW), Errno::none);
    EXPECT_EQ(inode_of("followed"), inode_of("file"));
    EXPECT_EQ(link("to_folder", "x", AT_SYMLINK_FOLLOW), Errno::perm);
    EXPECT_EQ(links_of("file"), 2u);
}

TEST_P(ChangesTest, RenamesOfFiles) {
    create("a"), create("b"), mkdir("folder"), mkdir("full"), create("full/x");
    const u64 a = inode_of("a");
    EXPECT_EQ(rename("a", "c"), Errno::none);
    EXPECT_EQ(inode_of("c"), a);
    EXPECT_FALSE(exists("a"));
    EXPECT_EQ(rename("c", "b"), Errno::none); // and b's file is gone
    EXPECT_EQ(inode_of("b"), a);
    EXPECT_EQ(links_of("b"), 1u);
    EXPECT_EQ(rename("b", "folder/much_longer_than_before"), Errno::none);
    EXPECT_EQ(inode_of("folder/much_longer_than_before"), a);
    EXPECT_EQ(rename("folder/much_longer_than_before", "full/x"), Errno::none);
    EXPECT_EQ(inode_of("full/x"), a);
    EXPECT_EQ(links_of("full/x"), 1u);
    EXPECT_EQ(rename("full/x", "full/x"), Errno::none);
    EXPECT_EQ(link("full/x", "same"), Errno::none);
    EXPECT_EQ(rename("same", "full/x"), Errno::none); // two names of one file: both stay
    EXPECT_TRUE(exists("same") && exists("full/x"));
    EXPECT_EQ(rename("same", "folder"), Errno::isdir);
    EXPECT_EQ(rename("same", "new/"), Errno::notdir);
    EXPECT_EQ(rename("same/", "new"), Errno::notdir);
    EXPECT_EQ(rename("none", "new"), Errno::noent);
}

TEST_P(ChangesTest, RenamesOfDirectories) {
    mkdir("a"), mkdir("a/inner"), create("a/inner/file"), mkdir("b"), mkdir("c"), create("file");
    EXPECT_EQ(rename("a", "a/x"), Errno::inval);
    EXPECT_EQ(rename("a", "a/inner/x"), Errno::inval);
    EXPECT_EQ(rename("a/inner", "a"), Errno::notempty);
    EXPECT_EQ(rename("c", "a"), Errno::notempty);
    EXPECT_EQ(rename("c", "file"), Errno::notdir);
    EXPECT_EQ(rename("file", "c"), Errno::isdir);
    for (const char* path : {"/", ".", "..", "a/.", "a/.."}) {
        EXPECT_EQ(rename(path, "x"), Errno::busy) << path;
        EXPECT_EQ(rename("b", path), Errno::busy) << path;
    }
    EXPECT_EQ(rename("a/inner/", "b/moved/"), Errno::none);
    EXPECT_EQ(inode_of("b/moved/.."), inode_of("b"));
    EXPECT_TRUE(exists("b/moved/file"));
    EXPECT_EQ(links_of("a"), 2u);
    EXPECT_EQ(links_of("b"), 3u);
    mkdir("c/empty");
    EXPECT_EQ(rename("b/moved", "c/empty"), Errno::none); // an empty one makes way
    EXPECT_EQ(links_of("b"), 2u);
    EXPECT_EQ(links_of("c"), 3u);
    EXPECT_EQ(links_of("c/empty"), 2u);
    EXPECT_EQ(rename("a", "b"), Errno::none); // in the same directory
    EXPECT_EQ(links_of("/"), 5u);
    EXPECT_EQ(rename("c/empty", "c/renamed"), Errno::none);
    EXPECT_EQ(links_of("c"), 3u);
}

TEST_P(ChangesTest, ManyNamesInOneDirectory) {
    create("file"), mkdir("many"), mkdir("other");
    std::mt19937 random(5);
    std::set<std::string> names;
    for (int step = 0; step < 4000; step++) {
        const usize number = random() % 700;
        const std::string name = std::to_string(number) + std::string(number * 7 % 251, 'x');
        const std::string path = "many/" + name;
        if (!names.contains(name)) {
            ASSERT_EQ(link("file", path), Errno::none) << step;
            names.insert(name);
        } else if (random() % 3 == 0) {
            const std::string next = name.substr(0, name.size() / 2 + 1) + "y";
            ASSERT_EQ(rename(path, "many/" + next), Errno::none) << step;
            if (!names.contains(next))
                names.erase(name), names.insert(next); // else both are names of one file
        } else {
            ASSERT_EQ(unlink(path), Errno::none) << step;
            names.erase(name);
        }
    }
    EXPECT_EQ(links_of("file"), names.size() + 1);
    names.insert({".", ".."});
    EXPECT_EQ(names_in("many"), names);
    EXPECT_EQ(rmdir("many"), Errno::notempty);
    names.erase("."), names.erase("..");
    for (const std::string& name : names) EXPECT_EQ(unlink("many/" + name), Errno::none);
    EXPECT_EQ(rmdir("many"), Errno::none);
}

TEST_P(ChangesTest, WithoutRoomNothingIsHalfMade) {
    mkdir("folder");
    int made = 0;
    while (create("folder/" + std::to_string(made)) == Errno::none) made++;
    EXPECT_EQ(info().f_ffree, 0u);
    const auto names = names_in("folder");
    for (const auto& attempt : {create("folder/x"), mkdir("folder/x"), symlink("target", "folder/x")})
        EXPECT_EQ(attempt, Errno::nospc);
    EXPECT_EQ(names_in("folder"), names);
    EXPECT_EQ(links_of("folder"), 2u);
    EXPECT_EQ(unlink("folder/0"), Errno::none);
    EXPECT_EQ(create("folder/x"), Errno::none);
}

class FailuresTest : public ChangesTest {
  protected:
    // Makes each kind of change, and hands each to a function that lets it fail, until it succeeds.
    void change_everything(const std::function<void(const std::function<Errno()>&)>& until_it_works) {
        mkdir("a"), mkdir("b"), create("a/file"), create("b/other"), mkdir("a/folder"), mkdir("a/empty");
        for (int i = 0; i < 35; i++) link("a/file", "b/" + std::string(100, 'n') + std::to_string(i));
        until_it_works([&] { return create("a/new"); });
        until_it_works([&] { return mkdir("b/new"); });
        until_it_works([&] { return symlink(std::string(300, 't'), "b/link"); });
        until_it_works([&] { return link("a/file", "b/hard"); });
        until_it_works([&] { return rename("a/file", "b/moved"); });
        until_it_works([&] { return rename("b/moved", "b/other"); });
        until_it_works([&] { return rename("a/folder", "b/folder"); });
        until_it_works([&] { return rename("b/folder", "a/empty"); });
        until_it_works([&] { return rmdir("b/new"); });
        until_it_works([&] { return unlink("b/hard"); });
        until_it_works([&] { return unlink("a/new"); });
        until_it_works([&] { return unlink("b/link"); });
        EXPECT_EQ(names_in("a"), (std::set<std::string>{".", "..", "empty"}));
    }
};

INSTANTIATE_TEST_SUITE_P(BlockSize, FailuresTest, testing::Values(1024, 4096));

// Memory ends a step later each time.
TEST_P(FailuresTest, WithoutMemoryTheDiskMakesSense) {
    change_everything([](const std::function<Errno()>& attempt) {
        Errno error = Errno::nomem;
        for (usize step = 0; error == Errno::nomem && step < 100; step++) {
            fakes::limit_memory(step);
            error = attempt();
            fakes::limit_memory(fakes::kNoLimit);
        }
        EXPECT_EQ(error, Errno::none);
    });
}

// The disk fails once, at a later request each time.
TEST_P(FailuresTest, WhenTheDiskFailsItMakesSense) {
    change_everything([](const std::function<Errno()>& attempt) {
        Errno error = Errno::io;
        for (u64 request = 1; error == Errno::io && request < 100; request++) {
            failures::device.arm(request, false);
            error = attempt();
            failures::device.arm(0, false);
        }
        EXPECT_EQ(error, Errno::none);
    });
}

// A directory with an index loses it when a name comes in, and keeps all its names.
class IndexedTest : public ChangesTest {
  protected:
    static std::vector<u8> indexed_disk(int block_size) {
        char name[] = "/tmp/changes_test.XXXXXX";
        const host::path folder = mkdtemp(name), image = folder / "image";
        for (int i = 0; i < 500; i++)
            sample::write_file(folder / "root" / "many" / ("a_rather_long_name_" + std::to_string(i)),
                               {0, {}});
        sample::run("mke2fs -q -t ext2 -O dir_index -N 1024 -b " + std::to_string(block_size) + " -d " +
                    (folder / "root").string() + " " + image.string() + " 4m >/dev/null");
        sample::run("e2fsck -fyD " + image.string() + " >/dev/null 2>&1 || true"); // makes the index
        std::vector<u8> bytes = sample::read_whole(image);
        host::remove_all(folder);
        return bytes;
    }
    DiskImage image_{indexed_disk(GetParam())};
    RamDisk disk_ = image_.disk();

    void SetUp() override { file_system_ = Ext2::mount(disk_).value(); }
    void TearDown() override {
        unmount();
        EXPECT_TRUE(Judge({image_.bytes(), image_.size()}).finds_it_clean());
    }
};

INSTANTIATE_TEST_SUITE_P(BlockSize, IndexedTest, testing::Values(1024, 4096));

TEST_P(IndexedTest, TheIndexGoesAndTheNamesStay) {
    const Ref<Inode> many = find("many").value();
    ASSERT_TRUE(many->flags() & ext2::kInodeIndexed);
    const auto names = names_in("many");
    EXPECT_EQ(names.size(), 502u);
    EXPECT_EQ(unlink("many/a_rather_long_name_7"), Errno::none);
    EXPECT_TRUE(many->flags() & ext2::kInodeIndexed); // a name that goes is no matter to it
    EXPECT_EQ(rename("many/a_rather_long_name_8", "many/a_rather_long_name_9"), Errno::none);
    for (int i = 0; i < 300; i++) ASSERT_EQ(create("many/new" + std::to_string(i)), Errno::none);
    EXPECT_FALSE(many->flags() & ext2::kInodeIndexed);
    EXPECT_EQ(names_in("many").size(), 800u);
}

TEST_P(ChangesTest, PermissionsAndTimes) {
    create("file"), symlink("file", "link");
    EXPECT_TRUE(change_mode(*find("file").value(), 0751));
    EXPECT_EQ(stat("file").st_mode, S_IFREG | 0751u);
    EXPECT_EQ(stat("link").st_mode, S_IFLNK | 0777u);
    const i64 second = 1'000'000'000;
    EXPECT_TRUE(change_times(*find("file").value(), {5 * second + 1, 4'294'967'295 * second}));
    EXPECT_EQ(stat("file").st_atime, 5);
    EXPECT_EQ(stat("file").st_mtime, 4'294'967'295);
    EXPECT_TRUE(change_times(*find("file").value(), {FILE_TIME_KEEP, 7 * second}));
    EXPECT_EQ(stat("file").st_atime, 5);
    EXPECT_EQ(stat("file").st_mtime, 7);
    for (const i64 wrong : {i64{-1}, 4'294'967'296 * second})
        EXPECT_EQ(change_times(*find("file").value(), {FILE_TIME_KEEP, wrong}).error(), Errno::inval);
}

} // namespace
