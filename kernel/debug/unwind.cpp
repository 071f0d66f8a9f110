// debug/unwind.cpp: from a function to its caller, by the table that scripts/unwind.py has made.
#include "debug/unwind.h"
#include "mode/translation.h"

namespace {

// What holds from one instruction on, up to the next row's. The canonical frame address (CFA) is what sp was when the
// function was entered. Slots are counted in words below it.
struct UnwindRow {
    u32 place;  // of the instruction, counted from kernel_start
    u16 cfa;    // this many bytes above sp, or above s0 if the lowest bit is set
    u8 ra_slot; // 0: still in its register
    u8 s0_slot;
};
static_assert(sizeof(UnwindRow) == 8);
constexpr u16 kAboveS0 = 1; // stack pointers are multiples of 16, so this bit is free
constexpr u16 kUnknown = 0xffff;
constexpr UnwindRow kNoRow = {0, kUnknown, 0, 0};

extern "C" {
extern const char kernel_start[]; // linker/kernel.ld
extern const u32 unwind_count;    // 0 before there is a table
extern const UnwindRow unwind_rows[];
}

// The last row that begins at or before the instruction.
const UnwindRow& row_of(u64 pc) {
    const u64 place = pc - reinterpret_cast<u64>(kernel_start); // an address of code, as a number
    if (unwind_count == 0 || place < unwind_rows[0].place) return kNoRow;
    u32 at = 0;
    for (u32 beyond = unwind_count; beyond - at > 1;) {
        const u32 middle = at + (beyond - at) / 2;
        (unwind_rows[middle].place <= place ? at : beyond) = middle;
    }
    return unwind_rows[at];
}

// A word of the stack; 0 where there is none.
u64 read_word(u64 address) {
    if (address % 8 != 0 || !translation::is_readable(address)) return 0;
    return *reinterpret_cast<const u64*>(address); // it was just looked at whether one may
}

} // namespace

u64 go_to_caller(Activation& activation) {
    const UnwindRow& row = row_of(activation.pc);
    u64 return_address = activation.ra;
    if (row.cfa != kUnknown) {
        const u64 cfa = (row.cfa & kAboveS0 ? activation.s0 : activation.sp) + (row.cfa & ~kAboveS0);
        if (row.ra_slot > 0) return_address = read_word(cfa - 8ul * row.ra_slot);
        if (row.s0_slot > 0) activation.s0 = read_word(cfa - 8ul * row.s0_slot);
        activation.sp = cfa;
    }
    activation.pc = return_address - 2; // within the call, be it of two bytes or of four
    activation.ra = 0;
    return return_address;
}
