// memory/regions.cpp: the list of an address space's regions: finding, splitting, joining and describing them.
//
// It is kept in the order of addresses. Two regions that touch and allow the same become one, unless they are shared and do
// not touch there.
#include "memory/address_space.h"
#include "memory/heap.h"

namespace {

bool belong_together(const Region& below, const Region& above) {
    return below.protection == above.protection && above.shared == below.shared + (above.start - below.start);
}

} // namespace

void Region::touch(VirtAddr page) {
    if (page < touched_start) touched_start = page;
    if (page + kPageSize > touched_end) touched_end = page + kPageSize;
}

// What is cut off must be empty, or another region's from now on.
void Region::change_ends(VirtAddr new_start, VirtAddr new_end) {
    shared.offset += new_start - start;
    start = new_start;
    end = new_end;
    if (touched_start < start) touched_start = start;
    if (touched_end > end) touched_end = end;
}

Region* AddressSpace::region_of(VirtAddr address) {
    Region* region = first_region_beyond(address);
    return region && region->contains(address) ? region : nullptr;
}

// The first region that does not end before an address or at it.
Region* AddressSpace::first_region_beyond(VirtAddr address) {
    for (Region& region : regions_)
        if (address < region.end) return &region;
    return nullptr;
}

bool AddressSpace::is_free(VirtAddr start, VirtAddr end) {
    const Region* next = first_region_beyond(start);
    return !next || end <= next->start;
}

bool AddressSpace::is_mapped(VirtAddr start, VirtAddr end) {
    Guard guard(lock_);
    while (start < end) {
        const Region* region = region_of(start);
        if (!region) return false;
        start = region->end;
    }
    return true;
}

Result<Region*> AddressSpace::new_region(Region* next, VirtAddr start, VirtAddr end, Protection protection) {
    if (region_count_ == MEMORY_REGIONS_MAX) return Errno::nomem;
    Region* region = TRY(make<Region>(start, end, protection)).leak();
    regions_.insert_before(next, region);
    region_count_++;
    return region;
}

void AddressSpace::remove(Region* region) {
    decltype(regions_)::remove(region);
    delete region;
    region_count_--;
}

// A new promise, where there is none.
Result<void> AddressSpace::add(VirtAddr start, VirtAddr end, Protection protection, SharedPlace shared) {
    Region* below = region_of(VirtAddr(start.value() - kPageSize));
    const bool is_own = !shared.memory && below && !below->shared.memory;
    if (is_own && below->protection == protection)
        below->end = end; // most heaps grow like this
    else
        TRY(new_region(first_region_beyond(start), start, end, protection))->shared = std::move(shared);
    join_at(end);
    return {};
}

// No region reaches over this address any more: where one did, there are two.
Result<void> AddressSpace::split_at(VirtAddr boundary) {
    Region* lower = region_of(boundary);
    if (!lower || lower->start == boundary) return {};
    Region* upper = TRY(new_region(regions_.after(lower), boundary, lower->end, lower->protection));
    upper->shared = lower->shared + (boundary - lower->start);
    upper->touched_start = lower->touched_start;
    upper->touched_end = lower->touched_end;
    upper->change_ends(boundary, lower->end);
    lower->change_ends(lower->start, boundary);
    return {};
}

// The opposite: if what lies below and above allows the same, there is one.
void AddressSpace::join_at(VirtAddr boundary) {
    Region* below = region_of(VirtAddr(boundary.value() - kPageSize));
    Region* above = region_of(boundary);
    if (!below || !above || below == above || !belong_together(*below, *above)) return;
    below->end = above->end;
    if (above->touched_start < below->touched_start) below->touched_start = above->touched_start;
    if (above->touched_end > below->touched_end) below->touched_end = above->touched_end;
    remove(above);
}

AddressSpace::Meaning AddressSpace::meaning_of(VirtAddr address) {
    Guard guard(lock_);
    const Region* region = region_of(address);
    if (!region || !region->shared.memory) return {this, address.value()};
    return {region->shared.memory.get(), region->shared.offset + (address - region->start)};
}

// --- for who lists the memory ---

static_assert(kPteRead == PROT_READ << 1 && kPteWrite == PROT_WRITE << 1 && kPteExecute == PROT_EXEC << 1);

bool AddressSpace::describe(VirtAddr from, MemoryRegion& answer) {
    Guard guard(lock_);
    const Region* region = first_region_beyond(from);
    if (!region) return false;
    answer = {region->start.value(), region->end.value(), pages_in(*region),
              static_cast<u32>(static_cast<u64>(region->protection) >> 1), use_of(*region)};
    return true;
}

// By its place: see memory/layout.h.
u32 AddressSpace::use_of(const Region& region) const {
    if (region.shared.memory) return MEMORY_MAPPED | MEMORY_SHARED;
    if (region.end == kStackTop) return MEMORY_STACK;
    u32 use = 0;
    if (region.start < heap_start_) use |= MEMORY_PROGRAM;
    if (region.start < heap_end_ && region.end > heap_start_) use |= MEMORY_HEAP;
    return use ? use : u32{MEMORY_MAPPED};
}

u64 AddressSpace::pages_in(const Region& region) {
    u64 count = 0;
    for (VirtAddr next = region.start; next < region.end;) {
        const Step step = step_in(region, next, region.end);
        for (const Pte pte : step.entries) count += pte != 0;
        next = step.end;
    }
    return count;
}
