// user/libc/futex.cpp: sleeping at a word and waking who sleeps there, by the kernel's futex calls.

#include "futex.h"
#include <syscalls.h>

namespace libc {

int sleep_at(const u32& word, u32 expected, i64 nanoseconds) {
    return static_cast<int>(-sys::futex_wait.raw(&word, expected, nanoseconds));
}

void wake_at(const u32& word, u32 count) { (void)sys::futex_wake.raw(&word, count); }

bool time_left(const timespec& time, i64& nanoseconds) {
    constexpr i64 kNanosecondsPerSecond = 1'000'000'000;
    if (time.tv_nsec < 0 || time.tv_nsec >= kNanosecondsPerSecond) return false;
    i64 end;
    if (__builtin_mul_overflow(time.tv_sec, kNanosecondsPerSecond, &end) ||
        __builtin_add_overflow(end, time.tv_nsec, &end))
        end = time.tv_sec < 0 ? 0 : INT64_MAX;
    const i64 left = end - sys::clock.raw(CLOCK_MONOTONIC);
    nanoseconds = end > 0 && left > 0 ? left : 0;
    return true;
}

} // namespace libc
