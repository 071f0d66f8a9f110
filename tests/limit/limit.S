// tests/limit/limit.S: the least that can be done at a crossing: two ways into machine mode and back.
//
// This is the whole system: tests/limit/limit.cpp in machine mode, and one of the works below in user mode. A work does
// its loop a0 times, counts the instructions of that, leaves the count in a1, and asks for a timer interrupt: that
// is the way back to who began it, so that the way of an ecall need not ask whether this was the last one.
//
//   minimal_vector   knows that every trap is an ecall, saves nothing, and uses one register that the caller gives away
//   full_vector      saves all 31 registers and where the trap came from; C++ decides (limit.cpp:handle); restores all
//
// Invariant: in user mode mscratch is the frame at the end of the stack for traps.
#include "limit.h"

#define MTIMECMP 0x2004000 // of hart 0, in the CLINT

    .section .text.start, "ax"
    .globl _start
_start:
    // A stack, and on to C++, which does not come back. .bss is zero, as all of QEMU's memory is at first.
    la   sp, stack_end
    call measure_all

    .text
// u64 in_user_mode(work, times, vector): the instructions of the work's loop.
    .globl in_user_mode
in_user_mode:
    // Step 1: keep what the caller wants to find again. Only these: to it, this is a function call.
    addi sp, sp, -112
    sd   ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd   s\n, (8 + 8 * \n)(sp)
    .endr
    la   t0, caller_stack
    sd   sp, 0(t0)

    // Step 2: no timer interrupt until it is asked for; that one is taken.
    li   t0, MTIMECMP
    li   t1, -1
    sd   t1, 0(t0)
    li   t0, 1 << 7             // mie.MTIE
    csrw mie, t0
    csrw mtvec, a2

    // Step 3: down into the work, with interrupts on: mstatus.MPP = user, MPIE = 1.
    la   t0, trap_frame
    csrw mscratch, t0
    li   t0, 0x1800
    csrc mstatus, t0
    li   t0, 1 << 7
    csrs mstatus, t0
    csrw mepc, a0
    mv   a0, a1
    mret

// The interrupt that a work has asked for: back to who called in_user_mode.
work_is_over:
    la   t0, caller_stack
    ld   sp, 0(t0)
    mv   a0, a1
    ld   ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld   s\n, (8 + 8 * \n)(sp)
    .endr
    addi sp, sp, 112
    ret

// --- what runs in user mode ---

.macro end_of_work
    rdinstret t1
    sub  a1, t1, a1
    li   t0, MTIMECMP
    sd   zero, 0(t0)            // the time has come
1:  j    1b
.endm

// The loop of user/bench/null_call.cpp. t0 is given away.
    .globl call_often
call_often:
    rdinstret a1
    mv   t2, a0
1:  li   a0, 1
    ecall
    addi t2, t2, -1
    bnez t2, 1b
    end_of_work

// One byte in each page, from TOUCH_START on, where nothing is mapped yet.
    .globl touch_often
touch_often:
    li   t2, TOUCH_START
    li   t3, 4096
    rdinstret a1
1:  sb   a0, 0(t2)
    add  t2, t2, t3
    addi a0, a0, -1
    bnez a0, 1b
    end_of_work

// --- the ways in and out ---

// mtvec chooses a mode in which each interrupt has an entry of its own: that of the timer is 7 words behind the one for
// all else (Privileged manual, 3.1.7).
    .balign 256
    .option push
    .option norvc
    .globl minimal_vector
minimal_vector:
    csrr t0, mepc
    addi t0, t0, 4              // go on behind the ecall
    csrw mepc, t0
    mret
    .skip 12
    j    work_is_over
    .option pop

.macro each_register operation // all but x0, which is zero, and x2, the stack pointer
    .irp n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \operation \n
    .endr
.endm
.macro save n
    sd   x\n, (8 * \n)(sp)
.endm
.macro restore n
    ld   x\n, (8 * \n)(sp)
.endm

    .balign 4
    .globl full_vector
full_vector:
    // Step 1: onto the stack for traps: mscratch has the frame there; it gets the work's stack pointer in exchange.
    csrrw sp, mscratch, sp

    // Step 2: save all 31 registers, and where it happened.
    each_register save
    csrr t0, mscratch
    csrr t1, mepc
    sd   t0, FRAME_SP(sp)
    sd   t1, FRAME_EPC(sp)

    // Step 3: C++ does what the trap asks for.
    mv   a0, sp
    csrr a1, mcause
    bltz a1, 1f
    call handle

    // Step 4: back, with mscratch as it was.
    ld   t0, FRAME_EPC(sp)
    csrw mepc, t0
    csrw mscratch, sp
    each_register restore
    ld   sp, FRAME_SP(sp)
    mret

    // An interrupt: there is only one. It takes the count with it.
1:  restore 11
    j    work_is_over

// --- bytes: a word an instruction, and next to nothing between them ---

// void clear_page(void* page): one address reaches 2 KiB to either side, and so a page.
    .globl clear_page
clear_page:
    li   t0, 2048
    add  a0, a0, t0
    .set offset, -2048
    .rept 512
    sd   zero, offset(a0)
    .set offset, offset + 8
    .endr
    ret

// u64 copy_pages(void* to, const void* from, u64 count): the instructions of that, as a call.
    .globl copy_pages
copy_pages:
    rdinstret a3
    li   t2, 4096
    li   t0, 2048
    add  a0, a0, t0
    add  a1, a1, t0
1:  .set offset, -2048
    .rept 512
    ld   t0, offset(a1)
    sd   t0, offset(a0)
    .set offset, offset + 8
    .endr
    add  a0, a0, t2
    add  a1, a1, t2
    addi a2, a2, -1
    bnez a2, 1b
    rdinstret a0
    sub  a0, a0, a3
    ret

    .bss
    .balign 16
caller_stack:
    .skip 16
    .skip 8192
stack_end:
    .skip 8192
trap_frame:                     // where each trap's is: there is one at a time
    .skip FRAME_SIZE
