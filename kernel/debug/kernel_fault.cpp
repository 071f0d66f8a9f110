// debug/kernel_fault.cpp: guesses what was wrong with an address that the kernel itself wanted, and could not have.
//
// A machine-mode kernel is stopped only where there is no memory. A supervisor-mode kernel has page tables that say what
// it may do with its own addresses (mode/supervisor/translation.cpp), and may not touch a program's at all (4.1.1.2).
#include "debug/kernel_fault.h"
#include "arch/cause.h"
#include "arch/cpu.h"
#include "arch/kernel_image.h"
#include "arch/sv39.h"
#include "arch/trap_frame.h"

namespace {

constexpr u64 kUpperHalf = ~0ul << 38; // where Sv39 has its second half (4.4.1)

bool lies_between(u64 address, const char* start, const char* end) {
    return address >= reinterpret_cast<u64>(start) &&
           address < reinterpret_cast<u64>(end); // symbols, as numbers
}

bool has_address(u64 cause) {
    switch (cause) {
    case cause_fetch_access:
    case cause_load_access:
    case cause_store_access:
    case cause_fetch_page_fault:
    case cause_load_page_fault:
    case cause_store_page_fault: return true;
    default: return false;
    }
}

} // namespace

const char* guess_kernel_fault(const TrapFrame& frame) {
    const u64 address = frame.tval;
    if (!has_address(frame.cause)) return nullptr;
    const u64 stack_limit = reinterpret_cast<u64>(running_thread()->stack_limit); // an address, as a number
    if (address < stack_limit && stack_limit - address <= kPageSize)
        return "endless recursion, or a huge local array";
    if (address < kPageSize)
        return frame.cause == cause_fetch_page_fault || frame.cause == cause_fetch_access
                   ? "a call through a null function pointer"
                   : "a null pointer, or a field of what it should point to";
    if (frame.cause == cause_store_page_fault && lies_between(address, kernel_start, text_end))
        return "the kernel's own code was written to";
    if (frame.cause == cause_fetch_page_fault && lies_between(address, text_end, kernel_end))
        return "a jump into the kernel's data, which may not be executed";
    if (frame.cause == cause_store_page_fault &&
        (lies_between(address, text_end, data_start) || lies_between(address, data_end, kernel_end)))
        return "constants of the kernel were written to";
    if (frame.cause >= cause_fetch_page_fault && address < kUpperHalf)
        return "an address of a program's, which the kernel reaches by copy_in and copy_out only";
    return "a wild pointer: nothing is there";
}
