/* user/libc/platform/linux/trap.h: a write on Linux, by one instruction.
 *
 * On each processor the result is how many bytes were written, or -errno. The numbers are of each processor's own table,
 * and Linux never changes them.
 */
#pragma once

#include <stddef.h>

static inline ptrdiff_t trap_write(int descriptor, const void* bytes, size_t count) {
#if defined __x86_64__
    /* The number in rax, arguments in rdi, rsi, rdx. The processor itself puts rip into rcx and the flags into r11, and
     * that is all that it keeps: the kernel cannot give these two back. */
    long rax = 1;
    __asm__ volatile("syscall" /* a trap has no form in C */
                     : "+a"(rax)
                     : "D"((long)descriptor), "S"(bytes), "d"(count)
                     : "rcx", "r11", "memory");
    return rax;
#elif defined __riscv
    /* The number in a7, arguments in a0 to a2, and the result in a0. */
    register long a7 __asm__("a7") = 64;
    register long a0 __asm__("a0") = descriptor;
    register const void* a1 __asm__("a1") = bytes;
    register size_t a2 __asm__("a2") = count;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory"); /* as above */
    return a0;
#elif defined __aarch64__
    /* The number in x8, arguments in x0 to x2, and the result in x0. */
    register long x8 __asm__("x8") = 64;
    register long x0 __asm__("x0") = descriptor;
    register const void* x1 __asm__("x1") = bytes;
    register size_t x2 __asm__("x2") = count;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory"); /* as above */
    return x0;
#else
#error "of Linux only x86-64, RISC-V and arm64 are known here"
#endif
}
