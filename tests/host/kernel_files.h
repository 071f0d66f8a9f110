// tests/host/kernel_files.h: the kernel's file system, as the random script (user/tests/files_random/) asks for one.
#pragma once

#include "../../user/tests/files_random/script.h"
#include "file/inode_file.h"
#include "file/open.h"
#include "fs/changes.h"
#include "fs/ext2.h"
#include "kernel_services.h"

class KernelFiles : public script::Files {
  public:
    void mount(BlockDevice& disk) {
        fakes::time_of_day = static_cast<u32>(::time(nullptr)); // or e2fsck would find times in the future
        file_system_ = Ext2::mount(disk).value();
    }

    void write_back() {
        const Alone alone(file_system_->lock());
        ASSERT_TRUE(file_system_->write_back());
    }

    // Nothing is open any more, and the disk is clean.
    void unmount() {
        handles_.clear();
        {
            const Alone alone(file_system_->lock());
            ASSERT_TRUE(file_system_->unmount());
        }
        file_system_ = Owned<Ext2>();
    }

    Ext2& file_system() { return *file_system_; }

    i64 open(const char* path, int flags) override {
        Result<Ref<File>> file =
            open_file(root(), path, static_cast<OpenFlags>(flags), static_cast<FileMode>(0644));
        if (!file) return -static_cast<i64>(file.error());
        i64 handle = 0;
        while (handles_.contains(handle)) handle++;
        handles_[handle] = std::move(file).value();
        return handle;
    }
    i64 close(i64 handle) override {
        handles_.erase(handle);
        return 0;
    }
    i64 write(i64 handle, const u8* bytes, usize count, u64 offset) override {
        std::copy_n(bytes, count, memory_.begin());
        UserSource from(space_, reinterpret_cast<u64>(memory_.data()), count);
        return handles_[handle]->write_at(offset, from).raw();
    }
    i64 read(i64 handle, u8* bytes, usize count, u64 offset) override {
        UserSink to(space_, reinterpret_cast<u64>(memory_.data()), count);
        const Result<usize> got = handles_[handle]->read_at(offset, to);
        if (got) std::copy_n(memory_.begin(), got.value(), bytes);
        return got.raw();
    }
    i64 truncate(i64 handle, u64 size) override { return raw(handles_[handle]->resize(size)); }
    i64 fsync(i64 handle) override { return raw(handles_[handle]->sync()); }
    i64 mkdir(const char* path) override { return raw(make_directory(root(), path, 0755)); }
    i64 unlink(const char* path) override { return raw(remove_file(root(), path)); }
    i64 rmdir(const char* path) override { return raw(remove_directory(root(), path)); }
    i64 link(const char* from, const char* to) override {
        return raw(link_file(root(), from, root(), to, AT_DEFAULT));
    }
    i64 symlink(const char* target, const char* path) override {
        return raw(make_symbolic_link(target, root(), path));
    }
    i64 rename(const char* from, const char* to) override {
        return raw(rename_file(root(), from, root(), to));
    }
    i64 readlink(const char* path, char* target, usize size) override {
        Result<Ref<Inode>> link = lookup(root(), path, AT_SYMLINK_NOFOLLOW);
        if (!link) return -static_cast<i64>(link.error());
        const Shared shared(file_system_->lock());
        return link.value()->read_link(target, size).raw();
    }
    i64 stat(const char* path, struct stat& answer) override {
        Result<Ref<Inode>> file = lookup(root(), path, AT_SYMLINK_NOFOLLOW);
        if (!file) return -static_cast<i64>(file.error());
        const Shared shared(file_system_->lock());
        answer = file.value()->stat();
        return 0;
    }
    i64 list(const char* path, void (*each)(void* context, const char* name), void* context) override {
        Result<Ref<Inode>> directory = lookup(root(), path, AT_DEFAULT);
        if (!directory) return -static_cast<i64>(directory.error());
        const Shared shared(file_system_->lock());
        DirectoryCursor cursor(*directory.value(), 0);
        while (true) {
            const Result<bool> more = cursor.next();
            if (!more) return -static_cast<i64>(more.error());
            if (!more.value()) return 0;
            each(context, std::string(cursor.name().begin(), cursor.name().end()).c_str());
        }
    }
    void differs(const char* what) override {
        std::fprintf(stderr, "%s\n%s\n", what, fakes::kernel_log.c_str());
        std::abort();
    }

  private:
    Ref<Inode> root() { return file_system_->root(); }
    static i64 raw(Result<void> result) { return result ? 0 : -static_cast<i64>(result.error()); }

    Owned<Ext2> file_system_;
    std::map<i64, Ref<File>> handles_;
    std::vector<u8> memory_ = std::vector<u8>(script::kWriteMax); // of the program
    AddressSpace space_{memory_};
};
