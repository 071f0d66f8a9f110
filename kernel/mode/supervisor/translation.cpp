// mode/supervisor/translation.cpp: a supervisor-mode kernel lives in the upper half of every address space.
//
//   0xffff_ffc0_0000_0000  the direct map: all physical memory and all devices, each at its physical address plus this
//   0xffff_ffe0_0000_0000  kernel stacks once more: below each, as much again is left unmapped
//
// The kernel's code may not be written, and nothing else executed. All entries are global and none is for user mode.
#include "mode/translation.h"
#include "arch/interrupts.h"
#include "arch/kernel_image.h"
#include "arch/platform.h"
#include "lib/assert.h"
#include "lib/string.h"

extern "C" {
extern const char boot_stack_guard[]; // boot.S
constinit u64 start_satp = 0;         // what boot.S gives to the other harts
}

namespace translation {
namespace {

constexpr u64 kDirectMap = PHYS_BASE_OFFSET;
constexpr u64 kStackMap = 0xffff'ffe0'0000'0000;
constexpr u64 kMemoryMax = 64ul << 30; // each stack is there once more, above as much again
constexpr u64 kStackSize = 4 * kPageSize;
constexpr u64 kDevicesEnd = 0x8000'0000; // hw/riscv/virt.c of QEMU: memory starts here, devices are below

constexpr Pte kKernelPage = kPteValid | kPteGlobal | kPteAccessed | kPteDirty;
constexpr Pte kText = kKernelPage | kPteRead | kPteExecute;
constexpr Pte kConstants = kKernelPage | kPteRead;
constexpr Pte kData = kKernelPage | kPteRead | kPteWrite;

constinit PhysAddr free_memory; // while tables are made: the next one is made here
constinit PhysAddr root;

u64 reach(PhysAddr address) { return address.value() + kDirectMap; }
PhysAddr physical(const char* symbol) {
    return PhysAddr(reinterpret_cast<u64>(symbol) - kDirectMap); // the kernel is linked into the direct map
}
Pte* table_at(PhysAddr address) { return reinterpret_cast<Pte*>(reach(address)); } // the direct map

PhysAddr new_table() {
    const PhysAddr table = free_memory;
    free_memory = free_memory + kPageSize;
    memset(table_at(table), 0, kPageSize);
    return table;
}

// The entry for an address at a level; tables on the way are made.
Pte& entry_for(VirtAddr address, int wanted_level) {
    PhysAddr table = root;
    for (int level = kPteLevels - 1; level > wanted_level; level--) {
        Pte& pte = table_at(table)[pte_index(address, level)];
        if (!(pte & kPteValid)) pte = pte_for(new_table(), kPteValid);
        table = pte_address(pte);
    }
    return table_at(table)[pte_index(address, wanted_level)];
}

// The largest page that may start at both of these, and ends before `bytes` are over.
int level_for(VirtAddr from, PhysAddr to, u64 bytes) {
    int level = kPteLevels - 1;
    while (level > 0 && ((from.value() | to.value()) % pte_span(level) != 0 || bytes < pte_span(level)))
        level--;
    return level;
}

void map(VirtAddr from, PhysAddr to, u64 bytes, Pte bits) {
    while (bytes > 0) {
        const int level = level_for(from, to, bytes);
        entry_for(from, level) = pte_for(to, bits);
        from = from + pte_span(level);
        to = to + pte_span(level);
        bytes -= pte_span(level);
    }
}

void map_directly(PhysAddr start, PhysAddr end, Pte bits) {
    map(VirtAddr(reach(start)), start, end - start, bits);
}

// Any aligned block of memory may become a stack, so all of them are there, each above a gap of its own size.
void map_stacks(PhysAddr start, PhysAddr end) {
    for (PhysAddr stack(round_up(start.value(), kStackSize)); stack + kStackSize <= end;
         stack = stack + kStackSize)
        map(VirtAddr(reinterpret_cast<u64>(stack_at(stack))), stack, kStackSize, kData); // a number again
}

// Copies the root's entries for so many bytes from an address on.
void copy_entries(Pte* table, u64 address, u64 bytes) {
    const usize first = pte_index(VirtAddr(address), kPteLevels - 1);
    const usize count = round_up(bytes, pte_span(kPteLevels - 1)) / pte_span(kPteLevels - 1);
    memcpy(table + first, table_at(root) + first, count * sizeof(Pte));
}

void map_memory(PhysAddr memory_end) {
    const PhysAddr start = physical(kernel_start);
    map_directly(start, physical(text_end), kText);
    map_directly(physical(text_end), physical(data_start), kConstants);
    map_directly(physical(data_start), physical(boot_stack_guard), kData); // a page that is left out
    map_directly(physical(boot_stack_guard) + kPageSize, physical(data_end), kData);
    map_directly(physical(data_end), physical(kernel_end), kConstants);
    map_directly(physical(kernel_end), memory_end, kData);
    map_stacks(physical(kernel_end), memory_end);
}

} // namespace

PhysAddr initialise(PhysAddr free) {
    if (platform.memory_size > kMemoryMax)
        panic("memory of more than %lu GiB has no place here", kMemoryMax >> 30);
    free_memory = free;
    root = new_table();
    map_directly(PhysAddr(0), PhysAddr(kDevicesEnd), kData);
    map_memory(PhysAddr(round_down((platform.memory + platform.memory_size).value(), kPageSize)));
    start_satp = kernel_satp();
    csr::write<csr::satp>(start_satp);
    flush_translations();
    return free_memory;
}

u64 kernel_satp() { return satp_for(root); }

void add_kernel(Pte* table) {
    copy_entries(table, kDirectMap, (platform.memory + platform.memory_size).value());
    copy_entries(table, kStackMap, 2 * platform.memory_size);
}

u8* stack_at(PhysAddr stack) {
    const u64 address = kStackMap + 2 * (stack - platform.memory) + kStackSize;
    return reinterpret_cast<u8*>(address); // see the map at the top
}

bool is_readable(u64 address) {
    if (address < kDirectMap) return false;
    if (root == PhysAddr()) return true; // the boot stub's table still maps all that there is
    PhysAddr table = root;
    for (int level = kPteLevels - 1; level >= 0; level--) {
        const Pte pte = table_at(table)[pte_index(VirtAddr(address), level)];
        if (!(pte & kPteValid)) return false;
        if (pte & (kPteRead | kPteExecute)) return true;
        table = pte_address(pte);
    }
    return false;
}

} // namespace translation
