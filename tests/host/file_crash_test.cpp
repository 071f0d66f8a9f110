// tests/host/file_crash_test.cpp: the power of a disk is cut after any write.
//
// Operations on files are made up by lot; the log of all writes goes to tests/power_cuts.py.
#include "device/cached_disk.h"
#include "disk_tools.h"
#include "ext2_image.h"
#include "kernel_files.h"
#include "recording_disk.h"

namespace {

// Marks in the log what has been promised.
class WitnessedFiles final : public KernelFiles {
  public:
    explicit WitnessedFiles(RecordingDisk& disk) : disk_(disk) {}
    void tell(const char* line) override {
        if (line[0] == '*' || line[1] == ' ') disk_.mark(line); // rounds are for those who have no marks
    }

  private:
    RecordingDisk& disk_;
};

struct Case {
    int block_size;
    int kilobytes;
    int steps;
    u64 seed;
    usize cached_blocks; // few: what is dirty is written back early, at any moment
};

// Whether nothing is wrong wherever the power is cut on the way from `before`.
bool is_sound_at_each_cut(RecordingDisk& raw, const std::vector<u8>& before) {
    const tools::Folder folder;
    tools::write_whole(folder.file("disk"), before);
    raw.save_log(folder.file("log"));
    EXPECT_FALSE(raw.was_used_outside());
    const char* cuts = std::getenv("POWER_CUTS");
    return tools::runs("tests/power_cuts.py " + folder.file("disk") + " " + folder.file("log") + " " +
                       (cuts ? cuts : "160"));
}

class FileCrash : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Disks, FileCrash,
                         testing::Values(Case{1024, 700, 250, 1, 1000}, Case{1024, 260, 300, 2, 40},
                                         Case{2048, 700, 250, 3, 60}, Case{4096, 900, 250, 4, 1000}));

TEST_P(FileCrash, WhatIsLeftMakesSenseAndHasWhatWasPromised) {
    const Case& what = GetParam();
    const std::vector<u8> empty = tools::empty_disk(what.block_size, what.kilobytes, "-N 64");
    RecordingDisk raw(empty);
    Owned<CachedDisk> disk = CachedDisk::create(raw, what.cached_blocks).value();
    WitnessedFiles files(raw);
    files.mount(*disk);
    ASSERT_EQ(files.mkdir("lot"), 0); // where tests/power_cuts.py looks
    script::Script script(files, "lot", what.seed, {.longest = 60, .farthest = 60'000, .may_be_full = true});
    for (int step = 1; step <= what.steps; step++) {
        script.step();
        if (step % 5 == 0) files.write_back(); // as the kernel does by itself from time to time
    }
    script.close_all();
    script.sync();
    files.unmount();
    EXPECT_GT(raw.writes(), 300u);
    EXPECT_TRUE(is_sound_at_each_cut(raw, empty));
}

// So long that block numbers in its inode do not suffice.
TEST(FileCrashOfADirectory, ThatGrows) {
    const std::vector<u8> empty = tools::empty_disk(1024, 700, "-N 64");
    RecordingDisk raw(empty);
    Owned<CachedDisk> disk = CachedDisk::create(raw, 1000).value();
    KernelFiles files;
    files.mount(*disk);
    ASSERT_EQ(files.mkdir("lot"), 0);
    ASSERT_EQ(files.mkdir("long"), 0);
    files.close(files.open("file", O_CREAT | O_RDWR));
    for (int i = 0; i < 80; i++) { // four fill a block
        ASSERT_EQ(files.link("file", ("long/" + std::to_string(i) + std::string(200, 'n')).c_str()), 0);
        if (i % 3 == 0) files.write_back();
    }
    files.unmount();
    EXPECT_TRUE(is_sound_at_each_cut(raw, empty));
}

} // namespace
