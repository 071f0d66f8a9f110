// tests/reject/user/int_for_fd.cpp: a number is no descriptor.
// expect: no match for call to '.*\(int, const char \[6\], int\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::write(kStandardOutput, "hello", 5).raw();
#else
    return sys::write(1, "hello", 5).raw();
#endif
}
