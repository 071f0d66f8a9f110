// memory/page_allocator.cpp: who owns which page of memory: buddies, and the single pages that come and go.
#include "memory/page_allocator.h"
#include "debug/failures.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "sync/spinlock.h"

namespace pages {
namespace {

constinit Spinlock lock(LockRank::page_allocator);
constinit Page* info GUARDED_BY(lock) = nullptr;
constinit PhysAddr first_page GUARDED_BY(lock); // page number 0: never handed out, as 0 means none
constinit u64 page_count GUARDED_BY(lock) = 0;  // page numbers are below this
constinit u64
    untouched GUARDED_BY(lock) = 0; // pages from this number on were never used and have no info yet
constinit u64 free_pages GUARDED_BY(lock) = 0; // untouched ones included
constinit u64 total_pages GUARDED_BY(lock) = 0;
constinit u32 free_blocks[kMaxOrder + 1] GUARDED_BY(lock) = {}; // heads of the lists

// The single pages that were given back last wait for whoever wants one next: so one that comes and goes costs the same,
// however the blocks around it lie. They are nobody's buddies until there is no memory without them.
constexpr u32 kWaitingMax = 64;
constinit u32 waiting GUARDED_BY(lock) = 0; // head of the list, which leads forwards only
constinit u32 waiting_count GUARDED_BY(lock) = 0;

PhysAddr address_of(u64 number) REQUIRES(lock) { return first_page + number * kPageSize; }
u64 number_of(PhysAddr page) REQUIRES(lock) {
    const u64 number = (page - first_page) >> kPageShift;
    kassert(number > 0 && number < untouched);
    return number;
}

void push(u64 number, usize order) REQUIRES(lock) {
    Page& page = info[number];
    page = {free_blocks[order], 0, 0, static_cast<u8>(order), true};
    if (page.next) info[page.next].previous = static_cast<u32>(number);
    free_blocks[order] = static_cast<u32>(number);
}

void unlink(u64 number) REQUIRES(lock) {
    Page& page = info[number];
    if (page.next) info[page.next].previous = page.previous;
    if (page.previous)
        info[page.previous].next = page.next;
    else
        free_blocks[page.order] = page.next;
    page.free = false;
}

// Makes the next stretch of untouched memory a free block of the largest size that fits there.
// Rare: not to be made part of allocate.
[[gnu::noinline, gnu::cold]] bool cut_untouched() REQUIRES(lock) {
    if (untouched >= page_count) return false;
    usize order = kMaxOrder;
    while (untouched & ((1ul << order) - 1) || untouched + (1ul << order) > page_count) order--;
    const u64 number = untouched;
    untouched += 1ul << order;
    for (u64 n = number; n < untouched; n++) info[n] = {};
    push(number, order);
    return true;
}

// The first free block of this order, taken out of its list; 0 if there is none.
u64 pop(usize order) REQUIRES(lock) {
    const u64 number = free_blocks[order];
    if (!number) return 0;
    Page& page = info[number];
    if (page.next) info[page.next].previous = 0;
    free_blocks[order] = page.next;
    page.free = false;
    return number;
}

// A free block of exactly this order, taken out of the lists; 0 if there is none.
u64 take(usize order) REQUIRES(lock) {
    usize larger = order;
    u64 number = pop(order);
    while (!number && larger < kMaxOrder) number = pop(++larger);
    if (!number) return 0;
    while (larger > order) { // the upper half goes back, one size smaller
        larger--;
        push(number + (1ul << larger), larger);
    }
    return number;
}

// Puts a block into the lists, as one with its neighbour wherever that is free too.
void give(u64 number, usize order) REQUIRES(lock) {
    while (order < kMaxOrder) {
        const u64 buddy = number ^ (1ul << order);
        if (buddy >= untouched || !info[buddy].free || info[buddy].order != order) break;
        unlink(buddy);
        number &= ~(1ul << order);
        order++;
    }
    push(number, order);
}

u64 pop_waiting() REQUIRES(lock) {
    const u64 number = waiting;
    waiting = info[number].next;
    waiting_count--;
    return number;
}

// Rare: not to be made part of allocate.
[[gnu::noinline, gnu::cold]] bool give_waiting() REQUIRES(lock) {
    if (!waiting) return false;
    while (waiting) give(pop_waiting(), 0);
    return true;
}

// A block of this order that is in no list any more; 0 if there is none.
u64 find(usize order) REQUIRES(lock) {
    if (order == 0 && waiting) return pop_waiting();
    do {
        if (const u64 number = take(order)) return number;
    } while (cut_untouched() || give_waiting());
    return 0;
}

} // namespace

void initialise(PhysAddr start, PhysAddr end) {
    Guard guard(lock);
    // The table of pages lies first; the pages after it are counted from a multiple of the largest block.
    info = pointer_to<Page>(start);
    first_page = PhysAddr(round_down(start.value(), kPageSize << kMaxOrder));
    page_count = (end - first_page) >> kPageShift;
    const PhysAddr table_end = start + (page_count + 1) * sizeof(Page);
    untouched = (round_up(table_end.value(), kPageSize) - first_page.value()) >> kPageShift;
    kassert(untouched > 0 && untouched < page_count);
    for (u64 n = 0; n < untouched; n++) info[n] = {}; // what is in use already: never free, never a buddy
    total_pages = free_pages = page_count - untouched;
}

Result<PhysAddr> allocate(usize order) {
    kassert(order <= kMaxOrder);
    if (failures::memory.strikes()) return Errno::nomem;
    Guard guard(lock);
    const u64 number = find(order);
    if (!number) return Errno::nomem;
    info[number] = {0, 0, 1, static_cast<u8>(order), false};
    free_pages -= 1ul << order;
    return address_of(number);
}

Result<PhysAddr> allocate_zeroed() {
    const PhysAddr page = TRY(allocate());
    memset(pointer_to<void>(page), 0, kPageSize);
    return page;
}

// The guard has the lock of both.
Sharing::Sharing() NO_THREAD_SAFETY : guard_(lock), info_(info), first_(first_page) {}

void release(PhysAddr block) {
    Guard guard(lock);
    const u64 number = number_of(block);
    Page& page = info[number];
    kassert(page.references > 0);
    if (--page.references > 0) return;
    free_pages += 1ul << page.order;
    if (page.order > 0 || waiting_count == kWaitingMax) return give(number, page.order);
    page.next = waiting;
    waiting = static_cast<u32>(number);
    waiting_count++;
}

bool is_shared(PhysAddr page) {
    Guard guard(lock);
    return info[number_of(page)].references > 1;
}

PhysAddr link_of(PhysAddr block) {
    Guard guard(lock);
    const u32 next = info[number_of(block)].next;
    return next ? address_of(next) : PhysAddr();
}

void set_link(PhysAddr block, PhysAddr other) {
    Guard guard(lock);
    info[number_of(block)].next = other == PhysAddr() ? 0 : static_cast<u32>(number_of(other));
}

u64 total() {
    Guard guard(lock);
    return total_pages;
}

u64 free() {
    Guard guard(lock);
    return free_pages;
}

} // namespace pages
