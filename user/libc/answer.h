// user/libc/answer.h: the one place where a system call's result becomes -1 and errno.
#pragma once

#include "abi/integers.h"

namespace libc {

// A result that is an error goes into errno and comes back as -1; any other comes back as it is.
long answer(i64 result);

} // namespace libc
