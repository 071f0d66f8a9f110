// tests/reject/user/read_into_constant.cpp: read fills its buffer, so a constant cannot be one.
// expect: no match for call to '.*\(const Fd&, const char \[10\], long unsigned int\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    char buffer[10];
    return sys::read(kStandardInput, buffer, sizeof(buffer)).raw();
#else
    const char buffer[10] = {};
    return sys::read(kStandardInput, buffer, sizeof(buffer)).raw();
#endif
}
