// memory/page_allocator.h: who owns which page of memory.
//
// Blocks of 2^order pages, in the way of buddies: two free neighbours of the same size become one block again. A page
// also counts how many address spaces share it. Memory that was never used is not touched at boot: it waits as one
// piece, from which the largest blocks are cut when they are first needed.
#pragma once

#include "abi/result.h"
#include "lib/address.h"

constexpr usize kMaxOrder = 10; // 4 MiB

namespace pages {

// Takes the memory from start to end, which nobody uses, as free.
void initialise(PhysAddr start, PhysAddr end);

// 2^order pages in a row, aligned to their size, with one reference, and with whatever was in them before.
Result<PhysAddr> allocate(usize order = 0);
Result<PhysAddr> allocate_zeroed(); // one page

// One more owner of a page; and one less, which gives the block back when it was the last.
void share(PhysAddr page);
void release(PhysAddr block);
bool is_shared(PhysAddr page);

// A link that the owner of a block may keep with it, outside of its memory: to chain its blocks. PhysAddr() at first.
PhysAddr link_of(PhysAddr block);
void set_link(PhysAddr block, PhysAddr other);

u64 total(); // in pages; what the kernel image takes is not counted
u64 free();

} // namespace pages

// Physical memory as the kernel reaches it. In machine mode the two are the same.
constexpr u64 kPhysBaseOffset = PHYS_BASE_OFFSET;
template <class T> T* pointer_to(PhysAddr address) {
    return reinterpret_cast<T*>(address.value() + kPhysBaseOffset); // the direct map
}
inline PhysAddr physical(const void* pointer) {
    return PhysAddr(reinterpret_cast<u64>(pointer) - kPhysBaseOffset); // the direct map, backwards
}
