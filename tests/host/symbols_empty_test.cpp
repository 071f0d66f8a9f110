// tests/host/symbols_empty_test.cpp: with the empty table of the first link there are no names, and no harm.
#include "debug/symbols.h"

extern "C" const char kernel_start[1] = {}; // the addresses of the table would count from here

namespace {

TEST(Symbols, AnEmptyTableHasNoNames) {
    const u64 start = reinterpret_cast<u64>(kernel_start); // as a return address is
    u64 offset = 5;
    for (const u64 address : {u64{0}, start - 1, start, start + 1, start + 0x1000, ~u64{0}})
        EXPECT_EQ(symbol_name(address, offset), nullptr);
    EXPECT_EQ(offset, 5u);
}

} // namespace
