// tests/reject/user/swapped_arguments.cpp: arguments in the wrong order have the wrong types.
// expect: no match for call to '.*\(const char \[6\], const Fd&, int\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::write(kStandardOutput, "hello", 5).raw();
#else
    return sys::write("hello", kStandardOutput, 5).raw();
#endif
}
