// tests/reject/kernel/number_for_address.cpp: a number is no address until somebody says which kind.
// expect: could not convert '4096' from 'int' to 'VirtAddr'
#include "lib/address.h"

u64 offset_of(VirtAddr address);

u64 example() {
#ifdef RIGHT
    return offset_of(VirtAddr(4096));
#else
    return offset_of(4096);
#endif
}
