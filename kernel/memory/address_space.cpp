// memory/address_space.cpp: what a program may reach: regions, pages on demand, copies on write.
#include "memory/address_space.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "sync/requests.h"

namespace {

constexpr Pte kUserPage = kPteValid | kPteUser | kPteAccessed | kPteDirty;

constexpr Pte bits_of(Protection protection) { return static_cast<Pte>(protection); }

// The first address after what the leaf table around a page covers.
constexpr VirtAddr end_of_table(VirtAddr page) {
    return VirtAddr(round_down(page.value(), pte_span(1)) + pte_span(1));
}

// What an entry must hold for an access to go through without help.
constexpr Pte needed_for(Access access) {
    switch (access) {
    case Access::read: return kPteRead;
    case Access::write: return kPteWrite;
    case Access::execute: return kPteExecute;
    case Access::load: return kPteValid;
    }
    return 0;
}

} // namespace

bool Region::allows(Access access) const {
    return access == Access::load || bits_of(protection) & needed_for(access);
}

void Region::touch(VirtAddr page) {
    if (page < touched_start) touched_start = page;
    if (page + kPageSize > touched_end) touched_end = page + kPageSize;
}

Result<Owned<AddressSpace>> AddressSpace::create() {
    Owned<AddressSpace> space = TRY(make<AddressSpace>());
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

Region* AddressSpace::region_of(VirtAddr address) {
    for (Region& region : regions_)
        if (region.contains(address)) return &region;
    return nullptr;
}

Result<void> AddressSpace::add_region(VirtAddr start, VirtAddr end, Protection protection) {
    if (start < kUserStart || start >= end || !in_user_range(start, end - start)) return Errno::inval;
    Owned<Region> region = TRY(make<Region>(start, end, protection));
    Guard guard(lock_);
    for (const Region& other : regions_)
        if (start < other.end && other.start < end) return Errno::inval;
    insert(region.leak());
    return {};
}

// Regions are kept in the order of their addresses.
void AddressSpace::insert(Region* region) {
    Region* next = regions_.first();
    while (next && next->start < region->start) next = regions_.after(next);
    regions_.insert_before(next, region);
}

// --- pages on demand ---

Result<u8*> AddressSpace::page_for(VirtAddr page, Access access) {
    Pte* pte = table_.find(page);
    const Pte needed = needed_for(access) | kPteUser;
    if (!pte || (*pte & needed) != needed) [[unlikely]] {
        Region* region = region_of(page);
        if (!region || !region->allows(access)) return Errno::fault;
        TRY(bring_in(*region, page, access));
        pte = table_.find(page);
    }
    return pointer_to<u8>(pte_address(*pte));
}

Result<void> AddressSpace::handle_fault(VirtAddr address, Access access) {
    Guard guard(lock_);
    Region* region = region_of(address);
    if (!region || !region->allows(access)) return Errno::fault;
    return bring_in(*region, address.page(), access);
}

// The page is in a region that allows the access; afterwards its entry allows it too. A new entry where there was none
// needs no flush: should a hart still remember that there was none, it faults once more and comes here again.
Result<void> AddressSpace::bring_in(Region& region, VirtAddr page, Access access) {
    Pte& pte = *TRY(table_.find_or_make(page));
    if (!(pte & kPteValid)) {
        const PhysAddr memory = TRY(pages::allocate_zeroed());
        pte = pte_for(memory, kUserPage | bits_of(region.protection));
        region.touch(page);
        pages_++;
        return {};
    }
    if (access == Access::write && !(pte & kPteWrite)) return take_copy(pte, region, page);
    flush_translation(page); // the entry allows it: only this hart does not know yet
    return {};
}

// The entry is read-only because the page was shared by fork. The last one to have it need not copy.
Result<void> AddressSpace::take_copy(Pte& pte, const Region& region, VirtAddr page) {
    const PhysAddr shared = pte_address(pte);
    PhysAddr own = shared;
    if (pages::is_shared(shared)) {
        own = TRY(pages::allocate());
        memcpy(pointer_to<void>(own), pointer_to<void>(shared), kPageSize);
    }
    pte = pte_for(own, kUserPage | bits_of(region.protection));
    flush(page);
    if (own != shared) pages::release(shared);
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

Result<Owned<AddressSpace>> AddressSpace::fork() {
    Owned<AddressSpace> child = TRY(create());
    TRY(share_regions(*child));
    for (VirtAddr next; next < kUserEnd;) next = TRY(share_table(*child, next));
    return child;
}

Result<void> AddressSpace::share_regions(AddressSpace& child) {
    Guard guard(lock_);
    Guard child_guard(child.lock_);
    for (const Region& region : regions_) {
        Region* copy = TRY(make<Region>(region.start, region.end, region.protection)).leak();
        child.regions_.push_back(copy);
        if (&region == heap_) child.heap_ = copy;
    }
    child.heap_end_ = heap_end_;
    return {};
}

// Maps the pages from an address on in the child too, read-only on both sides, as far as one leaf table reaches: so the
// locks are held only so long. The address to go on with.
Result<VirtAddr> AddressSpace::share_table(AddressSpace& child, VirtAddr page) {
    Guard guard(lock_);
    Guard child_guard(child.lock_);
    Region* region = regions_.first();
    while (region && region->touched_end <= page) region = regions_.after(region);
    if (!region) return kUserEnd;
    if (page < region->touched_start) page = region->touched_start;
    Pte* pte = table_.find(page);
    if (!pte) return table_.skip_unmapped(page);

    Region* copy = child.region_of(page);
    if (!copy) return region->touched_end; // it has grown since the regions were copied
    Pte* child_pte = TRY(child.table_.find_or_make(page));
    const VirtAddr table_end = end_of_table(page);
    const VirtAddr end = region->touched_end < table_end ? region->touched_end : table_end;
    for (; page < end && page < copy->end; page = page + kPageSize, pte++, child_pte++) {
        if (!(*pte & kPteValid)) continue;
        *pte &= ~kPteWrite;
        *child_pte = *pte;
        pages::share(pte_address(*pte));
        copy->touch(page);
        child.pages_++;
    }
    flush_all(); // pages of this one became read-only
    return end;
}

// --- the heap ---

Result<void> AddressSpace::place_heap(VirtAddr start) {
    Owned<Region> heap = TRY(make<Region>(start, start, Protection::read_write));
    Guard guard(lock_);
    heap_ = heap.get();
    heap_end_ = start;
    insert(heap.leak());
    return {};
}

VirtAddr AddressSpace::heap_end() {
    Guard guard(lock_);
    return heap_end_;
}

Result<VirtAddr> AddressSpace::set_heap_end(VirtAddr end) {
    while (!TRY(move_heap_end(end))) {
    }
    return end;
}

// Goes the whole way up, but down at most as far as one leaf table reaches, so that the lock is held only so long.
// Whether it has arrived.
Result<bool> AddressSpace::move_heap_end(VirtAddr end) {
    Guard guard(lock_);
    if (end < heap_->start) return Errno::inval;
    if (end > kProgramEnd) return Errno::nomem;
    const VirtAddr page_end(round_up(end.value(), kPageSize));
    if (page_end < heap_->end) {
        const VirtAddr used_end = heap_->end < heap_->touched_end ? heap_->end : heap_->touched_end;
        const VirtAddr table_start(round_down(used_end.value() - 1, pte_span(1)));
        const VirtAddr stop = page_end < table_start && page_end < used_end ? table_start : page_end;
        drop_pages(*heap_, stop, heap_->end);
        heap_->end = heap_end_ = stop;
        if (stop != page_end) return false;
    }
    const Region* above = regions_.after(heap_);
    if (above && page_end > above->start) return Errno::nomem;
    if (end < heap_end_) TRY(clear_rest_of_page(end));
    heap_->end = page_end;
    heap_end_ = end;
    return true;
}

// What a page has beyond the end of the heap is zero when the heap grows again.
Result<void> AddressSpace::clear_rest_of_page(VirtAddr end) {
    const Pte* pte = table_.find(end.page());
    if (end.page_offset() == 0 || !pte || !(*pte & kPteValid)) return {};
    u8* page = TRY(page_for(end.page(), Access::write));
    memset(page + end.page_offset(), 0, kPageSize - end.page_offset());
    return {};
}

// --- what others ask ---

u64 AddressSpace::pages_in_use() {
    Guard guard(lock_);
    return pages_ + table_.table_pages();
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
