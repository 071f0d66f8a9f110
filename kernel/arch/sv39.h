// arch/sv39.h: the bits of page table entries and of satp (Privileged manual, 4.1.11 and 4.4).
#pragma once

#include "arch/csr.h"
#include "lib/address.h"

using Pte = u64;

constexpr Pte kPteValid = 1 << 0;
constexpr Pte kPteRead = 1 << 1;
constexpr Pte kPteWrite = 1 << 2;
constexpr Pte kPteExecute = 1 << 3;
constexpr Pte kPteUser = 1 << 4;
constexpr Pte kPteGlobal = 1 << 5;
constexpr Pte kPteAccessed = 1 << 6; // set from the start: hardware may fault instead of setting it
constexpr Pte kPteDirty = 1 << 7;    // likewise

constexpr usize kPteCount = 512; // entries of one table, which is one page
constexpr int kPteLevels = 3;    // level 2 is the root, level 0 has the leaves of 4 KiB

constexpr Pte pte_for(PhysAddr page, Pte bits) { return page.value() >> kPageShift << 10 | bits; }
// The kernel sets none of the bits from 54 on.
constexpr PhysAddr pte_address(Pte pte) { return PhysAddr(pte >> 10 << kPageShift); }
constexpr usize pte_index(VirtAddr address, int level) {
    return address.value() >> (kPageShift + 9 * level) & (kPteCount - 1);
}
// The bytes that one entry at a level stands for: 4 KiB, 2 MiB, 1 GiB.
constexpr u64 pte_span(int level) { return kPageSize << 9 * level; }

constexpr u64 kSatpSv39 = 8ul << 60;
constexpr u64 satp_for(PhysAddr root) { return kSatpSv39 | root.value() >> kPageShift; }

// Writes an entry that leads to memory which no hart has reached by it before. Whoever sees the entry, on whichever hart,
// also sees what was written to that memory before: the zeros of a new table or page.
inline void publish(Pte& entry, Pte value) { __atomic_store_n(&entry, value, __ATOMIC_RELEASE); }

// Page table entries written before are used by the hardware from here on (4.2.1): for one page; for all.
inline void flush_translation(VirtAddr page) {
    asm volatile("sfence.vma %0, zero" : : "r"(page.value()) : "memory"); // an instruction without a C++ form
}
inline void flush_translations() {
    asm volatile("sfence.vma zero, zero" : : : "memory"); // an instruction without a C++ form
}
// Instructions written before are seen by instruction fetches of this hart from here on (Unprivileged manual, 3).
inline void flush_instructions() {
    asm volatile("fence.i" : : : "memory"); // an instruction without a C++ form
}
