// memory/address_space.h: what a program may reach: regions, and the pages in them that exist so far.
//
// A region is a promise: memory comes when it is first touched, all zero. After fork, parent and child share the
// pages that exist; the first to write to one gets a copy. The page table only ever holds what regions allow.
#pragma once

#include "abi/memory.h"
#include "lib/list.h"
#include "lib/ref.h"
#include "memory/layout.h"
#include "memory/page_table.h"
#include "memory/shared_memory.h"
#include "sync/spinlock.h"
#include <span>

// What a program may do in a region. No region is both writable and executable.
enum class Protection : u64 {
    none = 0, // its pages stay, but the program cannot reach them
    read = kPteRead,
    read_write = kPteRead | kPteWrite,
    read_execute = kPteRead | kPteExecute,
};

// What somebody is about to do with a page.
enum class Access {
    read,
    write,
    execute,
    load, // the kernel fills a new program's page, whatever the program may do with it later
};

// What an entry must hold for an access to go through without help.
[[gnu::always_inline]] constexpr Pte needed_for(Access access) {
    switch (access) {
    case Access::read: return kPteRead;
    case Access::write: return kPteWrite;
    case Access::execute: return kPteExecute;
    case Access::load: return kPteValid;
    }
    return 0;
}

struct Region : NonCopyable {
    Region(VirtAddr start_address, VirtAddr end_address, Protection allowed)
        : start(start_address), end(end_address), protection(allowed), touched_start(end_address),
          touched_end(start_address) {}

    bool contains(VirtAddr address) const { return address >= start && address < end; }
    bool allows(Access access) const;
    bool is_untouched() const { return touched_end <= touched_start; }
    void touch(VirtAddr page); // keeps the two below
    void change_ends(VirtAddr new_start, VirtAddr new_end);

    ListLink link;
    VirtAddr start; // a multiple of the page size, like all below
    VirtAddr end;   // the first address after it
    Protection protection;
    VirtAddr touched_start; // no page outside of these two exists, so that nobody need look there
    VirtAddr touched_end;
    SharedPlace shared; // where in the memory that others have too it begins
};

// Of one process; but a child of vfork shares its parent's until it has one of its own.
class AddressSpace : public RefCounted {
  public:
    static Result<Ref<AddressSpace>> create();
    explicit AddressSpace() = default;
    ~AddressSpace();

    // A copy that shares all pages until one side writes. nomem leaves this one as it was.
    Result<Ref<AddressSpace>> fork();

    // A new region of whole pages. inval if it overlaps another one or leaves the user's range.
    Result<void> add_region(VirtAddr start, VirtAddr end, Protection protection);

    // --- what a program asks for (mappings.cpp): whole pages in the user's range. nomem: too many regions ---

    // New memory, or what is to be shared, at `start` or anywhere; where it is. Errno::exist if something is there that must
    // stay.
    enum class Placement { anywhere, only_where_free, replacing };
    Result<VirtAddr> map(VirtAddr start, u64 bytes, Protection protection, Placement placement,
                         Ref<SharedMemory> memory = {});
    // Takes away what there is from start to end.
    Result<void> unmap(VirtAddr start, VirtAddr end);
    // What there is stays, all zero.
    void discard(VirtAddr start, VirtAddr end);
    // nomem too if at some place there is nothing; acces where it may only be read for ever.
    Result<void> protect(VirtAddr start, VirtAddr end, Protection protection);
    // What there is from start on becomes larger or smaller (remap.cpp): in place, or else anywhere, with what is in it; or at
    // another place, where nothing stays. Where it is then. Errno::fault if it is not one region.
    Result<VirtAddr> resize(VirtAddr start, u64 bytes, u64 new_bytes, bool may_move);
    Result<VirtAddr> resize_to(VirtAddr start, u64 bytes, VirtAddr to, u64 new_bytes);

    // The heap begins at a page after the program, empty. Once for each address space.
    void place_heap(VirtAddr start);
    // Moves the end of the heap; what lies beyond it goes back. The end. inval below the heap's start; nomem if
    // something is in the way.
    Result<VirtAddr> set_heap_end(VirtAddr end);
    VirtAddr heap_end();

    // The page around an address, where the kernel reaches it; null unless it is there and ready for this access.
    [[gnu::always_inline]] u8* page_if_ready(VirtAddr address, Access access) REQUIRES(lock_) {
        const Pte pte = table_.entry(address);
        const Pte needed = needed_for(access) | kPteUser;
        return (pte & needed) == needed ? pointer_to<u8>(pte_address(pte)) : nullptr;
    }
    // The same, but brought in or copied as needed. Errno::fault if the program may not do this; Errno::nomem. The page
    // may go away when the lock is released.
    Result<u8*> page_for(VirtAddr address, Access access) REQUIRES(lock_) {
        if (u8* page = page_if_ready(address, access)) return page;
        return bring_in_for(address.page(), access);
    }

    // A program's access was refused by the hardware. Success: it can try again.
    Result<void> handle_fault(VirtAddr address, Access access);

    Spinlock& lock() RETURN_CAPABILITY(lock_) { return lock_; }
    u64 satp() const { return satp_for(table_.root()); } // what a hart has in satp while it runs this program
    u64 pages_in_use();                                  // tables included

    // Whether there is memory in all pages from start to end; whether this page of it exists.
    bool is_mapped(VirtAddr start, VirtAddr end);
    bool has_page(VirtAddr page);

    // What an address means to all who have the same memory there: for comparing only.
    struct Meaning {
        const void* memory; // the address space, if it is its own
        u64 place;
        bool operator==(const Meaning&) const = default;
    };
    Meaning meaning_of(VirtAddr address);

    // For who lists the memory: the first region that ends after an address. False if there is none.
    bool describe(VirtAddr from, MemoryRegion& answer);

    // For a fault's message: what is around an address.
    enum class Place { no_region, below_stack, inside };
    Place place_of(VirtAddr address, Protection& protection);

  private:
    Region* region_of(VirtAddr address) REQUIRES(lock_);
    Region* first_region_beyond(VirtAddr address) REQUIRES(lock_);
    bool is_free(VirtAddr start, VirtAddr end) REQUIRES(lock_);
    Result<VirtAddr> find_free(u64 bytes) REQUIRES(lock_);
    Result<void> add(VirtAddr start, VirtAddr end, Protection protection, SharedPlace shared = {})
        REQUIRES(lock_);
    Result<void> split_at(VirtAddr boundary) REQUIRES(lock_);
    void join_at(VirtAddr boundary) REQUIRES(lock_);
    Result<Region*> new_region(Region* next, VirtAddr start, VirtAddr end, Protection protection)
        REQUIRES(lock_);
    void remove(Region* region) REQUIRES(lock_);

    // As much as is done at once, so that the lock is held only so long: up to where, and the entries of what exists
    // there, which lie in one leaf table.
    struct Step {
        VirtAddr end;
        std::span<Pte> entries;
    };
    Step step_in(const Region& region, VirtAddr start, VirtAddr end) REQUIRES(lock_);
    VirtAddr discard_step(VirtAddr start, VirtAddr end);
    Result<VirtAddr> unmap_step(VirtAddr start, VirtAddr end);
    Result<VirtAddr> replace_step(VirtAddr start, VirtAddr end, Protection protection);
    Result<VirtAddr> protect_step(VirtAddr start, VirtAddr end, Protection protection);

    Result<void> grow(VirtAddr start, u64 size, u64 new_size);
    Result<VirtAddr> move(VirtAddr from, u64 size, VirtAddr to, u64 new_size);
    Result<VirtAddr> add_like(VirtAddr from, u64 size, VirtAddr to, u64 new_size);
    Result<void> move_pages(VirtAddr from, VirtAddr to, u64 size);
    Result<u64> move_step(VirtAddr from, VirtAddr to, u64 size);

    u32 use_of(const Region& region) const REQUIRES(lock_);
    u64 pages_in(const Region& region) REQUIRES(lock_);

    Result<u8*> bring_in_for(VirtAddr page, Access access) REQUIRES(lock_);
    Result<void> bring_in(Region& region, VirtAddr page, Access access) REQUIRES(lock_);
    static Result<PhysAddr> page_for_first_touch(const Region& region, VirtAddr page);
    Result<void> take_copy(Pte& pte, const Region& region, VirtAddr page) REQUIRES(lock_);
    Result<void> share_regions(AddressSpace& child);
    static u64 share_entries(std::span<Pte> entries, Pte* child_entry, Pte bits);
    Result<VirtAddr> share_table(AddressSpace& child, VirtAddr page);
    Result<void> move_heap_end(VirtAddr end) REQUIRES(lock_);
    Result<void> clear_rest_of_page(VirtAddr end) REQUIRES(lock_);
    void flush(VirtAddr page) REQUIRES(lock_);
    void flush_all() REQUIRES(lock_);
    void drop_pages(Region& region, VirtAddr start, VirtAddr end) REQUIRES(lock_);
    enum class Sweep { invalidate, give_back };
    u64 sweep(Region& region, VirtAddr start, VirtAddr end, Sweep what) REQUIRES(lock_);

    Spinlock lock_{LockRank::address_space};
    PageTable table_;
    List<Region, &Region::link> regions_ GUARDED_BY(lock_);
    usize region_count_ GUARDED_BY(lock_) = 0;
    VirtAddr heap_start_;                 // stays as it is from the beginning
    VirtAddr heap_end_ GUARDED_BY(lock_); // to the byte; its memory ends at a page
    u64 pages_ GUARDED_BY(lock_) = 0;     // mapped
};
