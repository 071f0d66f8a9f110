// scripts/generate/main.cpp: writes every file that is made from the table of system calls.
//
//   generate FOLDER < symbols     FOLDER: the root of the tree, or a folder that gets such a tree
//                                 symbols: what `nm -C -l` tells of the kernel
//
// It is run in the root of the tree: the numbers that are frozen are read there, and comments of headers.
#include "files.h"
#include "frozen.h"
#include "handlers.h"
#include "words.h"
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
    {"docs/syscalls.md", reference},
    {"user/root/usr/share/man/syscalls.2", manual},
    {"scripts/gdb/syscall_names.py", gdb_names},
    {"tests/fuzz/stile.txt", fuzz_descriptions},
    {"user/libc/include/sys/calls.h", c_calls},
    {"user/libc/include/sys/syscall_numbers.h", c_numbers},
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

// A file that would not change keeps its time, so that nothing is built anew.
bool write_file(const std::filesystem::path& path, const std::string& text) {
    if (read_file(path) == text) return true;
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
    Table table = compiled_table();
    if (!find_handlers(table, std::cin)) {
        std::cerr << "generate: these are not the symbols of a kernel\n";
        return 1;
    }
    if (!add_words(table)) return 1;
    add_comments(table, "kernel/abi");
    const std::filesystem::path folder = arguments[1];
    const std::string frozen = frozen_numbers(table, read_file(kFrozenFile));
    bool written = !frozen.empty() && write_file(folder / kFrozenFile, frozen);
    for (const File& file : kFiles) written = written && write_file(folder / file.path, file.text(table));
    return written ? 0 : 1;
}
