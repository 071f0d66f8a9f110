// tests/host/ext2_write_test.cpp: changing files: bytes, lengths, blocks, and what e2fsck and debugfs say of it afterwards.
#include "debug/failures.h"
#include "ext2_sample.h"

namespace {

namespace host = std::filesystem;

// What kind of disk to make.
struct Shape {
    int block_size;
    const char* more; // for mke2fs
    const char* size;
};
constexpr int kFiles = 8;

std::vector<u8> make_disk(const Shape& shape) {
    static std::map<std::string, std::vector<u8>> disks;
    const std::string key = std::to_string(shape.block_size) + shape.more + shape.size;
    if (disks.contains(key)) return disks[key];
    char name[] = "/tmp/ext2_write_test.XXXXXX";
    const host::path folder = mkdtemp(name), root = folder / "root", image = folder / "image";
    host::create_directories(root / "directory");
    for (int i = 0; i < kFiles; i++) std::ofstream(root / ("f" + std::to_string(i)));
    sample::run("mke2fs -q -t ext2 -b " + std::to_string(shape.block_size) + " " + shape.more + " -d " +
                root.string() + " " + image.string() + " " + shape.size + " >/dev/null");
    std::vector<u8> bytes = sample::read_whole(image);
    host::remove_all(folder);
    return disks[key] = bytes;
}

class WrittenDisk {
  public:
    explicit WrittenDisk(const Shape& shape) : image_(make_disk(shape)) { mount(); }
    ~WrittenDisk() { failures::device.arm(0, false); }

    void mount() {
        fakes::kernel_log.clear();
        Result<Owned<Ext2>> mounted = Ext2::mount(disk_);
        ASSERT_TRUE(mounted) << fakes::kernel_log;
        files_ = std::move(mounted).value();
    }
    void unmount() {
        const Alone alone(files_->lock());
        ASSERT_TRUE(files_->unmount());
    }

    Ext2& files() { return *files_; }
    DiskImage& image() { return image_; }
    ext2::Superblock& superblock() { return *reinterpret_cast<ext2::Superblock*>(image_.bytes() + 1024); }
    Ref<Inode> at(const std::string& path) {
        return lookup(files_->root(), path.c_str(), AT_DEFAULT).value();
    }
    Ref<Inode> file(int i) { return at("f" + std::to_string(i)); }
    u64 free_blocks() {
        const Alone alone(files_->lock());
        return files_->info().f_bfree;
    }
    u64 free_inodes() {
        const Alone alone(files_->lock());
        return files_->info().f_ffree;
    }

    // What e2fsck finds, and says with this exit status.
    std::string check(int expected = 0) {
        const host::path path = save();
        const std::string answer = path.string() + ".answer";
        const std::string command =
            "PATH=$PATH:/usr/sbin:/sbin; e2fsck -fn " + path.string() + " >" + answer + " 2>&1";
        EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), expected);
        const std::vector<u8> text = sample::read_whole(answer);
        host::remove(path);
        host::remove(answer);
        return std::string(text.begin(), text.end());
    }
    // What Linux's own reader finds in a file.
    std::vector<u8> dump(const std::string& name) {
        const host::path path = save();
        const std::string copy = path.string() + ".copy";
        sample::run("debugfs -R 'dump /" + name + " " + copy + "' " + path.string() + " >/dev/null 2>&1");
        std::vector<u8> bytes = sample::read_whole(copy);
        host::remove(path);
        host::remove(copy);
        return bytes;
    }

  private:
    host::path save() {
        char name[] = "/tmp/ext2_write_test.XXXXXX";
        const int fd = mkstemp(name);
        EXPECT_EQ(write(fd, image_.bytes(), image_.size()), static_cast<ssize_t>(image_.size()));
        close(fd);
        return name;
    }

    DiskImage image_;
    RamDisk disk_ = image_.disk();
    Owned<Ext2> files_;
};

// Writes, reads and cuts a file as the kernel does, and keeps what should be in it.
class Twin {
  public:
    Twin(Ext2& files, Ref<Inode> inode) : files_(files), inode_(std::move(inode)) {}

    Result<usize> write(u64 offset, const std::string& bytes) {
        const Alone alone(files_.lock());
        const Result<usize> written = inode_->write(offset, bytes.data(), bytes.size());
        if (written) {
            if (offset + written.value() > bytes_.size()) bytes_.resize(offset + written.value());
            std::copy_n(bytes.begin(), written.value(), bytes_.begin() + static_cast<i64>(offset));
        }
        return written;
    }
    void resize(u64 size) {
        const Alone alone(files_.lock());
        ASSERT_TRUE(inode_->resize(size));
        bytes_.resize(size);
    }
    void expect_same() {
        const Shared shared(files_.lock());
        ASSERT_EQ(inode_->size(), bytes_.size());
        std::vector<u8> found(bytes_.size());
        ASSERT_EQ(inode_->read(0, found.data(), found.size()).value(), found.size());
        ASSERT_TRUE(found == bytes_);
    }
    const std::vector<u8>& bytes() const { return bytes_; }
    Inode& inode() { return *inode_; }

  private:
    Ext2& files_;
    Ref<Inode> inode_;
    std::vector<u8> bytes_;
};

std::string text_of(usize size, unsigned seed) {
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
}

class Ext2Write : public testing::TestWithParam<Shape> {
  protected:
    WrittenDisk disk_{GetParam()};
    u64 block() const { return static_cast<u64>(GetParam().block_size); }
};

INSTANTIATE_TEST_SUITE_P(Shapes, Ext2Write,
                         testing::Values(Shape{1024, "", "6m"}, Shape{2048, "", "6m"}, Shape{4096, "", "6m"},
                                         Shape{1024, "-r 0", "6m"}, Shape{1024, "-g 512 -N 512", "6m"},
                                         Shape{4096, "-O ^sparse_super,^resize_inode -I 128", "6m"}));

TEST_P(Ext2Write, BytesThatWereWrittenAreThere) {
    Twin twin(disk_.files(), disk_.file(0));
    EXPECT_EQ(twin.write(0, "hello").value(), 5u);
    EXPECT_EQ(twin.write(5, ", stile\n").value(), 8u);
    EXPECT_EQ(twin.write(3, "p!").value(), 2u);
    EXPECT_EQ(twin.write(0, "").value(), 0u);
    EXPECT_EQ(twin.write(block() * 20 + 7, text_of(block() * 3, 1)).value(), block() * 3); // a hole before
    EXPECT_EQ(twin.write(block() * 11, text_of(block() * 4 + 1, 2)).value(), block() * 4 + 1);
    twin.expect_same();
    disk_.unmount();
    disk_.check();
    EXPECT_TRUE(disk_.dump("f0") == twin.bytes());
}

TEST_P(Ext2Write, RandomWritesAndLengths) {
    std::vector<Twin> twins;
    for (int i = 0; i < kFiles; i++) twins.emplace_back(disk_.files(), disk_.file(i));
    const u64 before = disk_.free_blocks();
    std::mt19937 random(7);
    for (int step = 0; step < 600; step++) {
        Twin& twin = twins[random() % kFiles];
        const u64 reach = block() * (random() % 4 == 0 ? 600 : 30);
        if (random() % 4 == 0)
            twin.resize(random() % reach);
        else
            (void)twin.write(random() % reach, text_of(1 + random() % 20'000, random()));
        if (step % 100 == 99) {
            const Alone alone(disk_.files().lock());
            ASSERT_TRUE(disk_.files().write_back());
        }
    }
    for (Twin& twin : twins) twin.expect_same();
    {
        const Alone alone(disk_.files().lock());
        ASSERT_TRUE(disk_.files().write_back());
    }
    disk_.check();
    for (int i = 0; i < kFiles; i++)
        if (i % 3 == 0) EXPECT_TRUE(disk_.dump("f" + std::to_string(i)) == twins[i].bytes());
    for (Twin& twin : twins) twin.resize(0);
    EXPECT_EQ(disk_.free_blocks(), before);
    twins.clear();
    disk_.unmount();
    disk_.check();
    EXPECT_EQ(disk_.superblock().free_blocks_count, before);
}

TEST_P(Ext2Write, AFileThatIsWrittenInOneGoLiesInOnePiece) {
    Twin twin(disk_.files(), disk_.file(0));
    for (u64 i = 0; i < 200; i++) ASSERT_TRUE(twin.write(i * block(), text_of(block(), 3)));
    const Shared shared(disk_.files().lock());
    u64 jumps = 0;
    for (u64 i = 1; i < 200; i++)
        jumps += twin.inode().block(i).value().number() != twin.inode().block(i - 1).value().number() + 1;
    EXPECT_LE(jumps, 4u); // blocks of numbers, and the blocks of another group's own
}

TEST_P(Ext2Write, HolesTakeNoRoom) {
    Ref<Inode> file = disk_.file(1);
    const u64 before = disk_.free_blocks();
    Twin twin(disk_.files(), file);
    twin.resize(5'000'000);
    EXPECT_EQ(disk_.free_blocks(), before);
    EXPECT_EQ(file->stat().st_blocks, 0);
    ASSERT_TRUE(twin.write(4'000'000, "x"));
    EXPECT_LE(before - disk_.free_blocks(), 3u);
    EXPECT_EQ(file->stat().st_blocks * 512, static_cast<i64>((before - disk_.free_blocks()) * block()));
    twin.expect_same();
    disk_.unmount();
    disk_.check();
}

TEST_P(Ext2Write, WhatWasCutOffIsZerosWhenTheFileGrows) {
    Twin twin(disk_.files(), disk_.file(1));
    ASSERT_TRUE(twin.write(0, text_of(block() * 3, 5)));
    twin.resize(block() + 10);
    twin.resize(block() * 2 + 5);
    twin.expect_same();
    twin.resize(7);
    ASSERT_TRUE(twin.write(100, "behind a gap"));
    twin.expect_same();
}

TEST_P(Ext2Write, ThirdLevelAndTheLimit) {
    const u64 numbers = block() / 4;
    const u64 third = 12 + numbers + numbers * numbers; // the first block below three levels of numbers
    const bool small = std::string(GetParam().more).find("-r 0") != std::string::npos;
    const u64 limit = small ? 0x7fff'ffff : (third + numbers * numbers * numbers) * block();
    Ref<Inode> file = disk_.file(2);
    const u64 before = disk_.free_blocks();
    {
        const Alone alone(disk_.files().lock());
        char byte = 'x';
        for (const u64 place :
             {u64{3}, third * block(), third * block() + 5, (third + numbers * 3 + 1) * block(), limit - 1}) {
            if (place >= limit) continue;
            ASSERT_EQ(file->write(place, "x", 1).value(), 1u) << place;
            ASSERT_EQ(file->read(place, &byte, 1).value(), 1u);
            EXPECT_EQ(byte, 'x');
        }
        EXPECT_EQ(file->write(limit, "x", 1).error(), Errno::fbig);
        EXPECT_EQ(file->write(~u64{0}, "x", 1).error(), Errno::fbig);
        EXPECT_EQ(file->write(limit - 1, "xy", 2).value(), 1u);
        EXPECT_EQ(file->resize(limit + 1).error(), Errno::fbig);
        ASSERT_TRUE(file->resize(limit));
        ASSERT_TRUE(disk_.files().write_back());
    }
    disk_.check();
    {
        const Alone alone(disk_.files().lock());
        ASSERT_TRUE(file->resize(std::min(limit - 1, third * block() + 6)));
        ASSERT_TRUE(disk_.files().write_back());
    }
    disk_.check();
    {
        const Alone alone(disk_.files().lock());
        ASSERT_TRUE(file->resize(0));
    }
    EXPECT_EQ(disk_.free_blocks(), before);
    file = {};
    disk_.unmount();
    disk_.check();
}

TEST_P(Ext2Write, AFullDiskTakesWhatFits) {
    Ref<Inode> file = disk_.file(3), other = disk_.file(4), folder = disk_.at("directory");
    const u64 before = disk_.free_blocks();
    const std::string piece = text_of(block() * 7 + 100, 9);
    u64 size = 0;
    while (true) {
        const Alone alone(disk_.files().lock());
        const Result<usize> written = file->write(size, piece.data(), piece.size());
        if (!written) {
            EXPECT_EQ(written.error(), Errno::nospc);
            break;
        }
        size += written.value();
        ASSERT_EQ(file->size(), size);
    }
    EXPECT_EQ(disk_.free_blocks(), 0u);
    EXPECT_EQ(size % block(), 0u); // to the last block
    {
        const Alone alone(disk_.files().lock());
        EXPECT_EQ(other->write(0, "x", 1).error(), Errno::nospc);
        EXPECT_EQ(other->size(), 0u);
        EXPECT_EQ(folder->append_block().error(), Errno::nospc);
        ASSERT_TRUE(disk_.files().write_back());
    }
    disk_.check();
    { // what was freed can be used at once, though it has to be written back first
        const Alone alone(disk_.files().lock());
        ASSERT_TRUE(file->resize(block() * 3 + 5));
        EXPECT_EQ(other->write(0, piece.data(), piece.size()).value(), piece.size());
        ASSERT_TRUE(file->resize(0));
        ASSERT_TRUE(other->resize(0));
    }
    EXPECT_EQ(disk_.free_blocks(), before);
    file = {};
    disk_.unmount();
    disk_.check();
}

TEST_P(Ext2Write, FilesComeAndGoWithoutAName) {
    const u64 blocks = disk_.free_blocks(), inodes = disk_.free_inodes();
    {
        Ref<Inode> first, second, third;
        {
            const Alone alone(disk_.files().lock());
            first = disk_.files().new_inode(*disk_.files().root(), S_IFREG | 0644).value();
            second = disk_.files().new_inode(*disk_.files().root(), S_IFDIR | 0755).value();
            third = disk_.files().new_inode(*disk_.files().root(), S_IFLNK | 0777).value();
            const std::string text = text_of(block() * 300, 4);
            EXPECT_EQ(first->write(0, text.data(), text.size()).value(), text.size());
            ASSERT_TRUE(second->append_block());
            ASSERT_TRUE(third->set_target("somewhere", 9));
            EXPECT_EQ(first->links(), 0u);
            EXPECT_EQ(disk_.files().inode(first->number()).value().get(), first.get());
        }
        EXPECT_LT(disk_.free_blocks(), blocks - 300);
        EXPECT_EQ(disk_.free_inodes(), inodes - 3);
    }
    EXPECT_EQ(disk_.free_inodes(), inodes);
    EXPECT_EQ(disk_.free_blocks(), blocks);
    disk_.unmount();
    disk_.check();
}

TEST_P(Ext2Write, NoMoreInodes) {
    std::vector<Ref<Inode>> inodes;
    const Alone alone(disk_.files().lock());
    const u64 there = disk_.files().info().f_ffree;
    while (true) {
        Result<Ref<Inode>> inode = disk_.files().new_inode(*disk_.files().root(), S_IFREG | 0644);
        if (!inode) {
            EXPECT_EQ(inode.error(), Errno::nospc);
            break;
        }
        inodes.push_back(std::move(inode).value());
    }
    EXPECT_EQ(inodes.size(), there);
    inodes.clear();
    EXPECT_EQ(disk_.files().info().f_ffree, there);
}

TEST_P(Ext2Write, TimesAndModes) {
    Ref<Inode> file = disk_.file(5);
    const Alone alone(disk_.files().lock());
    fakes::time_of_day = 2'100'000'000;
    ASSERT_TRUE(file->write(0, "x", 1));
    EXPECT_EQ(file->stat().st_mtime, 2'100'000'000);
    EXPECT_EQ(file->stat().st_ctime, 2'100'000'000);
    fakes::time_of_day = 2'100'000'005;
    ASSERT_TRUE(file->set_permissions(0600));
    EXPECT_EQ(file->stat().st_mode, S_IFREG | 0600u);
    EXPECT_EQ(file->stat().st_mtime, 2'100'000'000);
    EXPECT_EQ(file->stat().st_ctime, 2'100'000'005);
    ASSERT_TRUE(file->set_times(11, 22));
    EXPECT_EQ(file->stat().st_atime, 11);
    EXPECT_EQ(file->stat().st_mtime, 22);
    fakes::time_of_day = 5; // a clock that is wrong does not go back behind what is on the disk
    ASSERT_TRUE(file->touch());
    EXPECT_GT(file->stat().st_mtime, 1'600'000'000);
    fakes::time_of_day = static_cast<u32>(time(nullptr));
}

// What a program does to some files while the disk fails now and then.
void work_on(WrittenDisk& disk, unsigned seed) {
    constexpr usize kReach = 40'000;
    std::mt19937 random(seed);
    for (int step = 0; step < 12; step++) {
        const std::string text = text_of(random() % kReach, seed);
        const u64 place = random() % kReach;
        const Result<Ref<Inode>> file =
            lookup(disk.files().root(), ("f" + std::to_string(step % 3)).c_str(), AT_DEFAULT);
        const Alone alone(disk.files().lock());
        if (file && step % 4 == 3) (void)file.value()->resize(place);
        if (file && step % 4 != 3) (void)file.value()->write(place, text.data(), text.size());
        if (step % 5 == 4) (void)disk.files().new_inode(*disk.files().root(), S_IFREG);
        if (step % 6 == 5) (void)disk.files().write_back();
    }
}

// Blocks may be lost to both file system and files, which the log tells then, but nothing else is wrong.
TEST(Ext2Failures, EachRequestToTheDiskMayFail) {
    for (const bool again : {false, true})
        for (u64 number = 2; number < 100; number += 1 + number / 20) {
            WrittenDisk disk({1024, "", "1m"});
            failures::device.arm(number, again);
            work_on(disk, static_cast<unsigned>(number));
            failures::device.arm(0, false);
            disk.unmount();
            const bool lost = fakes::kernel_log.find("stays marked as used") != std::string::npos;
            const std::string answer = disk.check(lost ? 4 : 0);
            ASSERT_FALSE(testing::Test::HasFailure()) << number << (again ? " again" : "") << "\n"
                                                      << answer << fakes::kernel_log;
        }
}

} // namespace
