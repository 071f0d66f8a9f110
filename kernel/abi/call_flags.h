// abi/call_flags.h: what may be special about a system call: the flags column of syscalls.def.
#pragma once

#include "abi/integers.h"

enum class CallFlag : u8 {
    frame = 1,    // its handler is given the trap frame: it needs more of it than the arguments
    internal = 2, // the library makes this call; it has no wrapper for programs
    blocks = 4,   // it may wait for as long as others please; a signal ends that with intr
    trapped = 8,  // it is for programs that trap: one that is linked with the kernel is answered nosys
};

// The flags of one row: call_flags(frame, blocks).
template <class... Flags> constexpr u8 call_flags(Flags... flags) {
    return static_cast<u8>((0u | ... | static_cast<u8>(flags)));
}

constexpr bool has(u8 flags, CallFlag flag) { return (flags & static_cast<u8>(flag)) != 0; }
