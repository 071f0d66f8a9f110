// memory/page_table.cpp: the Sv39 page table of one address space: three levels of tables, each one page.
#include "memory/page_table.h"
#include "lib/assert.h"
#include "mode/translation.h"

Result<void> PageTable::initialise() {
    root_ = TRY(pages::allocate_zeroed());
    translation::add_kernel(pointer_to<Pte>(root_));
    table_pages_ = 1;
    return {};
}

PageTable::~PageTable() {
    PhysAddr table = newest_table_;
    while (table != PhysAddr()) {
        const PhysAddr older = pages::link_of(table);
        pages::release(table);
        table = older;
    }
    if (root_ != PhysAddr()) pages::release(root_);
}

Result<PhysAddr> PageTable::new_table() {
    const PhysAddr table = TRY(pages::allocate_zeroed());
    pages::set_link(table, newest_table_);
    newest_table_ = table;
    table_pages_++;
    return table;
}

Result<Pte*> PageTable::make(VirtAddr page) {
    Pte* table = pointer_to<Pte>(root_);
    for (int level = kPteLevels - 1; level > 0; level--) {
        Pte& pte = table[pte_index(page, level)];
        if (!(pte & kPteValid)) publish(pte, pte_for(TRY(new_table()), kPteValid));
        table = pointer_to<Pte>(pte_address(pte));
    }
    return &table[pte_index(page, 0)];
}

VirtAddr PageTable::skip_unmapped(VirtAddr page) const {
    const Pte* table = pointer_to<const Pte>(root_);
    for (int level = kPteLevels - 1; level > 0; level--) {
        const Pte pte = table[pte_index(page, level)];
        if (!(pte & kPteValid)) return VirtAddr(round_down(page.value(), pte_span(level)) + pte_span(level));
        table = pointer_to<const Pte>(pte_address(pte));
    }
    return page;
}
