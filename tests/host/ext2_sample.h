// tests/host/ext2_sample.h: a disk made by mke2fs from a folder with a bit of everything, for each size of blocks.
#pragma once

#include "ext2_image.h"
#include <filesystem>

namespace sample {

namespace host = std::filesystem;

struct Content {
    u64 size;
    std::map<u64, std::string> pieces; // where they begin; zeros in between
};

// What the tests put onto the disk. The large ones are mostly holes, and reach into each level of block numbers.
inline const std::map<std::string, Content> kFiles = {
    {"hello.txt", {13, {{0, "hello, stile\n"}}}},
    {"empty", {0, {}}},
    {"one_block", {4096, {{0, std::string(4096, 'b')}}}},
    {"direct", {12 * 4096, {{0, std::string(5000, 'd')}, {11 * 4096, "last direct block"}}}},
    {"indirect", {900'000, {{0, "start"}, {40'000, std::string(200'000, 'i')}, {899'990, "0123456789"}}}},
    {"double", {9'000'000, {{4'194'000, std::string(10'000, '2')}, {8'999'000, std::string(1000, '3')}}}},
    {"triple", {4'400'000'000, {{100, "x"}, {70'000'000, "seventy"}, {4'399'999'990, "the end!!!"}}}},
    {"hole", {5'000'000, {}}},
    {"sub/deep/file", {5, {{0, "deep\n"}}}},
    {"sub/" + std::string(255, 'n'), {3, {{0, "255"}}}},
};

inline const std::map<std::string, std::string> kLinks = {
    {"short_link", "hello.txt"},
    {"long_link", std::string(40, '/') + "sub/deep/../deep/.././../sub/deep/file"},
    {"to_root", "/"},
    {"to_sub", "sub"},
    {"sub/up", "../hello.txt"},
    {"dangling", "nothing/there"},
    {"self", "self"},
    {"chain1", "hello.txt"},
    {"chain2", "chain1"},
    {"chain3", "chain2"},
    {"chain4", "chain3"},
    {"chain5", "chain4"},
    {"chain6", "chain5"},
    {"chain7", "chain6"},
    {"chain8", "chain7"},
    {"chain9", "chain8"},
    {"slashed", "sub/deep/"},
};

constexpr int kManyFiles = 400;

inline void write_file(const host::path& path, const Content& content) {
    host::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    for (const auto& [offset, piece] : content.pieces) {
        file.seekp(static_cast<std::streamoff>(offset));
        file << piece;
    }
    file.close();
    host::resize_file(path, content.size);
}

inline void run(const std::string& command) {
    ASSERT_EQ(std::system(("PATH=$PATH:/usr/sbin:/sbin; " + command).c_str()), 0) << command;
}

inline std::vector<u8> read_whole(const host::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::vector<u8>(std::istreambuf_iterator<char>(file), {});
}

// Bytes that every test reads, one image for each size of blocks.
inline std::vector<u8> make_image(int block_size) {
    umask(022);
    char name[] = "/tmp/ext2_test.XXXXXX";
    const host::path folder = mkdtemp(name);
    const host::path root = folder / "root", image = folder / "image";
    for (const auto& [path, content] : kFiles) write_file(root / path, content);
    for (const auto& [path, target] : kLinks) host::create_symlink(target, root / path);
    for (int i = 0; i < kManyFiles; i++)
        write_file(root / "many" / ("file_number_" + std::to_string(i)), {0, {}});
    run("mke2fs -q -t ext2 -b " + std::to_string(block_size) + " -d " + root.string() + " " + image.string() +
        " 4m >/dev/null");
    run("printf 'mknod console c 5 1\\nmknod far c 260 60000\\nmknod disk b 8 1\\nmknod pipe p\\n' | debugfs "
        "-w -f - " +
        image.string() + " >/dev/null 2>&1");
    std::vector<u8> bytes = read_whole(image);
    host::remove_all(folder);
    return bytes;
}

inline const std::vector<u8>& image_of(int block_size) {
    static std::map<int, std::vector<u8>> images;
    if (!images.contains(block_size)) images[block_size] = make_image(block_size);
    return images[block_size];
}

} // namespace sample
