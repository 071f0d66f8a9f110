// abi/call_numbers.h: the numbers of system calls as constants, call_<name>, and how many there are.
#pragma once

#include "abi/integers.h"

enum CallNumber : u64 {
#define SYSCALL(number, name, ...) call_##name = number,
#define RETIRED(number, name, ...) call_##name = number,
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    kCallNumbers // they are dense from 0
};
