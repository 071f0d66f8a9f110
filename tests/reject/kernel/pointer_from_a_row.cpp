// tests/reject/kernel/pointer_from_a_row.cpp: nor may a handler ask for one.
// expect: a parameter is one register: pass user memory as In, Out or Str
#include "arch/trap_frame.h"

u64 example(const TrapFrame& frame) {
#ifdef RIGHT
    const In<char> bytes = frame.arg(1);
    return bytes.address();
#else
    const char* bytes = frame.arg(1);
    return static_cast<u64>(*bytes);
#endif
}
