// tests/host/disk_tools.h: disks that mke2fs has made, and the judgement of e2fsck on them.
#pragma once

#include "abi/integers.h"
#include <filesystem>

namespace tools {

// A folder that goes away with this object.
class Folder {
  public:
    Folder() {
        char name[] = "/tmp/stile_disk.XXXXXX";
        path_ = mkdtemp(name);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string file(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

inline bool runs(const std::string& command) {
    return std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str()) == 0;
}

inline std::vector<u8> read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::vector<u8>(std::istreambuf_iterator<char>(file), {});
}

inline void write_whole(const std::string& path, std::span<const u8> bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<long>(bytes.size())); // bytes
}

// An empty file system of so many KiB.
inline std::vector<u8> empty_disk(int block_size, int kilobytes, const std::string& options = "") {
    const Folder folder;
    const std::string image = folder.file("disk");
    EXPECT_TRUE(runs("mke2fs -q -t ext2 -m 0 -b " + std::to_string(block_size) + " " + options + " " + image +
                     " " + std::to_string(kilobytes) + "k >/dev/null"));
    return read_whole(image);
}

// Whether e2fsck finds nothing to say.
inline testing::AssertionResult is_clean(std::span<const u8> disk) {
    const Folder folder;
    write_whole(folder.file("disk"), disk);
    if (runs("e2fsck -fn " + folder.file("disk") + " >" + folder.file("said") + " 2>&1"))
        return testing::AssertionSuccess();
    const std::vector<u8> said = read_whole(folder.file("said"));
    return testing::AssertionFailure() << std::string(said.begin(), said.end());
}

} // namespace tools
