// proc/entries.h: what there is in /proc, by name, and who writes it.
#pragma once

#include "proc/text.h"

// What the entries of a folder are whose names are numbers.
enum class Numbers { none, processes, descriptors, threads };

// A file, a link, or a folder with an entry for each open file, or for each thread.
struct Entry {
    const char* name;
    u32 kind;                     // as in FileMode
    Text::Writer write = nullptr; // of a file: what is in it
    Result<void> (*find_target)(Pid pid,
                                char* path) = nullptr; // of a link: PATH_MAX_BYTES at most, with a zero byte
    Numbers numbers = Numbers::none;                   // of a folder
};

extern const std::span<const Entry> kSystemEntries;  // in /proc itself (system_entries.cpp)
extern const std::span<const Entry> kProcessEntries; // in the folder of each process (process_entries.cpp)
extern const std::span<const Entry>
    kThreadEntries; // in that of each thread: those of its process that are no folders
