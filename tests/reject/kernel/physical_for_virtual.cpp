// tests/reject/kernel/physical_for_virtual.cpp: a physical address is no virtual one.
// expect: could not convert 'address' from 'PhysAddr' to 'VirtAddr'
#include "lib/address.h"

u64 offset_of(VirtAddr address);

u64 example(PhysAddr address) {
#ifdef RIGHT
    return offset_of(VirtAddr(address.value()));
#else
    return offset_of(address);
#endif
}
