// tests/reject/user/internal_call.cpp: a call that only the library makes has no wrapper.
// expect: no match for call to '\(sys::WrapperOf<sys::Call::sigreturn, sys::Ecall> \{aka const sys::Internal\}\)
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::getpid().raw();
#else
    return sys::sigreturn().raw();
#endif
}
