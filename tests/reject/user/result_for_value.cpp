// tests/reject/user/result_for_value.cpp: a result is not its value: it may be an error.
// expect: cannot convert 'Result<long unsigned int>' to '(const )?usize'
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    const usize written = sys::write(kStandardOutput, "hello", 5).value();
    return static_cast<i64>(written);
#else
    const usize written = sys::write(kStandardOutput, "hello", 5);
    return static_cast<i64>(written);
#endif
}
