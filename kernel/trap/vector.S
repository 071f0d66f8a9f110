// trap/vector.S: the way into the kernel, and the way back out.
//
// xtvec points at trap_vector. Every system call, fault and interrupt of this hart comes here, from a program as well
// as from the kernel itself, with interrupts off (Privileged manual, 3.1.6.1).
//
// Invariants
//   in a program:   xscratch = the TrapFrame at the end of its thread's kernel stack, whose kernel_tp was filled when
//                   the thread was made
//   in the kernel:  xscratch = 0, tp = the current thread, sp is above its stack_limit
//   The frame of a trap from a program is always at the end of the kernel stack.
#include "arch/cpu.h"
#include "arch/dwarf.h"
#include "arch/privilege.h"
#include "arch/trap_frame.h"

// Registers 1 (ra) and 3 to 31: all but x0, which is always zero, and x2, the stack pointer.
.macro each_register operation
    .irp n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \operation \n
    .endr
.endm
.macro save n
    sd   x\n, (8 * \n)(sp)
    .cfi_offset \n, 8 * \n - FRAME_SIZE
.endm
.macro restore n
    ld   x\n, (8 * \n)(sp)
.endm

// The .cfi lines are for debuggers (arch/dwarf.h): after each instruction, they say where the interrupted code's
// registers are now.
    .cfi_sections .debug_frame

    .section .text.vector, "ax"
    .globl trap_vector, trap_return
    .type trap_vector, @function
    .balign 4                   // the low two bits of xtvec choose its mode: 0, one vector for all (3.1.7)
trap_vector:
    .cfi_startproc
    .cfi_return_column DWARF_XEPC
    CFI_INTERRUPTED_AT_XEPC

    // Step 1: find room for a frame. A program's thread left that in xscratch; the kernel stays on the stack it is on.
    csrrw sp, xscratch, sp
    .cfi_register sp, DWARF_XSCRATCH
    .cfi_remember_state
    beqz sp, from_kernel        // 0: this is the kernel
1:  .cfi_def_cfa sp, FRAME_SIZE

    // Step 2: save what the interrupted code was using, and why it was interrupted. From here on xscratch is 0.
    each_register save
    csrrw t0, xscratch, zero
    .cfi_register sp, t0
    sd   t0, FRAME_SP(sp)
    .cfi_offset sp, FRAME_SP - FRAME_SIZE
    csrr t1, xepc
    csrr t2, xstatus
    csrr t3, xcause
    csrr t4, xtval
    sd   t1, FRAME_EPC(sp)
    sd   t2, FRAME_STATUS(sp)
    sd   t3, FRAME_CAUSE(sp)
    sd   t4, FRAME_TVAL(sp)

    // Step 3: C++ decides what to do (trap/trap.cpp). It returns with interrupts off.
    ld   tp, FRAME_KERNEL_TP(sp)
    mv   a0, sp
    .cfi_offset DWARF_XEPC, FRAME_EPC - FRAME_SIZE
    call trap_handler

trap_return:                    // a new thread starts here too: sp = its frame
    // Step 4: back to where the trap came from. To a program: leave it the frame.
    ld   t1, FRAME_EPC(sp)
    ld   t2, FRAME_STATUS(sp)
    csrw xepc, t1
    csrw xstatus, t2
    slli t2, t2, 63 - XSTATUS_XPP_TOP
    bltz t2, 2f                 // back to the kernel: xscratch stays 0
    csrw xscratch, sp
2:  each_register restore
    ld   sp, FRAME_SP(sp)
    .cfi_def_cfa sp, 0
    .cfi_same_value DWARF_XEPC
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .cfi_same_value \n
    .endr
    xret

    // Step 1 in the kernel: take sp back, and note whose thread it is. Only sp is free: tp goes to xscratch while the
    // two are compared. Without room for the frame and what comes after, the kernel has used up its stack.
from_kernel:
    .cfi_restore_state
    ld   sp, THREAD_STACK_LIMIT(tp)
    csrrw tp, xscratch, tp
    .cfi_register sp, tp
    .cfi_register tp, DWARF_XSCRATCH
    sub  sp, tp, sp
    addi sp, sp, -STACK_RESERVE
    csrrw tp, xscratch, tp
    .cfi_register sp, DWARF_XSCRATCH
    .cfi_same_value tp
    bltz sp, 3f
    csrr sp, xscratch
    j    4f
3:  la   sp, full_stack_end     // trap_handler sees where its frame is, and panics
4:  addi sp, sp, -FRAME_SIZE
    sd   tp, FRAME_KERNEL_TP(sp)
    j    1b
    .cfi_endproc
    .size trap_vector, . - trap_vector

// Where the last words of a kernel that has used up its stack are said.
    .section .bss
    .balign 16
    .globl full_stack, full_stack_end
full_stack:
    .skip 8192
full_stack_end:
    .text

// The first steps of a new thread: switch_context "returns" here, with sp = its frame (thread/thread.cpp).
    .globl thread_start
    .type thread_start, @function
thread_start:
    call finish_first_switch
    j    trap_return
    .size thread_start, . - thread_start
