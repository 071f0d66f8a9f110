// syscall/unknown.h: calls that do not exist.
#pragma once

#include "abi/result.h"
#include "arch/time.h"
#include "arch/trap_frame.h"
#include "debug/counters.h"

// A word to the log, unless there were many lately.
void tell_of_unknown_call(const TrapFrame& frame);

// There will be no word before this time, in ticks: so a program that asks in a loop is answered fast, too.
inline constinit Atomic<u64> unknown_calls_quiet_until = 0;

// A number in no row: it is counted, told of, and answered.
inline void unknown_call(TrapFrame& frame) {
    counters::count_unknown();
    if (read_time() >= unknown_calls_quiet_until.load(Order::relaxed)) [[unlikely]]
        tell_of_unknown_call(frame);
    frame.a[0] = static_cast<u64>(Result<void>(Errno::nosys).raw());
}
