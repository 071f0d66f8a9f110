// tests/host/file_random_test.cpp: thousands of operations on files, made up by lot, against a model and e2fsck.
#include "device/cached_disk.h"
#include "disk_tools.h"
#include "ext2_image.h"
#include "kernel_files.h"
#include "recording_disk.h"

namespace {

constexpr int kSteps = 1500;

struct Case {
    int block_size;
    int kilobytes;
    u64 farthest; // where writes begin
    const char* options;
};

class FileRandom : public testing::TestWithParam<Case> {};

// Of each size of blocks: one with room, one that runs full, one with far holes, and a revision 0 without kinds in records.
INSTANTIATE_TEST_SUITE_P(Disks, FileRandom,
                         testing::Values(Case{1024, 8192, 400'000, ""}, Case{2048, 8192, 2'000'000, ""},
                                         Case{4096, 8192, 9'000'000, ""}, Case{1024, 300, 40'000, "-N 48"},
                                         Case{2048, 500, 100'000, "-N 64"}, Case{4096, 900, 100'000, "-N 64"},
                                         Case{1024, 4096, 17'000'000'000, ""},
                                         Case{4096, 8192, 40'000'000'000, ""},
                                         Case{1024, 2048, 400'000, "-r 0 -O none"},
                                         Case{1024, 4096, 400'000, "-g 512"}));

// Every now and then the disk is unmounted, clean for e2fsck, and mounted again.
void run_script(BlockDevice& disk, const Case& what, u64 seed,
                const std::function<std::span<const u8>()>& bytes) {
    KernelFiles files;
    files.mount(disk);
    ASSERT_EQ(files.mkdir("lot"), 0); // the root has a lost+found besides
    script::Script script(files, "lot", seed, {.farthest = what.farthest, .may_be_full = true});
    for (int step = 1; step <= kSteps; step++) {
        script.step();
        if (step % 500 != 0) continue;
        script.close_all();
        script.compare();
        files.unmount();
        ASSERT_TRUE(tools::is_clean(bytes())) << "seed " << seed << ", step " << step;
        files.mount(disk);
        script.compare();
    }
    script.clear();
    files.unmount();
    ASSERT_TRUE(tools::is_clean(bytes()));
    EXPECT_EQ(what.kilobytes<1000, script.full()> 0);
}

TEST_P(FileRandom, InMemory) {
    DiskImage image(tools::empty_disk(GetParam().block_size, GetParam().kilobytes, GetParam().options));
    RamDisk disk = image.disk();
    run_script(disk, GetParam(), 1, [&] { return std::span<const u8>(image.bytes(), image.size()); });
}

// So few blocks in memory that most of what is asked for has to be read again, and written back early.
TEST_P(FileRandom, ThroughACache) {
    RecordingDisk raw(tools::empty_disk(GetParam().block_size, GetParam().kilobytes, GetParam().options));
    Owned<CachedDisk> disk = CachedDisk::create(raw, 48).value();
    run_script(*disk, GetParam(), 2, [&] { return std::span<const u8>(raw.bytes()); });
    EXPECT_FALSE(raw.was_used_outside());
}

} // namespace
