// syscall/dispatch.cpp: the switch: from the number of a system call to its handler.
//
// Each row of the table becomes one case; `make dispatch` shows what the compiler then sees:
//
//   case 4: return sys_write(frame.arg(1), frame.arg(2), frame.arg(3)).raw();
#include "syscall/dispatch.h"
#include "syscall/arguments.h"
#include "syscall/handlers.h"

#define CASE(number, handler, result, parameters, flags, ...)                                                \
    case number: return handler ARGUMENTS(flags, parameters).raw();

i64 dispatch(TrapFrame& frame) {
    switch (frame.call_number()) { // all 64 bits of it: 2^32 + 4 is not write
#define SYSCALL(number, name, ...) CASE(number, sys_##name, __VA_ARGS__)
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    default: return unknown_call(frame); // retired numbers too
    }
}
