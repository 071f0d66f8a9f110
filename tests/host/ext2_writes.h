// tests/host/ext2_writes.h: changes of all kinds to a disk of which nothing is known: each may fail, none may hurt.
#pragma once

#include "fs/changes.h"
#include "fs/ext2.h"

// Names that the samples have, and some that they don't.
constexpr const char* kPathsToChange[] = {
    "small", "direct",   "indirect", "double",    "triple",   "sub",       "link",
    "fresh", "sub/deep", "sub/new",  "long_link", "sub/..",   "hello.txt", "a",
    "l",     "",         "a/b",      "dir",       "dir/file", "a/long",    "sub/deep/x"};
constexpr usize kPathsCount = std::size(kPathsToChange);

inline void write_some(Ext2& file_system, const char* path, u64 place, usize count) {
    Result<Ref<Inode>> file = lookup(file_system.root(), path, AT_DEFAULT);
    const Alone alone(file_system.lock());
    if (!file || file.value()->kind() != S_IFREG || file_system.read_only()) return;
    const std::vector<u8> bytes(count, 'w');
    (void)file.value()->write(place, bytes.data(), count);
}

inline void resize_some(Ext2& file_system, const char* path, u64 size) {
    Result<Ref<Inode>> file = lookup(file_system.root(), path, AT_DEFAULT);
    const Alone alone(file_system.lock());
    if (file && file.value()->kind() == S_IFREG && !file_system.read_only()) (void)file.value()->resize(size);
}

inline void change_some_mode(const Ref<Inode>& root, const char* path) {
    const Result<Ref<Inode>> file = lookup(root, path, AT_DEFAULT);
    if (file) (void)change_mode(*file.value(), 0600);
}

// One change, as two numbers choose it.
inline void change_something(Ext2& file_system, u8 what, u8 where) {
    const Ref<Inode> root = file_system.root();
    const char* path = kPathsToChange[where % kPathsCount];
    const char* other = kPathsToChange[(where / kPathsCount + what) % kPathsCount];
    constexpr u64 kPlaces[] = {0, 5000, 13'000, 300'000, 5'000'000, 4'400'000'000};
    const u64 place = kPlaces[where / 32 % std::size(kPlaces)];
    switch (what % 12) {
    case 0: (void)create_file(root, path, 0644, where & 1); return;
    case 1: (void)make_directory(root, path, 0755); return;
    case 2: (void)make_symbolic_link("some/where/else", root, path); return;
    case 3: (void)link_file(root, path, root, other, AT_DEFAULT); return;
    case 4: (void)remove_file(root, path); return;
    case 5: (void)remove_directory(root, path); return;
    case 6: (void)rename_file(root, path, root, other); return;
    case 7: return resize_some(file_system, path, place);
    case 8: return change_some_mode(root, path);
    case 9: {
        const Alone alone(file_system.lock());
        (void)file_system.write_back();
        return;
    }
    default: return write_some(file_system, path, place, where * 37u);
    }
}

// Every kind of change to every path, and then the removal of all of them.
inline void change_everything(Ext2& file_system) {
    for (const u8 what : {0, 10, 1, 2, 3, 7, 10, 8, 6, 11, 4, 5, 9})
        for (usize where = 0; where < kPathsCount; where++)
            change_something(file_system, what, static_cast<u8>(where + kPathsCount * (where + what) % 240));
    const Alone alone(file_system.lock());
    (void)file_system.unmount();
}
