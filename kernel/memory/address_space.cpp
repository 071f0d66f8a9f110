// memory/address_space.cpp: what a program may reach: regions, pages on demand, copies on write.
#include "memory/address_space.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "sync/requests.h"

namespace {

constexpr Pte kUserPage = kPteValid | kPteUser | kPteAccessed | kPteDirty;

constexpr Pte bits_of(Protection protection) { return static_cast<Pte>(protection); }

} // namespace

bool Region::allows(Access access) const {
    return access == Access::load || bits_of(protection) & needed_for(access);
}

Result<Ref<AddressSpace>> AddressSpace::create() {
    Ref<AddressSpace> space = TRY(make_ref<AddressSpace>());
    TRY(space->table_.initialise());
    return space;
}

// Nobody else knows of it any more, so it needs no lock: large spaces take long.
AddressSpace::~AddressSpace() {
    while (Region* region = regions_.pop_front()) {
        sweep(*region, region->start, region->end, Sweep::give_back); // no hart uses this table any more
        delete region;
    }
}

Result<void> AddressSpace::add_region(VirtAddr start, VirtAddr end, Protection protection) {
    if (start < kUserStart || start >= end || !in_user_range(start, end - start)) return Errno::inval;
    Guard guard(lock_);
    if (!is_free(start, end)) return Errno::inval;
    return add(start, end, protection);
}

// --- pages on demand ---

Result<u8*> AddressSpace::bring_in_for(VirtAddr page, Access access) {
    Region* region = region_of(page);
    if (!region || !region->allows(access)) return Errno::fault;
    TRY(bring_in(*region, page, access));
    return pointer_to<u8>(pte_address(*table_.find(page)));
}

Result<void> AddressSpace::handle_fault(VirtAddr address, Access access) {
    Guard guard(lock_);
    Region* region = region_of(address);
    if (!region || !region->allows(access)) return Errno::fault;
    return bring_in(*region, address.page(), access);
}

Result<PhysAddr> AddressSpace::page_for_first_touch(const Region& region, VirtAddr page) {
    const SharedPlace& shared = region.shared;
    if (!shared.memory) [[likely]]
        return pages::allocate_zeroed();
    return shared.memory->page_at(shared.offset + (page - region.start));
}

// The page is in a region that allows the access; afterwards its entry allows it too. A new entry where there was none
// needs no flush: should a hart still remember that there was none, it faults once more and comes here again.
Result<void> AddressSpace::bring_in(Region& region, VirtAddr page, Access access) {
    Pte& pte = *TRY(table_.find_or_make(page));
    if (!(pte & kPteValid)) {
        const PhysAddr memory = TRY(page_for_first_touch(region, page));
        publish(pte, pte_for(memory, kUserPage | bits_of(region.protection)));
        region.touch(page);
        pages_++;
        return {};
    }
    if (access == Access::write && !(pte & kPteWrite)) return take_copy(pte, region, page);
    flush_translation(page); // the entry allows it: only this hart does not know yet
    return {};
}

// The entry is read-only because the page was shared by fork, or the region was protected for a while. The last one to
// have the page need not copy; nor who has it in common with others for good.
Result<void> AddressSpace::take_copy(Pte& pte, const Region& region, VirtAddr page) {
    const PhysAddr before = pte_address(pte);
    PhysAddr own = before;
    if (pages::is_shared(before) && !region.shared.memory) {
        own = TRY(pages::allocate());
        memcpy(pointer_to<void>(own), pointer_to<void>(before), kPageSize);
    }
    publish(pte, pte_for(own, kUserPage | bits_of(region.protection)));
    flush(page);
    if (own != before) pages::release(before);
    return {};
}

// Entries were changed, of one page or of many: no hart goes on with the old ones. Their pages may be given back only
// after this.
void AddressSpace::flush(VirtAddr page) {
    flush_translation(page);
    requests::flush_others(satp());
}

void AddressSpace::flush_all() {
    flush_translations();
    flush_instructions(); // what was data may be code now
    requests::flush_others(satp());
}

// Takes the pages of a region from start to end away from the program, and then gives them back: between the two, all
// harts forget where they were.
void AddressSpace::drop_pages(Region& region, VirtAddr start, VirtAddr end) {
    if (!sweep(region, start, end, Sweep::invalidate)) return;
    flush_all();
    sweep(region, start, end, Sweep::give_back);
}

// Goes over the entries of the pages that exist from start to end. How many there were.
u64 AddressSpace::sweep(Region& region, VirtAddr start, VirtAddr end, Sweep what) {
    u64 found = 0;
    VirtAddr page = start > region.touched_start ? start : region.touched_start;
    const VirtAddr last = end < region.touched_end ? end : region.touched_end;
    while (page < last) {
        Pte* pte = table_.find(page);
        if (!pte) {
            page = table_.skip_unmapped(page);
            continue;
        }
        // The entries of one table lie side by side: go along them as far as the table reaches.
        const VirtAddr table_end = end_of_table(page);
        for (; page < last && page < table_end; page = page + kPageSize, pte++) {
            if (!*pte) continue;
            found++;
            if (what == Sweep::give_back) {
                pages::release(pte_address(*pte));
                *pte = 0;
                pages_--;
            } else {
                *pte &= ~kPteValid;
            }
        }
    }
    return found;
}

// --- fork ---

Result<Ref<AddressSpace>> AddressSpace::fork() {
    Ref<AddressSpace> child = TRY(create());
    TRY(share_regions(*child));
    for (VirtAddr next; next < kUserEnd;) next = TRY(share_table(*child, next));
    return child;
}

Result<void> AddressSpace::share_regions(AddressSpace& child) {
    Guard guard(lock_);
    Guard child_guard(child.lock_, Nesting::second_of_rank); // nobody else knows the child yet
    for (const Region& region : regions_) {
        Region* copy = TRY(make<Region>(region.start, region.end, region.protection)).leak();
        copy->shared = region.shared;
        child.regions_.push_back(copy);
        child.region_count_++;
    }
    child.heap_start_ = heap_start_;
    child.heap_end_ = heap_end_;
    return {};
}

// Makes the entries read-only, and a child's entries like them, with other bits. How many pages there are.
u64 AddressSpace::share_entries(std::span<Pte> entries, Pte* child_entry, Pte bits) {
    pages::Sharing sharing;
    u64 found = 0;
    for (Pte& pte : entries) {
        if (pte & kPteValid) {
            pte &= ~kPteWrite;
            *child_entry = pte_for(pte_address(pte), bits);
            sharing.share(pte_address(pte));
            found++;
        }
        child_entry++;
    }
    return found;
}

// Maps the pages from an address on in the child too, read-only on both sides, as far as one leaf table reaches: so the
// locks are held only so long. The address to go on with.
Result<VirtAddr> AddressSpace::share_table(AddressSpace& child, VirtAddr page) {
    Guard guard(lock_);
    Guard child_guard(child.lock_, Nesting::second_of_rank); // nobody else knows the child yet
    Region* region = regions_.first();
    while (region && (region->touched_end <= page || region->is_untouched() || region->shared.memory))
        region = regions_.after(region);
    if (!region) return kUserEnd;
    if (page < region->touched_start) page = region->touched_start;
    Pte* pte = table_.find(page);
    if (!pte) return table_.skip_unmapped(page);

    // Other threads may have changed the regions since they were copied: the child has those of then.
    Region* copy = child.first_region_beyond(page);
    if (!copy) return kUserEnd;
    if (page < copy->start) return copy->start;
    if (copy->shared.memory) return copy->end; // the child finds these pages by itself
    const Pte bits = kUserPage | (bits_of(copy->protection) & ~kPteWrite);
    Pte* child_pte = TRY(child.table_.find_or_make(page));
    VirtAddr end = end_of_table(page);
    if (region->touched_end < end) end = region->touched_end;
    if (copy->end < end) end = copy->end;
    const u64 found = share_entries({pte, (end - page) >> kPageShift}, child_pte, bits);
    if (found > 0) {
        copy->touch(page);
        copy->touch(VirtAddr(end.value() - kPageSize));
        child.pages_ += found;
    }
    flush_all(); // pages of this one became read-only
    return end;
}

// --- what others ask ---

u64 AddressSpace::pages_in_use() {
    Guard guard(lock_);
    return pages_ + table_.table_pages();
}

bool AddressSpace::has_page(VirtAddr page) {
    Guard guard(lock_);
    return table_.entry(page) != 0;
}

AddressSpace::Place AddressSpace::place_of(VirtAddr address, Protection& protection) {
    Guard guard(lock_);
    if (const Region* region = region_of(address)) {
        protection = region->protection;
        return Place::inside;
    }
    const VirtAddr stack_start(kStackTop.value() - kStackSizeMax);
    return address < stack_start && stack_start - address < kStackSizeMax ? Place::below_stack
                                                                          : Place::no_region;
}
