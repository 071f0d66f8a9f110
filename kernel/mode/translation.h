// mode/translation.h: what the kernel's own addresses are translated by: nothing, or one map of all physical memory.
//
// A machine-mode kernel runs untranslated. A supervisor-mode kernel is translated like any program: it lives in the upper
// half of every address space, so that a trap changes no table.
#pragma once

#include "arch/sv39.h"

namespace translation {

// Makes the kernel's tables in the memory from `free` on, and has this hart use them, and those that start later. What is
// free after them.
PhysAddr initialise(PhysAddr free);

// What satp holds while no program's table is in it.
u64 kernel_satp();

// Writes the kernel's part into a new root table.
void add_kernel(Pte* root);

// Where the kernel reaches a kernel stack of 2^order pages, which is aligned to its size: its lowest byte. Where there is
// translation, nothing is mapped below it, so that a stack that grows too far traps.
u8* stack_at(PhysAddr stack);

// Whether the kernel may read a word there: for a backtrace, which must not trap.
bool is_readable(u64 address);

} // namespace translation
