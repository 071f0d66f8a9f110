// tests/reject/kernel/result_as_truth.cpp: whether a result is good must be asked, not assumed.
// expect: cannot convert 'Result<int>' to 'bool'
#include "abi/result.h"

Result<int> count();

bool example() {
#ifdef RIGHT
    return static_cast<bool>(count());
#else
    return count();
#endif
}
