// direct/absent.cpp: what calls answer that need a trap, when the program is linked with the kernel: ENOSYS.
//
// A program refers to absent_fork where it would refer to sys_fork: so the linker knows what a program will miss.
#include "abi/result.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" // they have names in the table

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Result<result> absent_##name parameters;                                                                 \
    Result<result> absent_##name parameters { return Errno::nosys; }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
