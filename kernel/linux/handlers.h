// linux/handlers.h: the prototype of whoever answers a call of Linux, as its row in the table says.
//
// Of a handler of ours this repeats what syscall/handlers.h says: the compiler complains of a row whose result differs, and
// the linker of one whose parameters do.
#pragma once

#include "abi/linux.h"
#include "syscall/handlers.h"

#define LINUX(number, name, handler, flags, result, parameters)                                              \
    Result<result> handler PARAMETERS(flags, parameters);
#define ABSENT(number, name)
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
