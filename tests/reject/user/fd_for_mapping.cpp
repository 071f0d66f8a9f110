// tests/reject/user/fd_for_mapping.cpp: what one call makes, another kind of call does not take.
// expect: no match for call to .*Call::close, void\(Fd\).*\) \(Mapping&\)
#include <syscalls.h>

i64 example(Fd file, Mapping memory) {
#ifdef RIGHT
    return sys::close(file).raw() + sys::protect(memory, 4096, PROT_READ).raw();
#else
    return sys::close(memory).raw() + sys::protect(file, 4096, PROT_READ).raw();
#endif
}
