// proc/node.h: a place in /proc, found by its path.
#pragma once

#include "proc/entries.h"

constexpr int kNoDescriptor = -1;

struct Node {
    Pid pid{0};                   // whose folder it is in; 0: none's
    const Entry* entry = nullptr; // null: the folder of a process or of a thread, or /proc itself
    int fd = kNoDescriptor;       // of the links in the folder of open files
    Tid thread{0};                // whose folder, in that of the process's threads, it is in; 0: none's

    u32 kind() const { return fd != kNoDescriptor ? u32{S_IFLNK} : entry ? entry->kind : u32{S_IFDIR}; }
    Subject subject() const { return {pid, thread}; }
    u64 number() const; // as a file has one
};

// What is in a folder: entries with a name, and some whose names are numbers. Of these, the lowest that is not below
// another; Errno::noent if there is none. And what has that number.
std::span<const Entry> entries_in(const Node& folder);
Result<int> number_from(const Node& folder, u64 lowest);
Node numbered(const Node& folder, int number);

// The next component of a path, of which there is nothing else left than `rest`, without slashes at its start. Components
// that are a dot are left out. Empty at the end.
std::span<const char> next_component(const char*& rest);

// What has this name in a folder. Errno::noent, notdir
Result<Node> find_in(const Node& folder, std::span<const char> name);
