// tests/reject/kernel/fd_for_int.cpp: a descriptor does not turn into a number by itself.
// expect: cannot convert 'Fd' to 'int'
#include "abi/types.h"

int example(Fd fd) {
#ifdef RIGHT
    return fd.number();
#else
    return fd;
#endif
}
