// memory/layout.h: what lies where in a program's address space.
//
//   0x40_0000_0000  end of the lower half of Sv39: no program reaches further
//   0x3f_ffff_f000  of programs for Linux: a page of code to which handlers of signals return
//   0x3f_ffff_f000  top of the stack, which grows down, up to 8 MiB; what lies below its end is never mapped
//   0x3f_0000_0000  end of program and heap; what map() places lies here, from the top down
//   0x100_0000      native programs, each linked at a base of its own; the heap follows the program
//   0x1_0000        the lowest mapped address; programs for Linux are linked here
//   0               never mapped, so that a null pointer is always a fault
#pragma once

#include "lib/address.h"

constexpr VirtAddr kUserStart{0x1'0000};
constexpr VirtAddr kProgramEnd{0x3f'0000'0000};
constexpr VirtAddr kStackTop{0x3f'ffff'f000};
constexpr VirtAddr kSignalReturn = kStackTop;
constexpr u64 kStackSizeMax = 8 << 20;
constexpr VirtAddr kUserEnd{0x40'0000'0000};

// Whether an access of `bytes` from `start` on lies in the part of the address space that programs may use at all.
constexpr bool in_user_range(VirtAddr start, u64 bytes) {
    return start.value() < kUserEnd.value() && bytes <= kUserEnd.value() - start.value();
}
