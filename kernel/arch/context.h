// arch/context.h: what a thread leaves behind when another one runs on its hart.
#pragma once

#include "abi/integers.h"
#include <cstddef>

// The registers that a function must preserve (RISC-V calling convention): all others are on the stack by then.
struct Context {
    u64 ra = 0; // where it goes on
    u64 sp = 0;
    u64 s[12] = {};
};
static_assert(offsetof(Context, s) == 2 * 8 && sizeof(Context) == 14 * 8);

// The floating-point registers and their control register.
struct FloatingPoint {
    u64 f[32] = {};
    u64 fcsr = 0;
};
static_assert(offsetof(FloatingPoint, fcsr) == 32 * 8);

extern "C" {
// Keeps the caller's registers in `from`, goes on with those in `to`; returns when someone switches back.
void switch_context(Context* from, const Context* to);

void save_floating_point(FloatingPoint* to);
void load_floating_point(const FloatingPoint* from);
}
