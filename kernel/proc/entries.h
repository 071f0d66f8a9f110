// proc/entries.h: what there is in /proc, by name, and who writes it.
#pragma once

#include "proc/text.h"

// A file, a link, or the folder of open files.
struct Entry {
    const char* name;
    u32 kind;                     // as in FileMode
    Text::Writer write = nullptr; // of a file: what is in it
    Result<void> (*find_target)(Pid pid,
                                char* path) = nullptr; // of a link: PATH_MAX_BYTES at most, with a zero byte
};

extern const std::span<const Entry> kSystemEntries;  // in /proc itself (system_entries.cpp)
extern const std::span<const Entry> kProcessEntries; // in the folder of each process (process_entries.cpp)
