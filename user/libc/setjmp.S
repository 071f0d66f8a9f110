// user/libc/setjmp.S: going back to where a function has been before: <setjmp.h>.
//
// A jmp_buf is 28 words: ra, sp, s0 to s11, fs0 to fs11, whether the mask of signals was kept, and that mask. These
// are the registers that a function must preserve; to its caller, setjmp is a function that returns once more.

    .cfi_sections .debug_frame
    .text

    .globl  setjmp
    .type   setjmp, @function
setjmp:
    li      a1, 0                   // without the mask

    .globl  sigsetjmp
    .type   sigsetjmp, @function
sigsetjmp:                          // a0 = the place, a1 = whether to keep the mask
    .cfi_startproc
    sd      ra, 0(a0)
    sd      sp, 8(a0)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd      s\n, (8 * (2 + \n))(a0)
    fsd     fs\n, (8 * (14 + \n))(a0)
    .endr
    sd      a1, (8 * 26)(a0)
    bnez    a1, 1f
    li      a0, 0
    ret
1:  tail    keep_mask_              // which answers 0 (signal.cpp)
    .cfi_endproc
    .size   sigsetjmp, . - sigsetjmp
    .size   setjmp, . - setjmp

// void jump_(place, value): value is what the place sees now.
    .globl  jump_
    .type   jump_, @function
jump_:
    .cfi_startproc
    ld      ra, 0(a0)
    ld      sp, 8(a0)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld      s\n, (8 * (2 + \n))(a0)
    fld     fs\n, (8 * (14 + \n))(a0)
    .endr
    mv      a0, a1
    ret
    .cfi_endproc
    .size   jump_, . - jump_

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
