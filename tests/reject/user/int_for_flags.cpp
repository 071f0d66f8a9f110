// tests/reject/user/int_for_flags.cpp: flags are told by their names.
// expect: no match for call to '.*\(const Fd&, const char \[5\], int, FileMode\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    return sys::openat(kCurrentDirectory, "file", O_RDONLY, FileMode()).raw();
#else
    return sys::openat(kCurrentDirectory, "file", 0, FileMode()).raw();
#endif
}
