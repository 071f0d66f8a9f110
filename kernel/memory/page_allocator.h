// memory/page_allocator.h: who owns which page of memory.
//
// Blocks of 2^order pages, in the way of buddies: two free neighbours of the same size become one block again, but for a
// few single pages that wait for the next who wants one. A page also counts how many address spaces share it. Memory
// that was never used is not touched at boot: it waits as one piece, from which the largest blocks are cut when they are
// first needed.
#pragma once

#include "abi/result.h"
#include "lib/address.h"
#include "sync/spinlock.h"

constexpr usize kMaxOrder = 10; // 4 MiB

namespace pages {

// Takes the memory from start to end, which nobody uses, as free.
void initialise(PhysAddr start, PhysAddr end);

// 2^order pages in a row, aligned to their size, with one reference, and with whatever was in them before.
Result<PhysAddr> allocate(usize order = 0);
Result<PhysAddr> allocate_zeroed(); // one page

// One less owner of a page, which gives the block back when it was the last.
void release(PhysAddr block);
bool is_shared(PhysAddr page);

// A link that the owner of a block may keep with it, outside of its memory: to chain its blocks. PhysAddr() at first.
PhysAddr link_of(PhysAddr block);
void set_link(PhysAddr block, PhysAddr other);

// One for each page of memory. Links are numbers of pages, counted from the first one; 0 means none.
struct Page {
    u32 next;       // in the list of free blocks of its order, or of waiting pages; in use: its owner's chain
    u32 previous;   // likewise
    u32 references; // of the block that starts here; 0 if it is free or does not start here
    u8 order;       // the size of the block that starts here: 2^order pages
    bool free;      // a free block starts here, which is in the list of its order
};

// Gives many pages one more owner each, at a few instructions a page: no other function may be called meanwhile.
class Sharing : NonCopyable {
  public:
    Sharing();
    // Of a page that somebody owns already.
    void share(PhysAddr page) { info_[(page - first_) >> kPageShift].references++; }

  private:
    Guard guard_;
    Page* const info_;
    const PhysAddr first_;
};

u64 total(); // in pages; what the kernel image takes is not counted
u64 free();

} // namespace pages

// Physical memory as the kernel reaches it. In machine mode the two are the same.
constexpr u64 kPhysBaseOffset = PHYS_BASE_OFFSET;
template <class T> [[gnu::always_inline]] inline T* pointer_to(PhysAddr address) {
    return reinterpret_cast<T*>(address.value() + kPhysBaseOffset); // the direct map
}
inline PhysAddr physical(const void* pointer) {
    return PhysAddr(reinterpret_cast<u64>(pointer) - kPhysBaseOffset); // the direct map, backwards
}
