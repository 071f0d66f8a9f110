// arch/trap_frame.h: what the trap vector saves of the interrupted code. Assembly and C++ both read this file.
//
// Slot n is register xn; slot 0, as x0 is always zero, holds the program counter.
#pragma once

#define FRAME_SIZE 288 // bytes; a multiple of 16, as the stack pointer must be
// Bytes that must be left of a kernel stack when a trap comes: for the frame and its handler. Of interrupts, a Ctrl-T needs
// most: about 1350 (device/console.cpp:tell_status).
#define STACK_RESERVE   2048
#define FRAME_EPC       (0 * 8)
#define FRAME_SP        (2 * 8)
#define FRAME_STATUS    (32 * 8)
#define FRAME_CAUSE     (33 * 8)
#define FRAME_TVAL      (34 * 8)
#define FRAME_KERNEL_TP (35 * 8)

#ifndef __ASSEMBLER__
#include "abi/types.h"
#include <cstddef>

// One argument register of a system call, by the place where it was saved. It becomes what the handler asks for: this is
// where an int loses the upper half that a program set, and where a packed structure finds the registers that follow.
// gdb's step passes over it, to the handler.
struct Argument {
    const u64* place;
    template <class T> [[gnu::always_inline, gnu::artificial]] inline operator T() const {
        if constexpr (is_packed<T>)
            return T::in_registers(place);
        else
            return Register::get<T>(*place);
    }
};

struct TrapFrame {
    u64 epc; // where the trap happened, or, in a system call, where the program goes on
    u64 ra, sp, gp, tp, t0, t1, t2, s0, s1;
    u64 a[8];
    u64 s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
    u64 t3, t4, t5, t6;
    u64 status;    // xstatus
    u64 cause;     // xcause
    u64 tval;      // xtval
    u64 kernel_tp; // the thread: written when it is made; for a trap from the kernel, by the vector

    u64 call_number() const { return a[0]; }
    u64 linux_call_number() const { return a[7]; } // of a program for Linux: a0 to a5 are the arguments
    [[gnu::always_inline, gnu::artificial]] inline Argument arg(int n) const { return {&a[n]}; } // a0 to a7
};

static_assert(sizeof(TrapFrame) == FRAME_SIZE && FRAME_SIZE % 16 == 0);
static_assert(offsetof(TrapFrame, epc) == FRAME_EPC);
static_assert(offsetof(TrapFrame, ra) == 1 * 8);
static_assert(offsetof(TrapFrame, sp) == FRAME_SP);
static_assert(offsetof(TrapFrame, s1) == 9 * 8);
static_assert(offsetof(TrapFrame, a) == 10 * 8);
static_assert(offsetof(TrapFrame, t6) == 31 * 8);
static_assert(offsetof(TrapFrame, status) == FRAME_STATUS);
static_assert(offsetof(TrapFrame, cause) == FRAME_CAUSE);
static_assert(offsetof(TrapFrame, tval) == FRAME_TVAL);
static_assert(offsetof(TrapFrame, kernel_tp) == FRAME_KERNEL_TP);
#endif
