// tests/host/ext2_image.h: a disk in memory, and a walk over all that is on it, which only has to come to an end.
#pragma once

#include "device/ramdisk.h"
#include "fs/directory.h"
#include "fs/ext2.h"
#include "fs/path.h"
#include "kernel_services.h"

// The bytes of a disk, aligned as the kernel's are, and not one more, so that the sanitizer sees a read beyond them.
class DiskImage {
  public:
    explicit DiskImage(std::span<const u8> bytes)
        : bytes_(allocate(bytes.size()), &std::free), size_(bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), bytes_.get());
    }
    u8* bytes() { return bytes_.get(); }
    usize size() const { return size_; }
    RamDisk disk() const { return RamDisk(bytes_.get(), bytes_.get() + size_); }

  private:
    static u8* allocate(usize size) {
        void* memory = nullptr;
        if (posix_memalign(&memory, kPageSize, size) != 0) std::abort();
        return static_cast<u8*>(memory);
    }

    std::unique_ptr<u8, decltype(&std::free)> bytes_;
    usize size_;
};

inline void walk_directory(const Ref<Inode>& directory, std::vector<Ref<Inode>>& found) {
    DirectoryCursor cursor(*directory, 0);
    for (int entries = 0;; entries++) {
        const Result<bool> more = cursor.next();
        if (!more || !more.value()) break;
        (void)cursor.type();
        Result<Ref<Inode>> inode = directory->file_system().inode(cursor.inode());
        if (inode) found.push_back(std::move(inode).value());
        if (entries < 16) (void)find_entry(*directory, cursor.name());
        DirectoryCursor elsewhere(*directory, cursor.next_offset() - 4); // not where a record begins
        (void)elsewhere.next();
    }
    std::vector<char> path(PATH_MAX_BYTES);
    (void)path_of(directory, path.data(), path.size());
    (void)lookup(directory, "../.././a/b", AT_DEFAULT);
}

inline void read_some(Inode& file) {
    std::vector<u8> buffer(20'000);
    for (const u64 place : {u64{0}, file.size() / 3, file.size() / 2, file.size() - file.size() / 9})
        (void)file.read(place, buffer.data(), buffer.size());
    if (file.size() > buffer.size())
        (void)file.read(file.size() - buffer.size(), buffer.data(), buffer.size());
}

// Visits what can be reached from the root, up to so many files.
inline void walk_everything(Ext2& file_system, usize files = 500) {
    std::set<u32> seen;
    std::vector<Ref<Inode>> waiting{file_system.root()};
    while (!waiting.empty() && seen.size() < files) {
        Ref<Inode> inode = std::move(waiting.back());
        waiting.pop_back();
        if (!seen.insert(inode->number()).second) continue;
        (void)inode->stat();
        if (inode->is_directory())
            walk_directory(inode, waiting);
        else if (inode->kind() == S_IFREG)
            read_some(*inode);
        else if (inode->kind() == S_IFLNK) {
            std::vector<char> path(PATH_MAX_BYTES);
            const Result<usize> length = inode->read_link(path.data(), path.size() - 1);
            if (length) (void)lookup(file_system.root(), path.data(), AT_DEFAULT);
        }
    }
}
