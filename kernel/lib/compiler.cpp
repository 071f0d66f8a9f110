// lib/compiler.cpp: what GCC calls where the base instruction set has no instruction for a builtin.
//
// These usually come from libgcc, but that is compiled for one calling convention, and many a distribution
// has only the one that passes floating-point numbers in registers, which does not link with the kernel's.
// The names and what they do are GCC's ("Integer library routines" in GCC's internals manual).
#include "abi/integers.h"

// All that follows is called by code which the compiler makes, never by name.
extern "C" {
int __popcountdi2(u64 value);
int __clzdi2(u64 value);
int __ctzdi2(u64 value);
u32 __bswapsi2(u32 value);
u64 __bswapdi2(u64 value);
}

// How many bits are 1: sums of neighbours, in fields of 2, 4 and 8 bits; the multiplication adds up the eight
// bytes.
int __popcountdi2(u64 value) {
    value -= (value >> 1) & 0x5555'5555'5555'5555;
    value = (value & 0x3333'3333'3333'3333) + ((value >> 2) & 0x3333'3333'3333'3333);
    value = (value + (value >> 4)) & 0x0f0f'0f0f'0f0f'0f0f;
    return static_cast<int>((value * 0x0101'0101'0101'0101) >> 56);
}

// How many bits above the highest 1 are 0: each step copies it to all places below. value is not 0.
int __clzdi2(u64 value) {
    for (int distance = 1; distance < 64; distance *= 2) value |= value >> distance;
    return __popcountdi2(~value);
}

// How many bits below the lowest 1 are 0: exactly these are 1 in value - 1 and 0 in value. value is not 0.
int __ctzdi2(u64 value) { return __popcountdi2(~value & (value - 1)); }

// The bytes in the other order.
u32 __bswapsi2(u32 value) {
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}
u64 __bswapdi2(u64 value) {
    return u64{__bswapsi2(static_cast<u32>(value))} << 32 | __bswapsi2(static_cast<u32>(value >> 32));
}
