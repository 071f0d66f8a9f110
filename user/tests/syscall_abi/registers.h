// user/tests/syscall_abi/registers.h: all registers of the processor, before and after something happened.
//
// Assembly and C++ both read this file.
#pragma once

#define REGISTERS_BEFORE   (0 * 256) // x0 to x31; x0 is not used
#define REGISTERS_AFTER    (1 * 256)
#define REGISTERS_F_BEFORE (2 * 256) // f0 to f31
#define REGISTERS_F_AFTER  (3 * 256)
#define REGISTERS_FCSR     (4 * 256)             // before, after
#define REGISTERS_HOST     (REGISTERS_FCSR + 16) // what the caller's registers held: ra gp tp sp s0-s11 fs0-fs11

#ifndef __ASSEMBLER__
#include "abi/integers.h"
#include <cstddef>

struct Registers {
    u64 before[32];
    u64 after[32];
    u64 f_before[32];
    u64 f_after[32];
    u64 fcsr_before;
    u64 fcsr_after;
    u64 host[28];
};
static_assert(offsetof(Registers, after) == REGISTERS_AFTER);
static_assert(offsetof(Registers, f_before) == REGISTERS_F_BEFORE);
static_assert(offsetof(Registers, f_after) == REGISTERS_F_AFTER);
static_assert(offsetof(Registers, fcsr_before) == REGISTERS_FCSR);
static_assert(offsetof(Registers, host) == REGISTERS_HOST);

extern "C" {
// Each fills every register from `before`, does its one thing, and stores every register into `after`. One register
// must hold the address of the Registers meanwhile: before[sp], or for the last one before[gp].
void ecall_with_registers(Registers* registers); // the call that before[a0] to before[a7] ask for
void ecall_at_half_word(Registers* registers);   // the same, 2 bytes after a multiple of 4
void spin_with_registers(Registers* registers);  // counts before[t6] down to 0
void ecall_without_stack(Registers* registers);  // as the first, with any value in sp

// One ecall each, whose instruction lies at an address of a special kind. They answer what getpid does.
int getpid_at_half_word(); // 2 more than a multiple of 4
int getpid_across_pages(); // its two halves are in two pages

// Does a call with one argument, and counts the instructions that run right after it; 16 if all do, once.
int count_after_ecall(u64 number, u64 argument);

extern char half_word_ecall[]; // those two instructions
extern char across_pages_ecall[];
}
#endif
