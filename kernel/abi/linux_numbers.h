// abi/linux_numbers.h: the numbers of Linux's calls as constants: linux_call_<name>.
#pragma once

#include "abi/integers.h"

enum LinuxCall : u64 {
#define LINUX(number, name, ...) linux_call_##name = number,
#define ABSENT(number, name)     linux_call_##name = number,
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};
