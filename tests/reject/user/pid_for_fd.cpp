// tests/reject/user/pid_for_fd.cpp: a process is no file.
// expect: no match for call to '.*\(const Pid&\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::close(kStandardInput).raw();
#else
    const Pid pid(3);
    return sys::close(pid).raw();
#endif
}
