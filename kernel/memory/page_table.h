// memory/page_table.h: the Sv39 page table of one address space: what the hardware reads.
#pragma once

#include "abi/result.h"
#include "arch/sv39.h"
#include "lib/noncopyable.h"
#include "memory/page_allocator.h"

// The first address after what the leaf table around a page covers.
constexpr VirtAddr end_of_table(VirtAddr page) {
    return VirtAddr(round_down(page.value(), pte_span(1)) + pte_span(1));
}

class PageTable : NonCopyable {
  public:
    PageTable() = default;
    ~PageTable();              // the tables go back; the pages that they map must have been released before
    Result<void> initialise(); // makes the root

    PhysAddr root() const { return root_; }
    u64 table_pages() const { return table_pages_; }

    // The entry for a page of 4 KiB; null where no table covers it yet.
    Pte* find(VirtAddr page) const {
        Pte* table = pointer_to<Pte>(root_);
        for (int level = kPteLevels - 1; level > 0; level--) {
            const Pte pte = table[pte_index(page, level)];
            if (!(pte & kPteValid)) return nullptr;
            table = pointer_to<Pte>(pte_address(pte));
        }
        return &table[pte_index(page, 0)];
    }
    // What is in it: nothing, where no table covers the page. Each copy from and to a program comes here: like what it
    // calls, it is inlined in the class build, too.
    [[gnu::always_inline]] Pte entry(VirtAddr page) const {
        const Pte* table = pointer_to<const Pte>(root_);
        for (int level = kPteLevels - 1; level > 0; level--) {
            const Pte pte = table[pte_index(page, level)];
            if (!(pte & kPteValid)) return 0;
            table = pointer_to<const Pte>(pte_address(pte));
        }
        return table[pte_index(page, 0)];
    }
    // As find, making the tables on the way that are missing.
    Result<Pte*> find_or_make(VirtAddr page) {
        if (Pte* pte = find(page)) return pte;
        return make(page);
    }
    // The first page from `page` on that may be mapped: skips what no table covers. Never less than `page`.
    VirtAddr skip_unmapped(VirtAddr page) const;

  private:
    Result<Pte*> make(VirtAddr page);
    Result<PhysAddr> new_table();

    PhysAddr root_;
    PhysAddr newest_table_; // all tables but the root, chained: the page allocator keeps the links
    u64 table_pages_ = 0;
};
