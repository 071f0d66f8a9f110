// tests/reject/kernel/wide_row.cpp: what does not fit a register cannot be passed in one.
// expect: a parameter is one register: pass user memory as In, Out or Str
#include "abi/types.h"

struct Two {
    u64 first, second;
};

u64 example(Two both) {
#ifdef RIGHT
    return Register::put(both.first);
#else
    return Register::put(both);
#endif
}
