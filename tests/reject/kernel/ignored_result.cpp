// tests/reject/kernel/ignored_result.cpp: whoever ignores a result ignores its error.
// expect: ignoring returned value of type 'Result<void>', declared with attribute 'nodiscard'
#include "abi/result.h"

Result<void> step();

Result<void> example() {
#ifdef RIGHT
    TRY(step());
    return {};
#else
    step();
    return {};
#endif
}
