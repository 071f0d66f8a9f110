// proc/node.h: a place in /proc, found by its path.
#pragma once

#include "proc/entries.h"

constexpr int kNoDescriptor = -1;

struct Node {
    Pid pid{0};                   // whose folder it is in; 0: none's
    const Entry* entry = nullptr; // null: the folder of a process, or /proc itself
    int fd = kNoDescriptor;       // of the links in the folder of open files

    u32 kind() const { return fd != kNoDescriptor ? u32{S_IFLNK} : entry ? entry->kind : u32{S_IFDIR}; }
    u64 number() const; // as a file has one
};

// The next component of a path, of which there is nothing else left than `rest`, without slashes at its start. Components
// that are a dot are left out. Empty at the end.
std::span<const char> next_component(const char*& rest);

// What has this name in a folder. Errno::noent, notdir
Result<Node> find_in(const Node& folder, std::span<const char> name);
