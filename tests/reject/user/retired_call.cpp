// tests/reject/user/retired_call.cpp: a call that was taken away has no function.
// expect: 'putc' is not a member of 'sys'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::write(kStandardOutput, "x", 1).raw();
#else
    return sys::putc('x').raw();
#endif
}
