// debug/counters.h: how often each system call gave each answer, and how often each cause led into the kernel.
//
// Always on, so a success costs only the few instructions of count_answer: each hart counts its own, and whoever reads
// adds up. Errors are counted in one place for all harts.
#pragma once

#include "abi/types.h"
#include "arch/cpu.h"

namespace counters {

// What is no plain success: an error, or what sigreturn answers, which may be any number.
void count_other_answer(u64 number, i64 result);

// A call was answered; interrupts are off. Only a row's handler answers with success, so the number is one of the table's;
// the remainder is taken so that it could not lead elsewhere even if that were wrong.
[[gnu::always_inline]] inline void count_answer(u64 number, i64 result) {
    if (result < 0) [[unlikely]]
        return count_other_answer(number, result);
    this_cpu().answered[number % kCallSlots].count();
}

// A call is about to succeed by never coming back.
void count_last_call(CallNumber number);

// A call that a signal has interrupted is not made again: its answer is intr.
void count_interrupted(u64 number);

// A trap other than a system call; interrupts are off.
inline void count_trap(u64 cause) {
    const u64 interrupt = cause >> 63; // they have the upper half of the table
    this_cpu().traps[interrupt * (kCauseSlots / 2) + cause % (kCauseSlots / 2)].count();
}

// The sums over all harts, by place in a table: many are zero. The count of ecalls is that of the calls that are over.
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
