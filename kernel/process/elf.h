// process/elf.h: which programs this kernel runs, and what it must know of one to start it.
//
// The checker only looks at bytes that somebody else has read: it needs no file, no memory and no process, so
// that it is tested and fuzzed on the host.
#pragma once

#include "abi/result.h"
#include "memory/layout.h"
#include <span>

// The headers of a program lie in its first so many bytes, and so does its note.
constexpr usize kElfHeadSize = 4096;
constexpr usize kLoadSegmentsMax = 16;

// A part of the file that becomes memory. Bytes beyond file_size, up to memory_size, are zero. The address
// and the offset in the file are equally far from the start of a page. No two segments share a page, and they
// come in the order of their addresses.
struct LoadSegment {
    u64 file_offset = 0;
    u64 file_size = 0; // at most memory_size
    VirtAddr address;
    u64 memory_size = 0; // not 0
    bool readable = false;
    bool writable = false; // then it is readable, and not executable
    bool executable = false;

    VirtAddr end() const { return address + memory_size; }
};

struct ElfImage {
    LoadSegment segments[kLoadSegmentsMax];
    usize segment_count = 0;
    VirtAddr entry;           // inside of an executable segment
    VirtAddr program_headers; // where they are in memory; 0 if no segment has them
    usize program_header_count = 0;
    bool native = false; // it has Stile's note, from user/libc/start.S; else it is for Linux
    const char* obstacle =
        nullptr; // what of it there is not here, if it is none for that: the end of a sentence

    std::span<const LoadSegment> load_segments() const { return {segments, segment_count}; }
};

constexpr u64 kProgramHeaderSize = 56; // the System V ABI's, and the only one that is taken

// What a program made for Stile has in a PT_NOTE: a note with this name (its zero byte counts) and this type.
constexpr char kNoteName[] = "Stile";
constexpr u32 kNoteType = 1;

// Where the lowest segments of a program lie that is linked for no place: a static-pie one, for Linux.
constexpr VirtAddr kIndependentBase{0x1'0000'0000};

// Reads the head of a file: its first kElfHeadSize bytes, or all if it is shorter. Errno::noexec if it is not
// a program for this machine, or breaks one of the rules above. Believes nothing that the file says.
Result<void> parse_elf(std::span<const u8> head, u64 file_size, ElfImage& image);
