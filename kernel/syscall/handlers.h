// syscall/handlers.h: the prototype of every handler, as its row in the table says.
#pragma once

#include "abi/result.h"
#include "arch/trap_frame.h"
#include "syscall/arguments.h"

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Result<result> sys_##name PARAMETERS(flags, parameters);
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
