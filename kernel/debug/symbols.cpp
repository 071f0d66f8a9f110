// debug/symbols.cpp: looks up addresses in the table that scripts/symbols.py has made.
#include "debug/symbols.h"

// The table, sorted: where each function begins, counted from kernel_start, and where in symbol_names its
// name is. The last entry is the end of all code; its name is empty. symbol_count is 0 if there is no table
// yet.
extern "C" {
extern const char kernel_start[]; // linker/kernel.ld
extern const u32 symbol_count;
extern const u32 symbol_offsets[];
extern const u32 symbol_name_offsets[];
extern const char symbol_names[];
}

const char* symbol_name(u64 address, u64& offset) {
    const u64 start = reinterpret_cast<u64>(kernel_start); // an address of code, as a number
    if (symbol_count == 0 || address < start + symbol_offsets[0]) return nullptr;
    const u64 place = address - start;

    u32 at = 0; // begins at or before the place; `beyond` begins after it
    for (u32 beyond = symbol_count; beyond - at > 1;) {
        const u32 middle = at + (beyond - at) / 2;
        (symbol_offsets[middle] <= place ? at : beyond) = middle;
    }
    const char* name = symbol_names + symbol_name_offsets[at];
    if (*name == '\0') return nullptr;
    offset = place - symbol_offsets[at];
    return name;
}
