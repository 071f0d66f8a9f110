// memory/heap.cpp: memory for kernel objects: pages cut into equal slots.
#include "memory/heap.h"
#include "debug/failures.h"
#include "lib/list.h"
#include "memory/page_allocator.h"
#include "sync/spinlock.h"

namespace {

struct Slot {
    Slot* next;
};
struct SlotSize;

// The head of a page; its slots follow.
struct SlotPage {
    ListLink link; // in SlotSize::with_room while it has a free slot
    Slot* free = nullptr;
    SlotSize* size = nullptr;
    usize used = 0; // slots
};
constexpr usize kFirstSlot =
    64; // bytes from the start of the page; a multiple of every alignment that we need
static_assert(sizeof(SlotPage) <= kFirstSlot);

constinit Spinlock lock(LockRank::heap);

// Each object gets a slot of the smallest size that holds it.
struct SlotSize {
    usize bytes;
    List<SlotPage, &SlotPage::link> with_room; // pages with a free slot
};
constinit SlotSize sizes[] GUARDED_BY(lock) = {{32, {}},  {64, {}},  {96, {}},  {128, {}},  {192, {}},
                                               {256, {}}, {384, {}}, {512, {}}, {1008, {}}, {2016, {}}};

SlotSize& size_for(usize bytes) REQUIRES(lock) {
    SlotSize* size = sizes;
    while (size->bytes < bytes) size++;
    return *size;
}

// A new page of slots, all of them free; null if memory has ended.
SlotPage* new_page(SlotSize& size) REQUIRES(lock) {
    auto memory = pages::allocate();
    if (!memory) return nullptr;
    u8* start = pointer_to<u8>(memory.value());
    auto* page = new (start) SlotPage;
    page->size = &size;
    for (usize offset = kFirstSlot; offset + size.bytes <= kPageSize; offset += size.bytes)
        page->free = new (start + offset) Slot{page->free};
    return page;
}

void* allocate(usize bytes) {
    kassert(bytes <= kObjectSizeMax);
    Guard guard(lock);
    SlotSize& size = size_for(bytes);
    SlotPage* page = size.with_room.first();
    if (!page) {
        page = new_page(size);
        if (!page) return nullptr;
        size.with_room.push_front(page);
    }
    Slot* slot = page->free;
    page->free = slot->next;
    page->used++;
    if (!page->free) size.with_room.remove(page);
    return slot;
}

void release(void* object) {
    Guard guard(lock);
    const u64 address = reinterpret_cast<u64>(object);                        // to find
    auto* page = reinterpret_cast<SlotPage*>(round_down(address, kPageSize)); // the page around it
    kassert(page->used > 0);
    if (!page->free) page->size->with_room.push_front(page);
    page->free = new (object) Slot{page->free};
    if (--page->used > 0) return;
    page->size->with_room.remove(page);
    pages::release(physical(page));
}

} // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return failures::memory.strikes() ? nullptr : allocate(size);
}
void operator delete(void* object) noexcept {
    if (object) release(object);
}
void operator delete(void* object, std::size_t) noexcept { operator delete(object); }
void operator delete(void* object, const std::nothrow_t&) noexcept { operator delete(object); }

// The standard declares this object, and nobody defines it without a hosted library.
const std::nothrow_t std::nothrow{};
