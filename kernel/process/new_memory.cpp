// process/new_memory.cpp: filling the memory of a new program.
#include "process/new_memory.h"
#include "lib/string.h"

Result<u8*> page_to_fill(AddressSpace& space, VirtAddr page) {
    Guard guard(space.lock());
    return space.page_for(page, Access::load);
}

Result<void> fill(AddressSpace& space, VirtAddr to, const void* bytes, usize count) {
    const u8* next = static_cast<const u8*>(bytes);
    while (count > 0) {
        const usize rest = kPageSize - to.page_offset();
        const usize here = count < rest ? count : rest;
        u8* page = TRY(page_to_fill(space, to.page()));
        memcpy(page + to.page_offset(), next, here);
        to = to + here;
        next += here;
        count -= here;
    }
    return {};
}
