// tests/reject/user/ignored_result.cpp: whoever ignores a result ignores its error.
// expect: ignoring returned value of type 'Result<void>', declared with attribute 'nodiscard'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    if (!sys::close(kStandardInput)) return 1;
    return 0;
#else
    sys::close(kStandardInput);
    return 0;
#endif
}
