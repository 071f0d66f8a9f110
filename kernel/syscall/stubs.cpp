// syscall/stubs.cpp: what a row without a handler answers: ENOSYS.
//
// Each row has a weak handler here. The linker takes it only if nobody else defines one of this name: so whatever is
// linked with the kernel registers a call by defining its handler. Compiled without debug information, so that
// `break sys_write` has one place to stop at.
#include "syscall/handlers.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" // they have names in the table

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    [[gnu::weak]] Result<result> sys_##name PARAMETERS(flags, parameters) { return Errno::nosys; }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
