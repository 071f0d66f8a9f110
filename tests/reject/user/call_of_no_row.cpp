// tests/reject/user/call_of_no_row.cpp: a number that is a constant must be that of a row.
// expect: incomplete type 'sys::Row<sys::Call::putc>' used
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::call<sys::Call::write>.raw(kStandardOutput, "x", 1);
#else
    return sys::call<sys::Call::putc>.raw('x');
#endif
}
