// memory/remap.cpp: memory that becomes larger or smaller, where it is or at another place.
//
// What is moved is entries of the page table: no byte is copied. As in mappings.cpp, the lock is held for one leaf table at a
// time. Another thread that uses the memory meanwhile finds it at the old place or at the new.
#include "memory/address_space.h"

namespace {

constexpr Pte kPteAccess = kPteRead | kPteWrite | kPteExecute;

constexpr u64 least(u64 a, u64 b) { return a < b ? a : b; }

} // namespace

Result<VirtAddr> AddressSpace::resize(VirtAddr start, u64 bytes, u64 new_bytes, bool may_move) {
    if (!in_user_range(start, bytes)) return Errno::fault;
    const u64 size = round_up(bytes, kPageSize);
    if (new_bytes > kUserEnd.value()) return Errno::nomem;
    const u64 new_size = round_up(new_bytes, kPageSize);
    if (new_size < size) TRY(unmap(start + new_size, start + size));
    const Result<void> grown = grow(start, size, new_size);
    if (grown) return start;
    if (grown.error() != Errno::exist) return grown.error();
    return may_move ? move(start, size, VirtAddr(), new_size) : Result<VirtAddr>(Errno::nomem);
}

Result<VirtAddr> AddressSpace::resize_to(VirtAddr start, u64 bytes, VirtAddr to, u64 new_bytes) {
    if (!in_user_range(start, bytes)) return Errno::fault;
    const u64 size = round_up(bytes, kPageSize);
    if (to < kUserStart || !in_user_range(to, new_bytes)) return Errno::inval;
    const u64 new_size = round_up(new_bytes, kPageSize);
    if (start < to + new_size && to < start + size) return Errno::inval;
    TRY(unmap(to, to + new_size));
    if (new_size < size) TRY(unmap(start + new_size, start + size));
    return move(start, least(size, new_size), to, new_size);
}

// Errno::exist if something else lies behind it.
Result<void> AddressSpace::grow(VirtAddr start, u64 size, u64 new_size) {
    Guard guard(lock_);
    const Region* region = region_of(start);
    if (!region) return Errno::fault;
    if (new_size <= size) return {};
    if (start + size > region->end) return Errno::fault; // one piece of memory must have all
    if (!in_user_range(start, new_size) || !is_free(start + size, start + new_size)) return Errno::exist;
    if (region->shared.memory) return Errno::nomem; // it is as large as it was made
    return add(start + size, start + new_size, region->protection);
}

// To a free place; if it is null, to any.
Result<VirtAddr> AddressSpace::move(VirtAddr from, u64 size, VirtAddr to, u64 new_size) {
    to = TRY(add_like(from, size, to, new_size));
    const Result<void> moved = move_pages(from, to, size);
    if (moved) {
        (void)unmap(from, from + size); // it has no neighbours any more: nothing can fail
        return to;
    }
    (void)move_pages(to, from, size); // there are still the tables
    (void)unmap(to, to + new_size);
    return moved.error();
}

// The new place, where the same is allowed; and the old one becomes a region, or several, of its own.
Result<VirtAddr> AddressSpace::add_like(VirtAddr from, u64 size, VirtAddr to, u64 new_size) {
    Guard guard(lock_);
    const Region* region = region_of(from);
    if (!region || from + size > region->end) return Errno::fault;
    const Protection protection = region->protection;
    const SharedPlace shared = region->shared + (from - region->start);
    if (shared.memory && new_size > size) return Errno::nomem; // as above
    const VirtAddr place = to == VirtAddr() ? TRY(find_free(new_size)) : to;
    if (!is_free(place, place + new_size)) return Errno::nomem; // another thread was faster
    TRY(split_at(from));
    TRY(split_at(from + size));
    TRY(add(place, place + new_size, protection, shared));
    return place;
}

Result<void> AddressSpace::move_pages(VirtAddr from, VirtAddr to, u64 size) {
    for (u64 done = 0; done < size;) done += TRY(move_step(from + done, to + done, size - done));
    return {};
}

// As far as one leaf table reaches at both places: so many bytes.
Result<u64> AddressSpace::move_step(VirtAddr from, VirtAddr to, u64 size) {
    Guard guard(lock_);
    Region* target = region_of(to);
    const Region* source = region_of(from);
    if (!source || !target) return Errno::fault; // another thread has taken it away,
    if (!(target->shared + (to - target->start) == source->shared + (from - source->start)))
        return Errno::fault; // or put other memory there: private pages must not get into shared memory
    const u64 skipped = table_.skip_unmapped(from) - from;
    if (skipped > 0) return least(skipped, size);
    size = least(least(size, end_of_table(from) - from), end_of_table(to) - to);
    size = least(least(size, source->end - from), target->end - to);
    Pte* entry = table_.find(from);
    Pte* new_entry = TRY(table_.find_or_make(to));
    drop_pages(*target, to, to + size); // of another thread: who else knows of it already?
    const Pte access = static_cast<Pte>(target->protection) & ~kPteWrite; // as in protect_step
    for (u64 done = 0; done < size; done += kPageSize, entry++, new_entry++) {
        if (!*entry) continue;
        publish(*new_entry, (*entry & ~kPteAccess) | access);
        *entry = 0;
        target->touch(to + done);
    }
    flush_all();
    return size;
}
