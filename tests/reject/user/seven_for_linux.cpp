// tests/reject/user/seven_for_linux.cpp: Linux's convention has six registers for arguments, and this row needs seven.
// expect: no matching function for call to 'sys::LinuxEcall::call
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::call<sys::Call::weigh>.raw(1, 2, 3, 4, 5, 6, 7);
#else
    return sys::call<sys::Call::weigh, sys::LinuxEcall>.raw(1, 2, 3, 4, 5, 6, 7);
#endif
}
