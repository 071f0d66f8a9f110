// tests/host/symbols_test.cpp: what scripts/symbols.py makes of symbols_test.nm, as a backtrace sees it.
#include "debug/symbols.h"

extern "C" const char kernel_start[1] = {}; // the addresses of the table count from here

namespace {

// "name+offset" for a place in the kernel, or nothing.
std::string at(u64 place) {
    u64 offset = 0;
    const char* name =
        symbol_name(reinterpret_cast<u64>(kernel_start) + place, offset); // as a return address is
    if (!name) return "";
    return name + ("+" + std::to_string(offset));
}

TEST(Symbols, AFunctionReachesToTheNext) {
    EXPECT_EQ(at(0), "_start+0");
    EXPECT_EQ(at(1), "_start+1");
    EXPECT_EQ(at(0xff), "_start+255");
    EXPECT_EQ(at(0x100), "sys_write+0");
    EXPECT_EQ(at(0x14e), "sys_write+78");
    EXPECT_EQ(at(0x150), "put_field+0");
}

TEST(Symbols, NamesAreShort) {
    EXPECT_EQ(at(0x300), "File::~File+0");
    EXPECT_EQ(at(0x400), "make<Pipe>+0");
    EXPECT_EQ(at(0x500), "operator new+0");
    EXPECT_EQ(at(0x600), "Owned<Pipe>::operator=+0");
    EXPECT_EQ(at(0x700), "operator|+0");
    EXPECT_EQ(at(0x800), "Visit::operator()+0");
    EXPECT_EQ(at(0x900), "List<Thread, &Thread::queue_link>::remove+0");
    EXPECT_EQ(at(0xa00), "apply<void (*)(int)>+0");
}

TEST(Symbols, OfTwoNamesThePublicOneCounts) { EXPECT_EQ(at(0x208), "memcpy+8"); }

TEST(Symbols, OnlyCodeHasNames) {
    EXPECT_EQ(at(0xfff), "apply<void (*)(int)>+1535");
    EXPECT_EQ(at(0x1000), "");
    EXPECT_EQ(at(0x2000), "");
    EXPECT_EQ(at(u64{1} << 32), "");
    EXPECT_EQ(at(~u64{0}), ""); // just below the kernel
    u64 offset = 5;
    EXPECT_EQ(symbol_name(0, offset), nullptr);
    EXPECT_EQ(symbol_name(~u64{0}, offset), nullptr);
    EXPECT_EQ(offset, 5u);
}

} // namespace
