// tests/reject/kernel/address_for_number.cpp: an address does not turn into a number by itself.
// expect: cannot convert 'VirtAddr' to 'u64'
#include "lib/address.h"

u64 example(VirtAddr address) {
#ifdef RIGHT
    return address.value();
#else
    return address;
#endif
}
