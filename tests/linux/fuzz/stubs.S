// tests/linux/fuzz/stubs.S: what has no form in C++: the program's start, a thread's, and code that needs no stack.
#include <asm/unistd.h>

    .text
    .globl  _start, start_thread, thread_that_ends, process_that_ends, return_to_frame
    .globl  restore_after_signal_

// Step 1: data is found by gp. Step 2: argc lies where sp points, and argv behind it.
    .type   _start, @function
_start:
    .option push
    .option norelax
    lla  gp, __global_pointer$
    .option pop
    mv   a0, sp
    call start_here

// start_thread(flags, stack): the stack begins with a function and its argument.
    .type   start_thread, @function
start_thread:
    li   a2, 0
    li   a3, 0
    li   a4, 0
    li   a7, __NR_clone
    ecall
    bnez a0, 1f
    ld   a1, 0(sp)
    ld   a0, 8(sp)
    jalr a1
thread_that_ends:
    li   a7, __NR_exit
    ecall
1:  ret

// Step 1: exit with status 0.
    .type   process_that_ends, @function
process_that_ends:
    li   a0, 0
    li   a7, __NR_exit_group
    ecall

// return_to_frame(frame): sigreturn with the stack pointer at that frame. Linux has no restorer, but fills in this one.
    .type   return_to_frame, @function
return_to_frame:
    mv   sp, a0
restore_after_signal_:
    li   a7, __NR_rt_sigreturn
    ecall
    j    process_that_ends

    .section .note.GNU-stack, "", @progbits
