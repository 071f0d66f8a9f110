// user/bench/works/null_call.S: the null call: li, ecall, addi, bnez, as in the loop of bench/null_call.cpp.
//
// void null_call(Prepared& prepared, u64 times)
// In assembly, so that nothing comes before the loop or behind it, however it is compiled.
#include <sys/syscall_numbers.h>

    .text
    .globl null_call
    .type null_call, @function
null_call:
1:  li   a0, __NR_getpid
    ecall                       // changes a0 only
    addi a1, a1, -1
    bnez a1, 1b
    ret
    .size null_call, . - null_call

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
