/* user/libc/platform/macos/trap.h: a write on macOS, by one instruction.
 *
 * An error is told by the carry flag, and the result is errno then: here it becomes -errno. Apple promises none of this:
 * what stays the same from release to release are the functions of libSystem, over which these calls lie.
 */
#pragma once

#include <stddef.h>

static inline ptrdiff_t trap_write(int descriptor, const void* bytes, size_t count) {
#if defined __x86_64__
    /* As on Linux, but that the upper byte of the number chooses among several tables: 1 is Mach's, 2 is BSD's. */
    long rax = 0x2000004;
    __asm__ volatile("syscall\n\t" /* a trap has no form in C */
                     "jnc 1f\n\t"
                     "negq %%rax\n"
                     "1:"
                     : "+a"(rax), "+d"(count) /* rdx would have a second result, as of pipe */
                     : "D"((long)descriptor), "S"(bytes)
                     : "rcx", "r11", "cc", "memory");
    return rax;
#elif defined __aarch64__
    /* The number in x16, arguments in x0 to x2. Mach's calls have negative numbers here. */
    register long x16 __asm__("x16") = 4;
    register long x0 __asm__("x0") = descriptor;
    register const void* x1 __asm__("x1") = bytes;
    register size_t x2 __asm__("x2") = count;
    __asm__ volatile("svc #0x80\n\t" /* as above */
                     "b.cc 1f\n\t"
                     "neg x0, x0\n"
                     "1:"
                     : "+r"(x0), "+r"(x1)
                     : "r"(x16), "r"(x2)
                     : "cc", "memory");
    return x0;
#else
#error "of macOS only x86-64 and arm64 are known here"
#endif
}
