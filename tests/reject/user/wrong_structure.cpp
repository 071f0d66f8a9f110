// tests/reject/user/wrong_structure.cpp: fstat answers with a Stat and nothing else.
// expect: no match for call to '.*\(const Fd&, SystemInfo\*\)'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    Stat answer;
    return sys::fstat(kStandardInput, &answer).raw();
#else
    SystemInfo answer;
    return sys::fstat(kStandardInput, &answer).raw();
#endif
}
