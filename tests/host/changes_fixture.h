// tests/host/changes_fixture.h: a small disk made by mke2fs, what can be done to its names, and the judgement of its tools.
#pragma once

#include "ext2_sample.h"
#include "fs/changes.h"

namespace host = std::filesystem;

inline std::vector<u8> empty_disk(int block_size, const std::string& options) {
    char name[] = "/tmp/changes_test.XXXXXX";
    const host::path folder = mkdtemp(name), image = folder / "image";
    sample::run("mke2fs -q -t ext2 -b " + std::to_string(block_size) + " " + options + " " + image.string() +
                " 2m >/dev/null");
    std::vector<u8> bytes = sample::read_whole(image);
    host::remove_all(folder);
    return bytes;
}

// What the host's tools say of a disk.
class Judge {
  public:
    explicit Judge(std::span<const u8> disk) {
        char name[] = "/tmp/changes_test.XXXXXX";
        folder_ = mkdtemp(name);
        std::ofstream(folder_ / "image", std::ios::binary)
            .write(reinterpret_cast<const char*>(disk.data()), static_cast<long>(disk.size())); // bytes
    }
    ~Judge() { host::remove_all(folder_); }

    testing::AssertionResult finds_it_clean() const {
        if (runs("e2fsck -fn")) return testing::AssertionSuccess();
        return testing::AssertionFailure() << said();
    }
    std::string answers(const std::string& request) const {
        runs("debugfs -R '" + request + "'");
        return said();
    }

  private:
    bool runs(const std::string& tool) const {
        const std::string command = "PATH=$PATH:/usr/sbin:/sbin; " + tool + " " +
                                    (folder_ / "image").string() + " >" + (folder_ / "said").string() +
                                    " 2>&1";
        return std::system(command.c_str()) == 0;
    }
    std::string said() const {
        const std::vector<u8> bytes = sample::read_whole(folder_ / "said");
        return std::string(bytes.begin(), bytes.end());
    }

    host::path folder_;
};

// The size of blocks, and whether records tell the kind of files.
class ChangesTest : public testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        fakes::kernel_log.clear();
        Result<Owned<Ext2>> mounted = Ext2::mount(disk_);
        ASSERT_TRUE(mounted) << fakes::kernel_log;
        file_system_ = std::move(mounted).value();
    }
    void TearDown() override {
        if (file_system_) expect_clean();
        EXPECT_EQ(fakes::pages_in_use(), 0u);
    }

    // Ends the file system; e2fsck has nothing to say.
    void expect_clean() {
        unmount();
        EXPECT_TRUE(Judge({image_.bytes(), image_.size()}).finds_it_clean());
        EXPECT_EQ(fakes::kernel_log, "");
    }
    void unmount() {
        {
            const Alone alone(file_system_->lock());
            ASSERT_TRUE(file_system_->unmount());
        }
        file_system_ = {};
    }

    Ref<Inode> root() { return file_system_->root(); }
    Result<Ref<Inode>> find(const std::string& path) {
        return lookup(root(), path.c_str(), AT_SYMLINK_NOFOLLOW);
    }
    Stat stat(const std::string& path) {
        Result<Ref<Inode>> file = find(path);
        if (!file) return {};
        const Shared shared(file_system_->lock());
        return file.value()->stat();
    }
    bool exists(const std::string& path) { return static_cast<bool>(find(path)); }
    u64 inode_of(const std::string& path) { return stat(path).st_ino; }
    u32 links_of(const std::string& path) { return stat(path).st_nlink; }

    Errno create(const std::string& path, bool only_new = true) {
        return create_file(root(), path.c_str(), 0644, only_new).error();
    }
    Errno mkdir(const std::string& path) { return make_directory(root(), path.c_str(), 0755).error(); }
    Errno symlink(const std::string& target, const std::string& path) {
        return make_symbolic_link(target.c_str(), root(), path.c_str()).error();
    }
    Errno link(const std::string& from, const std::string& to, AtFlags flags = AT_DEFAULT) {
        return link_file(root(), from.c_str(), root(), to.c_str(), flags).error();
    }
    Errno unlink(const std::string& path) { return remove_file(root(), path.c_str()).error(); }
    Errno rmdir(const std::string& path) { return remove_directory(root(), path.c_str()).error(); }
    Errno rename(const std::string& from, const std::string& to) {
        return rename_file(root(), from.c_str(), root(), to.c_str()).error();
    }
    FileSystemInfo info() {
        const Alone alone(file_system_->lock());
        return file_system_->info();
    }
    std::set<std::string> names_in(const std::string& path) {
        std::set<std::string> names;
        Result<Ref<Inode>> directory = lookup(root(), path.c_str(), AT_DEFAULT);
        const Shared shared(file_system_->lock());
        DirectoryCursor cursor(*directory.value(), 0);
        for (Result<bool> more = cursor.next(); more && more.value(); more = cursor.next()) {
            const std::string name(cursor.name().begin(), cursor.name().end());
            EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
        }
        return names;
    }

    DiskImage image_{empty_disk(GetParam(), "-N 512")};
    RamDisk disk_ = image_.disk();
    Owned<Ext2> file_system_;
};
