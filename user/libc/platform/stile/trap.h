/* user/libc/platform/stile/trap.h: a write on Stile, by one instruction.
 *
 * The number of the call goes in a0, arguments in a1 to a3; `ecall` goes on in the kernel's trap vector, in its mode. a0 comes
 * back: how many bytes were written, or -errno. Every other register is as before.
 */
#pragma once

#include <stddef.h>

static inline ptrdiff_t trap_write(int descriptor, const void* bytes, size_t count) {
    /* The number stands here as what it is, and does not come from the table: this is what a program looks like that has
     * made itself depend on it. */
    register long a0 __asm__("a0") = 4;
    register long a1 __asm__("a1") = descriptor;
    register const void* a2 __asm__("a2") = bytes;
    register size_t a3 __asm__("a3") = count;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3) : "memory"); /* a trap has no form in C */
    return a0;
}
