// tests/reject/user/too_few_arguments.cpp: a call needs all of its arguments.
// expect: no match for call to '.*\(const Fd&, const char \[6\]\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::write(kStandardOutput, "hello", 5).raw();
#else
    return sys::write(kStandardOutput, "hello").raw();
#endif
}
