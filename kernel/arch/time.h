// arch/time.h: the time counter, and nanoseconds since boot.
#pragma once

#include "abi/integers.h"
#include "arch/platform.h"

constexpr u64 kNanosecondsPerSecond = 1'000'000'000;

// The time counter (Unprivileged manual, 10.1), in ticks.
inline u64 read_time() {
    u64 ticks;
    asm volatile("rdtime %0" : "=r"(ticks) : : "memory"); // an instruction without a C++ form
    return ticks;
}

inline u64 ticks_to_nanoseconds(u64 ticks) {
    return ticks * (kNanosecondsPerSecond / platform.ticks_per_second);
}
inline u64 nanoseconds_to_ticks(u64 nanoseconds) {
    const u64 one = kNanosecondsPerSecond / platform.ticks_per_second;
    return nanoseconds / one + (nanoseconds % one != 0); // rounded up: never too early
}

// Nanoseconds since boot.
inline u64 now() { return ticks_to_nanoseconds(read_time()); }
