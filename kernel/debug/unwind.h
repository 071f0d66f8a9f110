// debug/unwind.h: from a function to its caller, at any instruction and without frame pointers.
//
// For each stretch of the kernel's code a table knows where a function has put its return address and its caller's s0.
// scripts/unwind.py makes it of what the compiler tells debuggers (.debug_frame), so that what gdb knows, a panic knows.
#pragma once

#include "abi/integers.h"

// A place in the code that has begun but is not over, and the registers that lead on from it.
struct Activation {
    u64 pc; // an instruction: the next one to run, or one that is calling
    u64 sp;
    u64 s0;
    u64 ra; // what is in the register, for the innermost function; 0 for those that are calling: it is on their stack
};

// This place. Inlined, so that it is the caller's own.
[[gnu::always_inline]] inline Activation this_activation() {
    Activation here{};
    asm volatile("mv %2, s0; mv %1, sp; auipc %0, 0" // s0 first: another result may be put there
                 : "=r"(here.pc), "=r"(here.sp), "=r"(here.s0));
    return here;
}

// Makes it the caller's; the return address, or 0 if that is not known.
u64 go_to_caller(Activation& activation);
