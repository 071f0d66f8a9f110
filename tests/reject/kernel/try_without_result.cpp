// tests/reject/kernel/try_without_result.cpp: TRY hands an error on: its function must return a Result.
// expect: cannot convert 'Errno' to 'int' in return
#include "abi/result.h"

Result<int> count();

#ifdef RIGHT
Result<int> example() { return TRY(count()) + 1; }
#else
int example() { return TRY(count()) + 1; }
#endif
