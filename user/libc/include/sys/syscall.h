/* user/libc/include/sys/syscall.h: any system call by its number, for which __NR_write and so on stand. */
#pragma once

#include <sys/ecall.h>
#include <sys/syscall_numbers.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Up to seven arguments, of 64 bits or a pointer each; -1 on failure, and errno. Where the number is a constant, no
 * function need be called: syscall_answer(ECALL(__NR_write, 1, "x", 1)) is the same, in the place where it stands. */
long syscall(long number, ...);

/* What a call left in a0 as C has it: -1, and the reason in errno, or the value. */
long syscall_answer(long result);

#ifdef __cplusplus
}
#endif
