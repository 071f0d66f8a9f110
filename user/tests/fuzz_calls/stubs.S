// user/tests/fuzz_calls/stubs.S: code that needs no stack: for threads and frames that the fuzzer makes up.
#include <sys/syscall_numbers.h>

    .text
    .globl  thread_that_ends, process_that_ends, return_to_frame

// Step 1: thread_exit.
    .type   thread_that_ends, @function
thread_that_ends:
    li   a0, __NR_thread_exit
    ecall

// Step 1: exit with status 0.
    .type   process_that_ends, @function
process_that_ends:
    li   a0, __NR_exit
    li   a1, 0
    ecall

// return_to_frame(frame): sigreturn with the stack pointer at that frame.
    .type   return_to_frame, @function
return_to_frame:
    mv   sp, a0
    li   a0, __NR_sigreturn
    ecall
    j    process_that_ends
