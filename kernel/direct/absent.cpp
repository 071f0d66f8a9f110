// direct/absent.cpp: what a program that is linked with the kernel is answered by calls that are not there: ENOSYS.
//
// A program refers to absent_fork where it would refer to sys_fork: so the linker knows what a program will miss.
#include "syscall/unknown.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" // they have names in the table

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Result<result> absent_##name parameters;                                                                 \
    Result<result> absent_##name parameters { return Errno::nosys; }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// For a number that is in no row: it is told of as in a trap, and answered so.
i64 answer_unknown(u64 number);
i64 answer_unknown(u64 number) {
    TrapFrame frame{};
    frame.a[0] = number;
    frame.epc = reinterpret_cast<u64>(__builtin_return_address(0)); // to be shown
    unknown_call(frame);
    return static_cast<i64>(frame.a[0]);
}
