// tests/reject/kernel/pointer_in_a_row.cpp: a program and the kernel never exchange a raw pointer.
// expect: a parameter is one register: pass user memory as In, Out or Str
#include "abi/types.h"

u64 example(const char* text) {
#ifdef RIGHT
    return Register::put(Str(text));
#else
    return Register::put(text);
#endif
}
