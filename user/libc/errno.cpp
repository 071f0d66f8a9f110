// user/libc/errno.cpp: errno, which every thread has its own of, and the one function that sets it from a result.

#include "abi/types.h"
#include "answer.h"
#include <errno.h>

extern "C" {
__thread int errno;
}

namespace libc {

long answer(i64 result) {
    if (result >= 0 || result < -kErrnoMax) return result;
    errno = static_cast<int>(-result);
    return -1;
}

} // namespace libc
