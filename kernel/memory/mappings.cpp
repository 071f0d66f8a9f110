// memory/mappings.cpp: what a program changes about its address space: new memory, memory given back, protection, the heap.
//
// Large ranges are worked through in steps, each as far as one leaf table reaches, and between two steps the lock is
// free: another thread may come in between, and finds each step done or not begun. Pages are given back only after no
// hart can reach them any more.
#include "lib/string.h"
#include "memory/address_space.h"

namespace {

constexpr Pte kPteAccess = kPteRead | kPteWrite | kPteExecute;

constexpr VirtAddr page_end(VirtAddr address) { return VirtAddr(round_up(address.value(), kPageSize)); }
constexpr VirtAddr least(VirtAddr a, VirtAddr b) { return a < b ? a : b; }
constexpr VirtAddr greatest(VirtAddr a, VirtAddr b) { return a < b ? b : a; }

} // namespace

// What was never touched takes no time.
AddressSpace::Step AddressSpace::step_in(const Region& region, VirtAddr start, VirtAddr end) {
    const VirtAddr touched_end = least(end, region.touched_end);
    VirtAddr first = greatest(start, region.touched_start);
    while (first < touched_end && !table_.find(first)) first = table_.skip_unmapped(first);
    if (first >= touched_end) return {end, {}};
    const VirtAddr last = least(touched_end, end_of_table(first));
    return {last < touched_end ? last : end, {table_.find(first), (last - first) / kPageSize}};
}

// --- new memory ---

Result<VirtAddr> AddressSpace::map(VirtAddr start, u64 bytes, Protection protection, Placement placement,
                                   Ref<SharedMemory> memory) {
    if (bytes > kUserEnd.value()) return Errno::nomem;
    const u64 size = round_up(bytes, kPageSize);
    const bool possible = start >= kUserStart && in_user_range(start, size);
    if (!possible && placement != Placement::anywhere) return Errno::nomem;
    if (placement == Placement::replacing && memory) TRY(unmap(start, start + size));
    if (placement == Placement::replacing && !memory) {
        for (VirtAddr next = start; next < start + size;)
            next = TRY(replace_step(next, start + size, protection));
        return start;
    }
    Guard guard(lock_);
    const bool free = possible && is_free(start, start + size);
    if (!free && placement != Placement::anywhere) return Errno::exist;
    const VirtAddr place = free ? start : TRY(find_free(size));
    TRY(add(place, place + size, protection, {std::move(memory), 0}));
    return place;
}

// Other threads find the old memory or the new at every moment, and never nothing.
Result<VirtAddr> AddressSpace::replace_step(VirtAddr start, VirtAddr end, Protection protection) {
    SharedPlace before; // goes when the lock is free
    Guard guard(lock_);
    Region* old = first_region_beyond(start);
    if (!old || old->start > start) {
        const VirtAddr stop = old ? least(end, old->start) : end;
        TRY(add(start, stop, protection));
        return stop;
    }
    const Step step = step_in(*old, start, least(end, old->end));
    TRY(split_at(start));
    TRY(split_at(step.end));
    Region& region = *region_of(start);
    drop_pages(region, start, step.end);
    region.protection = protection;
    before = std::exchange(region.shared, {});
    join_at(start);
    join_at(step.end);
    return step.end;
}

// As far up as possible between the heap and the end of what programs have: so the heap has room to grow.
Result<VirtAddr> AddressSpace::find_free(u64 bytes) {
    VirtAddr place;
    VirtAddr gap = page_end(heap_end_);
    while (gap < kProgramEnd) {
        const Region* next = first_region_beyond(gap);
        const VirtAddr gap_end = next ? least(greatest(next->start, gap), kProgramEnd) : kProgramEnd;
        if (gap_end - gap >= bytes) place = VirtAddr(gap_end.value() - bytes);
        gap = next ? next->end : kProgramEnd;
    }
    if (place == VirtAddr()) return Errno::nomem;
    return place;
}

// --- memory given back ---

Result<void> AddressSpace::unmap(VirtAddr start, VirtAddr end) {
    while (start < end) start = TRY(unmap_step(start, end));
    return {};
}

// Where to go on.
Result<VirtAddr> AddressSpace::unmap_step(VirtAddr start, VirtAddr end) {
    SharedPlace before; // goes when the lock is free
    Guard guard(lock_);
    Region* region = first_region_beyond(start);
    if (!region || region->start >= end) return end;
    before = region->shared;
    start = greatest(start, region->start);
    end = step_in(*region, start, least(end, region->end)).end;
    if (start > region->start && end < region->end) TRY(split_at(end)); // a hole
    drop_pages(*region, start, end);
    if (start > region->start)
        region->change_ends(region->start, start);
    else
        region->change_ends(end, region->end);
    if (region->start == region->end) remove(region);
    return end;
}

void AddressSpace::discard(VirtAddr start, VirtAddr end) {
    while (start < end) start = discard_step(start, end);
}

// Where to go on.
VirtAddr AddressSpace::discard_step(VirtAddr start, VirtAddr end) {
    Guard guard(lock_);
    Region* region = first_region_beyond(start);
    if (!region || region->start >= end) return end;
    start = greatest(start, region->start);
    end = step_in(*region, start, least(end, region->end)).end;
    drop_pages(*region, start, end);
    return end;
}

// --- protection ---

Result<void> AddressSpace::protect(VirtAddr start, VirtAddr end, Protection protection) {
    while (start < end) start = TRY(protect_step(start, end, protection));
    return {};
}

// An entry never allows writing here, as the page may be shared: that comes with the first write (take_copy).
Result<VirtAddr> AddressSpace::protect_step(VirtAddr start, VirtAddr end, Protection protection) {
    Guard guard(lock_);
    Region* region = region_of(start);
    if (!region) return Errno::nomem;
    if (region->protection == protection) return least(end, region->end);
    const bool is_sealed = region->shared.memory && region->shared.memory->is_sealed();
    if (is_sealed && protection == Protection::read_write) return Errno::acces;
    const Step step = step_in(*region, start, least(end, region->end));
    TRY(split_at(start));
    TRY(split_at(step.end));
    region_of(start)->protection = protection;
    const Pte access = static_cast<Pte>(protection) & ~kPteWrite;
    for (Pte& pte : step.entries)
        if (pte) pte = (pte & ~kPteAccess) | access;
    if (!step.entries.empty()) flush_all();
    join_at(start);
    join_at(step.end);
    return step.end;
}

// --- the heap ---

void AddressSpace::place_heap(VirtAddr start) {
    Guard guard(lock_);
    heap_start_ = heap_end_ = start;
}

VirtAddr AddressSpace::heap_end() {
    Guard guard(lock_);
    return heap_end_;
}

// What lies beyond a lower end goes first, and then the end moves.
Result<VirtAddr> AddressSpace::set_heap_end(VirtAddr end) {
    if (end < heap_start_) return Errno::inval;
    if (end > kProgramEnd) return Errno::nomem;
    while (true) {
        const VirtAddr before = heap_end();
        TRY(unmap(page_end(end), page_end(before)));
        Guard guard(lock_);
        if (heap_end_ != before) continue; // another thread was faster
        TRY(move_heap_end(end));
        return end;
    }
}

Result<void> AddressSpace::move_heap_end(VirtAddr end) {
    const VirtAddr old_end = page_end(heap_end_);
    if (old_end < page_end(end)) {
        if (!is_free(old_end, page_end(end))) return Errno::nomem;
        TRY(add(old_end, page_end(end), Protection::read_write));
    }
    if (end < heap_end_) TRY(clear_rest_of_page(end));
    heap_end_ = end;
    return {};
}

// What a page has beyond the end of the heap is zero when the heap grows again; unless the program itself has forbidden
// all writing there.
Result<void> AddressSpace::clear_rest_of_page(VirtAddr end) {
    const Region* region = region_of(end.page());
    const Pte* pte = table_.find(end.page());
    if (end.page_offset() == 0 || !pte || !(*pte & kPteValid)) return {};
    if (!region || !region->allows(Access::write)) return {};
    u8* page = TRY(page_for(end.page(), Access::write));
    memset(page + end.page_offset(), 0, kPageSize - end.page_offset());
    return {};
}
