// scripts/generate/main.cpp: writes every file that is made from the table of system calls.
//
//   generate FOLDER < symbols     FOLDER: the root of the tree, or a folder that gets such a tree
//                                 symbols: what `nm -C -l` tells of the kernel
#include "files.h"
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

struct File {
    const char* path;
    std::string (*text)(const Table&);
};

constexpr File kFiles[] = {
    {"user/libc/include/sys/calls.h", c_calls},
    {"user/libc/include/sys/syscall_numbers.h", c_numbers},
};

// A file that would not change keeps its time, so that nothing is built anew.
bool write_file(const std::filesystem::path& path, const std::string& text) {
    std::ifstream before(path, std::ios::binary);
    if (before && std::string(std::istreambuf_iterator<char>(before), {}) == text) return true;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) std::cerr << "generate: can't write " << path.string() << "\n";
    return bool(file);
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: generate FOLDER < symbols\n";
        return 2;
    }
    const Table table = compiled_table();
    bool written = true;
    for (const File& file : kFiles)
        written = write_file(std::filesystem::path(arguments[1]) / file.path, file.text(table)) && written;
    return written ? 0 : 1;
}
