// process/futex.h: sleeping until a word of the program's memory changes, and waking who sleeps there.
//
// The word is the affair of programs alone: a lock that nobody waits for is taken and given back without the kernel. Only who
// has to wait comes here, and who knows that somebody waits.
#pragma once

#include "memory/address_space.h"

namespace futex {

// Sleeps, if the word is what is expected; else Errno::again. For so many nanoseconds at most, then Errno::timedout; -1:
// for ever. Errno::intr if a signal came.
Result<void> wait(AddressSpace& space, In<u32> word, u32 expected, i64 nanoseconds);

// Wakes up to `count` threads that sleep at this word, be they of other processes that share it; how many.
u32 wake(AddressSpace& space, In<u32> word, u32 count);

} // namespace futex
