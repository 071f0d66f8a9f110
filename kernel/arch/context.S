// arch/context.S: from one thread's registers to another's.
#include "arch/privilege.h"

// void switch_context(Context* from, const Context* to)
// The caller has saved all else: to it this is a function call that takes long. tp, the current thread, is set by the
// one who switches (thread/scheduler.cpp).
    .text
    .globl switch_context
    .type switch_context, @function
switch_context:
    // Step 0: what the old thread had reserved with lr is not the new one's (Unprivileged manual, 8.2).
    addi t0, sp, -8
    sc.d zero, zero, (t0)
    // Step 1: leave ra, sp and s0 to s11 behind.
    sd   ra, 0(a0)
    sd   sp, 8(a0)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd   s\n, (16 + 8 * \n)(a0)
    .endr
    // Step 2: take those of the other thread, and return to where it left.
    ld   ra, 0(a1)
    ld   sp, 8(a1)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld   s\n, (16 + 8 * \n)(a1)
    .endr
    ret
    .size switch_context, . - switch_context

// The kernel itself is compiled without floating point; only these two functions use its registers.
    .option push
    .option arch, +d

// void save_floating_point(FloatingPoint* to)
    .globl save_floating_point
    .type save_floating_point, @function
save_floating_point:
    li   t0, XSTATUS_FS
    csrs xstatus, t0            // allow it here; the way out of the kernel sets what the program sees
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fsd  f\n, (8 * \n)(a0)
    .endr
    frcsr t0
    sd   t0, (32 * 8)(a0)
    ret
    .size save_floating_point, . - save_floating_point

// void load_floating_point(const FloatingPoint* from)
    .globl load_floating_point
    .type load_floating_point, @function
load_floating_point:
    li   t0, XSTATUS_FS
    csrs xstatus, t0
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    fld  f\n, (8 * \n)(a0)
    .endr
    ld   t0, (32 * 8)(a0)
    fscsr t0
    ret
    .size load_floating_point, . - load_floating_point
    .option pop
