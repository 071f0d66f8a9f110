// tests/host/unwind_test.cpp: what scripts/unwind.py makes of unwind_test.frames, as a backtrace uses it.
#include "debug/unwind.h"

#include "mode/translation.h"

extern "C" const char kernel_start[1] = {}; // stands for address 0x1000 of the table

namespace {

u64 stack[32]; // word 0 is the lowest

u64 address(usize word) { return reinterpret_cast<u64>(&stack[word]); } // as sp holds it
u64 code(u64 place) { return reinterpret_cast<u64>(kernel_start) + place - 0x1000; }

} // namespace

bool translation::is_readable(u64 wanted) { return wanted >= address(0) && wanted < address(32); }

namespace {

class Unwind : public testing::Test {
  protected:
    void SetUp() override {
        for (usize word = 0; word < 32; word++) stack[word] = 1000 + word;
    }
};

TEST_F(Unwind, TheFirstInstructionHasPutAwayNothing) {
    Activation here{code(0x1100), address(4), 77, 55};
    EXPECT_EQ(go_to_caller(here), 55u);
    EXPECT_EQ(here.sp, address(4));
    EXPECT_EQ(here.s0, 77u);
    EXPECT_EQ(here.pc, 53u) << "within the call";
}

TEST_F(Unwind, InTheMiddleAllIsOnTheStack) {
    Activation here{code(0x1120), address(4), 77, 55};
    EXPECT_EQ(go_to_caller(here), 1000u + 4 + 7);
    EXPECT_EQ(here.sp, address(12));
    EXPECT_EQ(here.s0, 1000u + 4 + 6);
}

TEST_F(Unwind, WhileThingsArePutAwayEachIsWhereItIs) {
    Activation here{code(0x1104), address(4), 77, 55};
    EXPECT_EQ(go_to_caller(here), 55u) << "still in ra";
    EXPECT_EQ(here.sp, address(12));
    EXPECT_EQ(here.s0, 1000u + 4 + 6);
}

TEST_F(Unwind, AFunctionWithoutAFrame) {
    Activation here{code(0x1148), address(4), 77, 55};
    EXPECT_EQ(go_to_caller(here), 55u);
    EXPECT_EQ(here.sp, address(4));
}

TEST_F(Unwind, AFramePointer) {
    Activation here{code(0x1210), address(4), address(20), 55};
    EXPECT_EQ(go_to_caller(here), 1000u + 19);
    EXPECT_EQ(here.sp, address(20));
    EXPECT_EQ(here.s0, 1000u + 18);
}

TEST_F(Unwind, WhereNothingIsKnownOnlyRaCanTell) {
    for (const u64 place : {0x1150ul, 0x11fful, 0x1250ul, 0x2000ul, 0x0ul}) {
        Activation innermost{code(place), address(4), 77, 55};
        EXPECT_EQ(go_to_caller(innermost), 55u) << place;
        Activation calling{code(place), address(4), 77, 0};
        EXPECT_EQ(go_to_caller(calling), 0u) << place;
    }
}

TEST_F(Unwind, ABrokenStackIsNotFollowed) {
    Activation outside{code(0x1120), 64, 77, 55};
    EXPECT_EQ(go_to_caller(outside), 0u);
    Activation odd{code(0x1120), address(4) + 1, 77, 55};
    EXPECT_EQ(go_to_caller(odd), 0u);
}

} // namespace
