// user/tests/signal_frames/registers.S: a loop in which every register has a value of its own, and odd frames.

#include <sys/syscall_numbers.h>

    .set    CONTEXT, 0                  // what a function must preserve: ra, s0 to s11, fs0 to fs11
    .set    OUT, 8 * 26
    .set    SCRATCH, 8 * 27
    .set    FRAME, 8 * 28

.macro each_integer operation           // all but x0, sp, gp and tp
    .irp n, 1,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \operation \n
    .endr
.endm
.macro each_float operation
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \operation \n
    .endr
.endm
.macro load_integer n
    ld   x\n, (8 * \n)(a0)
.endm
.macro load_float n
    fld  f\n, (256 + 8 * \n)(a0)
.endm
.macro store_integer n
    sd   x\n, (8 * \n)(a0)
.endm
.macro store_float n
    fsd  f\n, (256 + 8 * \n)(a0)
.endm
.macro spoil_integer n
    li   x\n, 0x5a5a000 + \n
.endm
.macro spoil_float n
    fmv.d.x f\n, t0
.endm

    .text
    .globl  spin_with, spin_here, spin_over
    .type   spin_with, @function
spin_with:
    addi sp, sp, -FRAME
    sd   ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd   s\n, (8 * (1 + \n))(sp)
    fsd  fs\n, (8 * (13 + \n))(sp)
    .endr
    sd   a1, OUT(sp)
    ld   t0, 512(a0)
    fscsr t0
    each_float load_float
    each_integer load_integer
    ld   a0, 80(a0)
spin_here:
    j    spin_here
spin_over:
    sd   a0, SCRATCH(sp)
    ld   a0, OUT(sp)
    each_integer store_integer
    each_float store_float
    sd   sp, 16(a0)
    sd   gp, 24(a0)
    sd   tp, 32(a0)
    frcsr t0
    sd   t0, 512(a0)
    ld   t0, SCRATCH(sp)
    sd   t0, 80(a0)
    ld   ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld   s\n, (8 * (1 + \n))(sp)
    fld  fs\n, (8 * (13 + \n))(sp)
    .endr
    addi sp, sp, FRAME
    fscsr zero
    ret
    .size   spin_with, . - spin_with

    .globl  clobbering_handler
    .type   clobbering_handler, @function
clobbering_handler:
    addi sp, sp, -16
    sd   ra, 0(sp)
    mv   a1, a2
    call handle_in_frame
    li   t0, 0xe7
    fscsr t0
    each_float spoil_float
    each_integer spoil_integer
    li   a0, -4
    li   gp, -1
    li   tp, -1
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret
    .size   clobbering_handler, . - clobbering_handler

    .globl  return_from
    .type   return_from, @function
return_from:
    mv   sp, a0
    li   a0, __NR_sigreturn
    ecall
    ebreak
    .size   return_from, . - return_from

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
