// memory/shared_memory.cpp: how shared memory comes, page by page, and goes when nobody has any of it.
#include "memory/shared_memory.h"
#include "memory/heap.h"
#include "memory/layout.h"

Result<Ref<SharedMemory>> SharedMemory::create(u64 bytes) {
    if (bytes > kUserEnd.value()) return Errno::nomem;
    Ref<SharedMemory> memory = TRY(make_ref<SharedMemory>(bytes));
    Guard guard(memory->lock_);
    TRY(memory->pages_.initialise());
    return memory;
}

// Pages that are still in page tables stay until they are out of them.
SharedMemory::~SharedMemory() {
    if (pages_.root() == PhysAddr()) return;
    for (VirtAddr page; page < end_;) {
        const Pte* pte = pages_.find(page);
        if (!pte) {
            page = pages_.skip_unmapped(page);
            continue;
        }
        for (const VirtAddr end = end_of_table(page); page < end; page = page + kPageSize, pte++)
            if (*pte) pages::release(pte_address(*pte));
    }
}

Result<PhysAddr> SharedMemory::page_at(u64 offset) {
    Guard guard(lock_);
    Pte& pte = *TRY(pages_.find_or_make(VirtAddr(offset)));
    if (!pte) pte = pte_for(TRY(pages::allocate_zeroed()), kPteValid);
    pages::Sharing sharing;
    sharing.share(pte_address(pte));
    return pte_address(pte);
}
