// tests/host/file_test.cpp: opening files, reading them by way of a shared offset, and the descriptor table.
#include "ext2_image.h"
#include "file/descriptors.h"
#include "file/device_file.h"
#include "file/inode_file.h"
#include "file/named_pipe.h"
#include "file/open.h"
#include "fs/changes.h"
#include "kernel_services.h"
#include "memory/heap.h"
#include <filesystem>

namespace {

// In place of the kernel's devices: a file that only knows which node it was made for.
class FakeDevice final : public File {
  public:
    FakeDevice(Ref<Inode> inode, u32 flags) : File(flags), inode_(std::move(inode)) {}
    Result<Stat> stat() override { return inode_->stat(); }

  private:
    Ref<Inode> inode_;
};

const std::string kText = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr usize kLargeSize = 300'000;
constexpr int kEntries = 150;

std::vector<u8> make_image() {
    namespace host = std::filesystem;
    char name[] = "/tmp/file_test.XXXXXX";
    const host::path folder = mkdtemp(name), root = folder / "root", image = folder / "image";
    host::create_directories(root / "many");
    std::ofstream(root / "text") << kText;
    std::ofstream large(root / "large");
    for (usize i = 0; i < kLargeSize; i++) large << static_cast<char>(i * 31 + i / 255);
    large.close();
    for (int i = 0; i < kEntries; i++)
        std::ofstream(root / "many" / (std::string(i, 'n') + std::to_string(i)));
    std::ofstream(root / "locked") << "x";
    host::create_symlink("text", root / "link");
    host::create_symlink("nowhere", root / "dangling");
    const std::string command = "PATH=$PATH:/usr/sbin:/sbin; mke2fs -q -t ext2 -b 1024 -N 256 -d " +
                                root.string() + " " + image.string() + " 1m >/dev/null && debugfs -w -f - " +
                                image.string() +
                                " >/dev/null 2>&1 <<END\n"
                                "mknod null c 1 3\n"
                                "mknod disk b 8 1\n"
                                "set_inode_field locked mode 0100000\n"
                                "END\n";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(image, std::ios::binary);
    std::vector<u8> bytes(std::istreambuf_iterator<char>(file), {});
    host::remove_all(folder);
    return bytes;
}

class FileTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { image_ = std::make_unique<DiskImage>(make_image()); }
    static void TearDownTestSuite() { image_.reset(); }
    void SetUp() override { file_system_ = Ext2::mount(disk_).value(); }
    void TearDown() override { EXPECT_EQ(File::open_count(), 0u); }

    Result<Ref<File>> open(const char* path, u32 flags) {
        return open_file(file_system_->root(), path, flags, 0640);
    }
    Errno open_error(const char* path, u32 flags) { return open(path, flags).error(); }
    Result<usize> read(File& file, usize count, usize offset = 0) {
        UserSink sink(space_, reinterpret_cast<u64>(memory_.data()) + offset, count);
        return file.read(sink);
    }
    std::string read_text(File& file, usize count) {
        const Result<usize> length = read(file, count);
        return length ? std::string(memory_.begin(), memory_.begin() + length.value()) : "error";
    }

    static std::unique_ptr<DiskImage> image_;
    RamDisk disk_ = image_->disk();
    Owned<Ext2> file_system_;
    std::vector<u8> memory_ = std::vector<u8>(400'000);
    AddressSpace space_{memory_};
};
std::unique_ptr<DiskImage> FileTest::image_;

// --- opening ---

TEST_F(FileTest, OpensForReading) {
    for (const char* path : {"text", "/text", "link", "many/../text"}) {
        Ref<File> file = open(path, O_RDONLY).value();
        EXPECT_TRUE(file->readable() && !file->writable());
        EXPECT_EQ(read_text(*file, 5), "01234");
    }
    EXPECT_TRUE(open("many", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_TRUE(open("text", O_CREAT));
    EXPECT_TRUE(open("text", O_RDONLY | O_APPEND));
}

TEST_F(FileTest, MakesWhatIsNotThere) {
    for (const u32 flags : {O_WRONLY + 0u, O_RDWR + 0u, O_WRONLY | O_CREAT | O_TRUNC | 0u, O_TRUNC | 0u})
        EXPECT_EQ(open_error("many", flags), Errno::isdir);
    for (const char* path : {"new", "many/new", "dangling"}) {
        EXPECT_EQ(open_error(path, O_WRONLY), Errno::noent);
        EXPECT_TRUE(open(path, O_CREAT | O_EXCL * (path[0] != 'd') | O_WRONLY)) << path;
        EXPECT_EQ(open(path, O_CREAT | O_RDWR).value()->stat().value().st_mode, S_IFREG | 0640u) << path;
    }
    EXPECT_EQ(open_error("missing/new", O_CREAT | O_WRONLY), Errno::noent);
    EXPECT_EQ(open_error("text/new", O_CREAT | O_WRONLY), Errno::notdir);
    for (const char* path : {"new", "many/new", "nowhere"})
        EXPECT_TRUE(remove_file(file_system_->root(), path)) << path;
}

TEST_F(FileTest, MakesEmptyWhatIsThere) {
    Ref<File> file = open("to_empty", O_CREAT | O_RDWR).value();
    std::memcpy(memory_.data(), "abc", 3);
    UserSource source(space_, reinterpret_cast<u64>(memory_.data()), 3);
    EXPECT_EQ(file->write(source).value(), 3u);
    EXPECT_TRUE(open("to_empty", O_RDONLY | O_TRUNC));
    EXPECT_EQ(file->stat().value().st_size, 0);
    EXPECT_TRUE(remove_file(file_system_->root(), "to_empty"));
}

TEST_F(FileTest, ExclusiveCreationWantsNothingThere) {
    for (const char* path : {"text", "many", "link", "dangling", "/"})
        EXPECT_EQ(open_error(path, O_CREAT | O_EXCL | O_WRONLY), Errno::exist) << path;
}

TEST_F(FileTest, ADirectoryIsAskedFor) {
    EXPECT_EQ(open_error("text", O_DIRECTORY), Errno::notdir);
    EXPECT_EQ(open_error("null", O_DIRECTORY), Errno::notdir);
    EXPECT_EQ(open_error("many", O_CREAT), Errno::isdir);
}

TEST_F(FileTest, BadFlagsAreRefused) {
    for (const u32 flags : {O_ACCMODE + 0u, O_PATH | O_TRUNC | 0u, 8u, 1u << 31, O_CREAT | O_DIRECTORY | 0u})
        EXPECT_EQ(open_error("text", flags), Errno::inval) << flags;
}

TEST_F(FileTest, TheOwnersPermissionCounts) {
    EXPECT_EQ(open_error("locked", O_RDONLY), Errno::acces);
    EXPECT_EQ(open_error("locked", O_WRONLY), Errno::acces);
}

TEST_F(FileTest, DevicesMayBeWritten) {
    Ref<File> file = open("null", O_RDWR | O_CREAT | O_TRUNC).value();
    EXPECT_EQ(file->stat().value().st_rdev, 1u << 8 | 3);
    EXPECT_TRUE(file->readable() && file->writable());
    EXPECT_EQ(open_error("disk", O_RDONLY), Errno::nxio);
}

TEST_F(FileTest, NoMemoryIsAnErrorAndNothingMore) {
    const usize before = fakes::pages_in_use(); // the file system's own
    bool opened = false;
    for (usize limit = 0; !opened && limit < 20; limit++) {
        fakes::limit_memory(limit);
        const Result<Ref<File>> file = open("many/../link", O_RDONLY);
        opened = static_cast<bool>(file);
        EXPECT_TRUE(opened || file.error() == Errno::nomem);
    }
    fakes::limit_memory(fakes::kNoLimit);
    EXPECT_TRUE(opened);
    EXPECT_EQ(fakes::pages_in_use(), before);
}

// --- reading ---

TEST_F(FileTest, TheOffsetGoesAlong) {
    Ref<File> file = open("text", O_RDONLY).value();
    EXPECT_EQ(read_text(*file, 10), "0123456789");
    EXPECT_EQ(read_text(*file, 0), "");
    EXPECT_EQ(read_text(*file, 3), "abc");
    EXPECT_EQ(read_text(*file, 1000), kText.substr(13));
    EXPECT_EQ(read_text(*file, 1000), "");
}

TEST_F(FileTest, SeeksAnywhereButBeforeTheBeginning) {
    Ref<File> file = open("text", O_RDONLY).value();
    const i64 size = static_cast<i64>(kText.size());
    EXPECT_EQ(file->seek(5, SEEK_SET).value(), 5);
    EXPECT_EQ(file->seek(5, SEEK_CUR).value(), 10);
    EXPECT_EQ(read_text(*file, 2), "ab");
    EXPECT_EQ(file->seek(-4, SEEK_CUR).value(), 8);
    EXPECT_EQ(file->seek(-1, SEEK_END).value(), size - 1);
    EXPECT_EQ(read_text(*file, 2), "z");
    EXPECT_EQ(file->seek(-1, SEEK_SET).error(), Errno::inval);
    EXPECT_EQ(file->seek(-size - 1, SEEK_END).error(), Errno::inval);
    EXPECT_EQ(file->seek(0, static_cast<Whence>(3)).error(), Errno::inval);
    EXPECT_EQ(file->seek(0, SEEK_CUR).value(), size); // the failures moved nothing
    EXPECT_EQ(file->seek(100, SEEK_END).value(), size + 100);
    EXPECT_EQ(read_text(*file, 2), "");
    constexpr i64 kMax = std::numeric_limits<i64>::max();
    EXPECT_EQ(file->seek(kMax, SEEK_SET).value(), kMax);
    EXPECT_EQ(read_text(*file, 2), "");
    EXPECT_EQ(file->seek(1, SEEK_CUR).error(), Errno::overflow);
    EXPECT_EQ(file->seek(kMax, SEEK_END).error(), Errno::overflow);
    EXPECT_EQ(file->seek(std::numeric_limits<i64>::min(), SEEK_CUR).error(), Errno::inval);
    EXPECT_EQ(file->seek(0, SEEK_SET).value(), 0);
    EXPECT_EQ(read_text(*file, 2), "01");
}

TEST_F(FileTest, ABadAddressDoesNotMoveTheOffset) {
    Ref<File> file = open("large", O_RDONLY).value();
    EXPECT_EQ(read(*file, 10, memory_.size()).error(), Errno::fault);
    EXPECT_EQ(file->seek(0, SEEK_CUR).value(), 0);
    const usize moved = read(*file, 10'000, memory_.size() - 5000).value(); // in whole blocks
    EXPECT_EQ(moved, 4096u);
    EXPECT_EQ(file->seek(0, SEEK_CUR).value(), 4096);
}

TEST_F(FileTest, TwoReadersGetDifferentBytes) {
    Ref<File> file = open("large", O_RDONLY).value();
    std::vector<u8> seen[2];
    std::vector<std::thread> threads;
    for (std::vector<u8>& mine : seen)
        threads.emplace_back([&] {
            std::vector<u8> buffer(500);
            AddressSpace space(buffer);
            while (true) {
                UserSink sink(space, reinterpret_cast<u64>(buffer.data()), 1 + mine.size() % 499);
                const usize count = file->read(sink).value();
                if (count == 0) break;
                mine.insert(mine.end(), buffer.begin(), buffer.begin() + static_cast<long>(count));
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(seen[0].size() + seen[1].size(), kLargeSize);
    std::array<int, 256> counts{};
    for (const auto& mine : seen)
        for (const u8 byte : mine) counts[byte]++;
    for (usize i = 0; i < kLargeSize; i++) counts[static_cast<u8>(i * 31 + i / 255)]--;
    EXPECT_EQ(counts, (std::array<int, 256>{}));
}

TEST_F(FileTest, FilesAndDirectoriesAreReadDifferently) {
    Ref<File> file = open("text", O_RDONLY).value();
    Ref<File> directory = open("many", O_RDONLY).value();
    UserSink sink(space_, reinterpret_cast<u64>(memory_.data()), 1000);
    EXPECT_EQ(directory->read(sink).error(), Errno::isdir);
    EXPECT_EQ(file->read_directory(sink).error(), Errno::notdir);
    EXPECT_EQ(file->inode().value()->kind(), S_IFREG + 0u);
    EXPECT_TRUE(directory->inode().value()->is_directory());
    EXPECT_FALSE(file->is_terminal());
}

// The names in so many bytes of records, which must be well formed.
std::vector<std::string> names_in(const u8* records, usize length) {
    std::vector<std::string> names;
    for (usize at = 0; at < length;) {
        const auto& entry = *reinterpret_cast<const DirectoryEntry*>(records + at);
        EXPECT_EQ(entry.d_reclen % 8, 0);
        EXPECT_LE(at + entry.d_reclen, length);
        const usize room = entry.d_reclen - offsetof(DirectoryEntry, d_name);
        EXPECT_LT(strnlen(entry.d_name, room), room);
        EXPECT_GT(entry.d_ino, 0u);
        EXPECT_EQ(entry.d_type, entry.d_name[0] == '.' ? DT_DIR : DT_REG);
        names.push_back(entry.d_name);
        at += entry.d_reclen;
    }
    return names;
}

TEST_F(FileTest, ListsADirectoryInPiecesOfAnySize) {
    for (const usize size : {280u, 300u, 1000u, 5000u, 100'000u}) {
        Ref<File> directory = open("many", O_RDONLY).value();
        std::set<std::string> all;
        while (true) {
            UserSink sink(space_, reinterpret_cast<u64>(memory_.data()), size);
            const usize length = directory->read_directory(sink).value();
            ASSERT_LE(length, size);
            if (length == 0) break;
            for (const std::string& name : names_in(memory_.data(), length))
                EXPECT_TRUE(all.insert(name).second);
        }
        EXPECT_EQ(all.size(), kEntries + 2u);
        for (int i = 0; i < kEntries; i++) EXPECT_TRUE(all.contains(std::string(i, 'n') + std::to_string(i)));
    }
}

TEST_F(FileTest, ARecordThatDoesNotFitIsRefusedAndStays) {
    Ref<File> directory = open("many", O_RDONLY).value();
    UserSink none(space_, reinterpret_cast<u64>(memory_.data()), 8);
    EXPECT_EQ(directory->read_directory(none).error(), Errno::inval);
    UserSink bad(space_, 8, 1000);
    EXPECT_EQ(directory->read_directory(bad).error(), Errno::fault);
    UserSink first(space_, reinterpret_cast<u64>(memory_.data()), 24);
    EXPECT_EQ(names_in(memory_.data(), directory->read_directory(first).value()),
              std::vector<std::string>{"."});
    UserSink again(space_, reinterpret_cast<u64>(memory_.data()), 24);
    EXPECT_EQ(directory->seek(0, SEEK_SET).value(), 0);
    EXPECT_EQ(names_in(memory_.data(), directory->read_directory(again).value()),
              std::vector<std::string>{"."});
}

// --- descriptors ---

class DescriptorsTest : public FileTest {
  protected:
    Fd install(bool close_on_exec = false) {
        return descriptors_->install(open("text", O_RDONLY).value(), close_on_exec).value();
    }
    Errno error_of(int fd) { return descriptors_->file(Fd::unchecked(fd)).error(); }

    std::unique_ptr<Descriptors> descriptors_ = std::make_unique<Descriptors>();
};

TEST_F(DescriptorsTest, TheLowestFreeOneIsTaken) {
    for (int i = 0; i < 5; i++) EXPECT_EQ(install().number(), i);
    EXPECT_TRUE(descriptors_->close(Fd::unchecked(1)));
    EXPECT_TRUE(descriptors_->close(Fd::unchecked(3)));
    EXPECT_EQ(install().number(), 1);
    EXPECT_EQ(install().number(), 3);
    EXPECT_EQ(install().number(), 5);
    descriptors_.reset();
}

TEST_F(DescriptorsTest, ForgedNumbersAreRefused) {
    install();
    for (const int fd : {-1, 1, 63, 64, 1000, 1024, +AT_FDCWD, std::numeric_limits<int>::min(),
                         std::numeric_limits<int>::max()}) {
        EXPECT_EQ(error_of(fd), Errno::badf) << fd;
        EXPECT_EQ(descriptors_->close(Fd::unchecked(fd)).error(), Errno::badf);
    }
    const Fd beyond = Fd::unchecked(OPEN_FILES_MAX);
    EXPECT_EQ(descriptors_->replace(beyond, open("text", 0).value(), false).error(), Errno::badf);
    EXPECT_EQ(descriptors_->replace(Fd::unchecked(-1), open("text", 0).value(), false).error(), Errno::badf);
    descriptors_.reset();
}

TEST_F(DescriptorsTest, AFileInUseOutlivesItsDescriptorIfThereAreOtherThreads) {
    const Fd fd = install();
    descriptors_->set_several_users(true);
    {
        const FileInUse file(*descriptors_, fd);
        EXPECT_TRUE(file && file->references() == 2);
        EXPECT_TRUE(descriptors_->close(fd));
        EXPECT_EQ(file->references(), 1u);
        EXPECT_FALSE(FileInUse(*descriptors_, fd));
    }
    EXPECT_EQ(File::open_count(), 0u);
}

TEST_F(DescriptorsTest, TheOnlyThreadUsesAFileWithoutOwningIt) {
    const Fd fd = install();
    const FileInUse file(*descriptors_, fd);
    EXPECT_TRUE(file && file->references() == 1);
    for (const int none : {-1, 1, 63, 64, OPEN_FILES_MAX - 1, +OPEN_FILES_MAX,
                           std::numeric_limits<int>::min(), std::numeric_limits<int>::max()})
        EXPECT_FALSE(FileInUse(*descriptors_, Fd::unchecked(none))) << none;
    descriptors_.reset();
}

TEST_F(DescriptorsTest, ThereAreSoManyAndNoMore) {
    for (int i = 0; i < OPEN_FILES_MAX; i++) install();
    EXPECT_EQ(descriptors_->install(open("text", 0).value(), false).error(), Errno::mfile);
    EXPECT_EQ(File::open_count(), OPEN_FILES_MAX + 0u);
    descriptors_->close_all();
    EXPECT_EQ(File::open_count(), 0u);
}

TEST_F(DescriptorsTest, ReplacingClosesWhatWasThere) {
    const Fd fd = install(true);
    Ref<File> other = open("large", O_RDONLY).value();
    EXPECT_TRUE(descriptors_->replace(fd, other, false));
    EXPECT_EQ(File::open_count(), 1u);
    EXPECT_EQ(descriptors_->file(fd).value().get(), other.get());
    descriptors_->close_on_exec(); // the flag went with the file
    EXPECT_TRUE(descriptors_->file(fd));
    EXPECT_TRUE(descriptors_->replace(Fd::unchecked(63), other, false));
    EXPECT_TRUE(descriptors_->replace(Fd::unchecked(OPEN_FILES_MAX - 1), other, false));
    EXPECT_FALSE(descriptors_->replace(Fd::unchecked(OPEN_FILES_MAX), other, false));
    EXPECT_EQ(other->references(), 4u);
    descriptors_.reset();
}

TEST_F(DescriptorsTest, ACopySharesFilesAndOffsets) {
    install();
    const Fd second = install(true);
    auto child = std::make_unique<Descriptors>();
    child->copy_from(*descriptors_);
    EXPECT_EQ(File::open_count(), 2u);
    EXPECT_EQ(read_text(*descriptors_->file(second).value(), 4), "0123");
    EXPECT_EQ(read_text(*child->file(second).value(), 4), "4567");
    child->close_on_exec();
    EXPECT_EQ(child->file(second).error(), Errno::badf);
    EXPECT_TRUE(child->file(Fd::unchecked(0)));
    EXPECT_TRUE(descriptors_->file(second));
    child.reset();
    descriptors_.reset();
    EXPECT_EQ(File::open_count(), 0u);
}

} // namespace

Result<Ref<File>> open_device(Ref<Inode> inode, u32 flags) {
    return Ref<File>(TRY(make_ref<FakeDevice>(std::move(inode), flags)));
}

Result<Ref<File>> open_named_pipe(const Ref<Inode>&, u32) { return Errno::nxio; }
