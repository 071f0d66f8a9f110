// tests/host/write_order_test.cpp: what the disk learns first: operations after which each prefix of the writes is looked at.
#include "device/cached_disk.h"
#include "disk_tools.h"
#include "ext2_image.h"
#include "fake_disk.h"
#include "kernel_files.h"

namespace {

constexpr int kBlockSize = 1024;
constexpr int kKilobytes = 700;

class WriteOrder : public testing::Test {
  protected:
    void SetUp() override {
        raw_.bytes() = tools::empty_disk(kBlockSize, kKilobytes, "-N 64");
        disk_ = CachedDisk::create(raw_, 500).value();
        files_.mount(*disk_);
    }

    void make(const std::string& path, const std::string& text = "") {
        const i64 handle = files_.open(path.c_str(), O_CREAT | O_RDWR);
        ASSERT_GE(handle, 0);
        for (usize done = 0; done < text.size(); done += script::kWriteMax) {
            const usize count = std::min<usize>(script::kWriteMax, text.size() - done);
            ASSERT_EQ(files_.write(handle, reinterpret_cast<const u8*>(text.data()) + done, count, done),
                      static_cast<i64>(count));
        }
        files_.close(handle);
    }

    // From here on writes are kept.
    void begin() {
        files_.write_back();
        before_ = raw_.bytes();
        raw_.events.clear();
    }

    // Calls `look` with the disk as it was after each write, mounted by nobody who looks after it.
    template <class Look> void after_each_write(Look look) {
        std::vector<u8> bytes = before_;
        for (const FakeDisk::Event& event : raw_.events) {
            if (event.work != DiskWork::write) continue;
            std::ranges::copy(event.bytes, bytes.begin() + static_cast<long>(event.sector * kSectorSize));
            DiskImage image(bytes);
            RamDisk disk = image.disk();
            KernelFiles files;
            files.mount(disk);
            look(files);
            files.unmount();
        }
    }

    FakeDisk raw_{kKilobytes * 1024 / kSectorSize};
    Owned<CachedDisk> disk_;
    KernelFiles files_;
    std::vector<u8> before_;
};

// The inode of a new directory waits behind a removal, as both are in one block. It moves to where the removed name was.
TEST_F(WriteOrder, ADirectoryIsThereBeforeItsOtherName) {
    for (int i = 0; i < 9; i++) make("long_" + std::to_string(i) + std::string(94, 'n')); // a block is full
    make("victim");
    begin();
    const std::string name = "new" + std::string(120, 'n');
    ASSERT_EQ(files_.unlink(("long_8" + std::string(94, 'n')).c_str()), 0);
    ASSERT_EQ(files_.mkdir(name.c_str()), 0);
    ASSERT_EQ(files_.rename(name.c_str(), "other"), 0);
    files_.write_back();
    int found = 0;
    after_each_write([&](KernelFiles& files) {
        struct stat answer;
        const i64 result = files.stat("other", answer);
        if (result == -ENOENT) return;
        EXPECT_EQ(result, 0);
        EXPECT_TRUE(S_ISDIR(answer.st_mode)); // not the file that had this inode before
        found++;
    });
    EXPECT_GT(found, 0);
}

// Whoever mounts the disk then, without having it checked, gives no block to a second file.
TEST_F(WriteOrder, NoBlockIsFreeThatAFileHas) {
    begin();
    const std::string text(30'000, 'f'), other(20'000, 'o');
    make("file", text);
    files_.write_back();
    int found = 0;
    after_each_write([&](KernelFiles& files) {
        const i64 second = files.open("second", O_CREAT | O_RDWR);
        ASSERT_GE(second, 0);
        for (usize done = 0; done < other.size(); done += 5000)
            EXPECT_EQ(files.write(second, reinterpret_cast<const u8*>(other.data()), 5000, done), 5000);
        const i64 file = files.open("file", O_RDONLY);
        if (file < 0) return;
        found++;
        u8 bytes[5000];
        for (u64 place = 0; place < text.size(); place += sizeof bytes) {
            const i64 count = files.read(file, bytes, sizeof bytes, place);
            for (i64 i = 0; i < count; i++) ASSERT_NE(bytes[i], 'o');
        }
    });
    EXPECT_GT(found, 0);
}

// Behind its twelfth block a directory has a block of block numbers, which is not changed where it is.
TEST_F(WriteOrder, ADirectoryThatGrowsHasNoHoles) {
    const auto name = [](int i) { return std::to_string(i) + std::string(200, 'n'); }; // four fill a block
    make("file");
    for (int i = 0; i < 47; i++) ASSERT_EQ(files_.link("file", name(i).c_str()), 0);
    begin();
    for (int i = 47; i < 70; i++) {
        ASSERT_EQ(files_.link("file", name(i).c_str()), 0);
        if (i % 3 == 0) files_.write_back();
    }
    files_.write_back();
    fakes::kernel_log.clear();
    int most = 0;
    after_each_write([&](KernelFiles& files) {
        struct stat answer;
        int found = 0;
        while (found < 70 && files.stat(name(found).c_str(), answer) == 0) found++;
        EXPECT_GE(found, 47);
        most = std::max(most, found);
    });
    EXPECT_EQ(most, 70);
    EXPECT_EQ(fakes::kernel_log.find("corrupt"), std::string::npos) << fakes::kernel_log;
}

// That the name is gone before the link count is could not be promised.
TEST_F(WriteOrder, NothingChangesBeforeWhatCouldNotBeOrdered) {
    make("first");
    raw_.cannot_flush = true;
    EXPECT_EQ(files_.unlink("first"), 0);
    EXPECT_EQ(files_.mkdir("second"), -EIO);
    raw_.cannot_flush = false;
    EXPECT_EQ(files_.mkdir("second"), -EIO);
    files_.write_back();
    EXPECT_EQ(files_.mkdir("second"), 0);
}

// The numbers of blocks cannot go before the length changes.
TEST_F(WriteOrder, ATruncationThatFailsLeavesTheLastBlock) {
    make("file", std::string(100'000, 'f'));
    const i64 file = files_.open("file", O_RDWR);
    raw_.cannot_flush = true;
    EXPECT_EQ(files_.truncate(file, 50'500), -EIO);
    u8 byte = 0;
    EXPECT_EQ(files_.read(file, &byte, 1, 50'600), 1);
    EXPECT_EQ(byte, 'f');
    raw_.cannot_flush = false;
}

TEST(LongSectors, ShorterBlocksAreOnlyRead) {
    FakeDisk raw(kKilobytes * 1024 / kSectorSize, 4096);
    for (const int block_size : {1024, 2048, 4096}) {
        raw.bytes() = tools::empty_disk(block_size, kKilobytes, "-N 64");
        fakes::kernel_log.clear();
        Owned<CachedDisk> disk = CachedDisk::create(raw, 100).value();
        const Owned<Ext2> file_system = Ext2::mount(*disk).value();
        EXPECT_EQ(file_system->read_only(), block_size < 4096);
        EXPECT_EQ(fakes::kernel_log.find("shorter than the disk's sectors") != std::string::npos,
                  block_size < 4096);
    }
}

TEST_F(WriteOrder, ALongFileDoesNotWaitForTheDiskAtEachBlock) {
    begin();
    make("file", std::string(250'000, 'f'));
    EXPECT_LT(raw_.count(DiskWork::flush), 12u);
}

} // namespace
