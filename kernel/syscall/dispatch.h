// syscall/dispatch.h: the switch: from the number of a system call to its handler.
//
// Each row of the table becomes one case; `make dispatch` shows what the compiler then sees:
//
//   case 4: return answer(frame, call_write, sys_write(frame.arg(1), frame.arg(2), frame.arg(3)).raw());
//
// In a header, because it is called from one place only (trap/trap.cpp:system_call), of which the compiler makes it a part.
#pragma once

#include "debug/counters.h"
#include "syscall/arguments.h"
#include "syscall/handlers.h"
#include "syscall/unknown.h"

// Here a result becomes a register: a value, or -errno. gdb's step passes over it, as over Argument.
[[gnu::always_inline, gnu::artificial]] inline void answer(TrapFrame& frame, CallNumber number, i64 result) {
    frame.a[0] = static_cast<u64>(result);
    counters::count_answer(number, result);
}

#define CASE(number, name, result, parameters, flags, ...)                                                   \
    case number: return answer(frame, call_##name, sys_##name ARGUMENTS(flags, parameters).raw());

// Runs the call whose number and arguments the frame holds.
static inline void dispatch(TrapFrame& frame) {
    switch (frame.call_number()) { // all 64 bits of it: 2^32 + 4 is not write
#define SYSCALL(...) CASE(__VA_ARGS__)
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    default: return unknown_call(frame); // retired numbers too
    }
}

#undef CASE
