// syscall/handlers.h: the prototype of every handler, as its row in the table says.
#pragma once

#include "abi/result.h"

#define SYSCALL(number, name, result, parameters, errors, text) Result<result> sys_##name parameters;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
