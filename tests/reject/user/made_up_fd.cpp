// tests/reject/user/made_up_fd.cpp: a descriptor comes from a call that opens something.
// expect: 'constexpr Fd::Fd\(i64\)' is private within this context
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    const Fd fd = sys::dup(kStandardOutput).value();
#else
    const Fd fd(3);
#endif
    return sys::close(fd).raw();
}
