// linux/thread_calls.cpp: Linux's calls about threads, where they are not ours.
#include "arch/time.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

// Numbers of Linux (its include/uapi/linux/futex.h).
enum Futex : int {
    futex_wait = 0,
    futex_wake = 1,
    futex_requeue = 3,
    futex_compare_requeue = 4,
    futex_wait_bits = 9, // until a time, rather than for so long
    futex_wake_bits = 10,
};
constexpr int kPrivate = 128;     // of this process alone: ours all are
constexpr int kTimeOfDay = 256;   // the time is of that clock
constexpr u32 kAllBits = ~u32{0}; // whoever waits, for whatever

constexpr i64 kForEver = -1;

Result<usize> wait(In<u32> word, u32 expected, i64 nanoseconds) {
    TRY(sys_futex_wait(word, expected, nanoseconds));
    return 0;
}

// How long it is until then.
Result<i64> time_until(In<LinuxTime> time, Clock clock) {
    const i64 then = TRY(linux_duration(time));
    const i64 now = static_cast<i64>(TRY(sys_clock(clock)));
    return then > now ? then - now : 0;
}

// Whoever would be moved to another word is woken instead: he looks, and goes there by himself.
Result<usize> wake_two_kinds(In<u32> word, u32 count, u64 moved) {
    const u64 all = count + moved;
    return sys_futex_wake(word, all < UINT32_MAX ? static_cast<u32>(all) : UINT32_MAX);
}

Result<bool> is_equal(In<u32> word, u32 expected) {
    u32 value = 0;
    TRY(copy_in(*current_process().space, value, word));
    return value == expected;
}

} // namespace

// The word becomes 0 when this thread ends, as that of thread_create.
Result<Tid> linux_set_tid_address(Out<u32> ended) {
    current_thread()->ended = ended.address();
    return current_thread()->tid;
}

Result<usize> linux_futex(In<u32> word, int operation, u32 value, usize limit, usize, u32 last) {
    const In<LinuxTime> time(limit); // or, where somebody is woken, a number
    const Clock clock = operation & kTimeOfDay ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    switch (operation & ~(kPrivate | kTimeOfDay)) {
    case futex_wait: return wait(word, value, limit ? TRY(linux_duration(time)) : kForEver);
    case futex_wait_bits: return wait(word, value, limit ? TRY(time_until(time, clock)) : kForEver);
    case futex_wake: return sys_futex_wake(word, value);
    case futex_wake_bits: return last == kAllBits ? sys_futex_wake(word, value) : Result<usize>(Errno::nosys);
    case futex_compare_requeue:
        if (!TRY(is_equal(word, last))) return Errno::again;
        return wake_two_kinds(word, value, limit);
    case futex_requeue: return wake_two_kinds(word, value, limit);
    default: return Errno::nosys;
    }
}
