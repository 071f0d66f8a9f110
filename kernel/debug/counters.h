// debug/counters.h: how often each system call gave each answer, and how often each cause led into the kernel.
//
// Always on, so a success costs only the few instructions of count_answer: each hart counts its own, and whoever reads
// adds up. A thread that moves to another hart just then counts for the one that it comes from. Errors are counted in one
// place for all harts.
#pragma once

#include "abi/types.h"
#include "arch/cpu.h"

namespace counters {

// A call succeeds: it has its result, or is about to end who makes it.
[[gnu::always_inline]] inline void count_success(CallNumber number) {
    running_thread()->cpu->answered[number].fetch_add(1, Order::relaxed);
}

// What is no plain success: an error, or what sigreturn answers, which may be any number.
void count_other_answer(i64 result, CallNumber number); // in the order of registers: the result is in a0

// What the handler of a row has answered.
[[gnu::always_inline, gnu::artificial]] inline void count_answer(CallNumber number, i64 result) {
    if (result < 0) [[unlikely]]
        return count_other_answer(result, number);
    count_success(number);
}

// The answer to all numbers that no row has is nosys.
inline constinit Atomic<u64> unknown_calls = 0;
inline void count_unknown() { unknown_calls.fetch_add(1, Order::relaxed); }

// A call that a signal has interrupted is not made again: its answer is intr.
void count_interrupted(u64 number);

// A trap other than a system call.
inline void count_trap(u64 cause) {
    const u64 interrupt = cause >> 63; // they have the upper half of the table
    const u64 place = interrupt * (kCauseSlots / 2) + cause % (kCauseSlots / 2);
    running_thread()->cpu->traps[place].fetch_add(1, Order::relaxed);
}

// The sums over all harts, by place in a table: many are zero. The count of ecalls is that of the calls that are over;
// one that its tracer has answered was none.
constexpr usize kErrorKinds = 1 // success, then the errors in the order of errno.def
#define ERROR(...) +1
#include "abi/errno.def"
#undef ERROR
    ;
constexpr usize kCallPlaces = (kCallNumbers + 1) * kErrorKinds; // the last row: unknown numbers
CallCount call_count(usize place);
CauseCount cause_count(usize place); // below kCauseSlots

// With the boot option "counts": prints what is not zero, for the tests, when the machine is turned off.
void tell_if_asked(const char* boot_arguments);

} // namespace counters
