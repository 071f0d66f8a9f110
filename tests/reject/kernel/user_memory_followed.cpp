// tests/reject/kernel/user_memory_followed.cpp: the kernel cannot follow an address of a program by accident.
// expect: no match for 'operator\*' \(operand type is 'In<char>'\)
#include "abi/types.h"

u64 example(In<char> bytes) {
#ifdef RIGHT
    return bytes.address();
#else
    return static_cast<u64>(*bytes);
#endif
}
