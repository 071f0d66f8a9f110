// user/libc/futex.h: sleeping at a word and waking who sleeps there: what all that waits is made of.
#pragma once

#include "abi/integers.h"
#include <time.h>

namespace libc {

constexpr i64 kForEver = -1;

// Sleeps while the word is `expected`, for so many nanoseconds at most. 0, or the error: EAGAIN if the word is something
// else, EINTR, ETIMEDOUT. Whoever comes back looks at the word again.
int sleep_at(const u32& word, u32 expected, i64 nanoseconds = kForEver);

void wake_at(const u32& word, u32 count);
constexpr u32 kEverybody = UINT32_MAX;

// How long it is from now until a time of CLOCK_MONOTONIC; 0 if it is over. False if it is no time.
bool time_left(const timespec& time, i64& nanoseconds);

} // namespace libc
