/* user/libc/include/sys/ecall.h: the way into the kernel: ecall0 to ecall7, by the number of arguments.
 *
 * The number of the call goes in a0, arguments in a1 to a7, and the result comes back in a0: a value, or -errno. Every
 * other register is preserved. "memory": the kernel may read and write the program's memory. Always inline: also in a
 * class build the ecall stands in the function that asks for it. Each asm is there because a trap has no form in C.
 */
#pragma once

#ifdef __cplusplus
#define ECALL_INLINE [[gnu::always_inline]] inline
#else
#define ECALL_INLINE __attribute__((always_inline)) static inline
#endif

ECALL_INLINE long ecall0(long number) {
    register long a0 __asm__("a0") = number;
    __asm__ volatile("ecall" : "+r"(a0) : : "memory");
    return a0;
}

ECALL_INLINE long ecall1(long number, long first) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1) : "memory");
    return a0;
}

ECALL_INLINE long ecall2(long number, long first, long second) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2) : "memory");
    return a0;
}

ECALL_INLINE long ecall3(long number, long first, long second, long third) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    register long a3 __asm__("a3") = third;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3) : "memory");
    return a0;
}

ECALL_INLINE long ecall4(long number, long first, long second, long third, long fourth) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    register long a3 __asm__("a3") = third;
    register long a4 __asm__("a4") = fourth;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory");
    return a0;
}

ECALL_INLINE long ecall5(long number, long first, long second, long third, long fourth, long fifth) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    register long a3 __asm__("a3") = third;
    register long a4 __asm__("a4") = fourth;
    register long a5 __asm__("a5") = fifth;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory");
    return a0;
}

ECALL_INLINE long ecall6(long number, long first, long second, long third, long fourth, long fifth,
                         long sixth) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    register long a3 __asm__("a3") = third;
    register long a4 __asm__("a4") = fourth;
    register long a5 __asm__("a5") = fifth;
    register long a6 __asm__("a6") = sixth;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6) : "memory");
    return a0;
}

ECALL_INLINE long ecall7(long number, long first, long second, long third, long fourth, long fifth,
                         long sixth, long seventh) {
    register long a0 __asm__("a0") = number;
    register long a1 __asm__("a1") = first;
    register long a2 __asm__("a2") = second;
    register long a3 __asm__("a3") = third;
    register long a4 __asm__("a4") = fourth;
    register long a5 __asm__("a5") = fifth;
    register long a6 __asm__("a6") = sixth;
    register long a7 __asm__("a7") = seventh;
    __asm__ volatile("ecall"
                     : "+r"(a0)
                     : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7)
                     : "memory");
    return a0;
}

/* ECALL(number, ...): that one of these which takes so many arguments. Each of them becomes a long: a number of up to 64
 * bits, or a pointer. */
#define ECALL(...)                                              ECALL_NINTH(__VA_ARGS__, 7, 6, 5, 4, 3, 2, 1, 0, )(__VA_ARGS__)
#define ECALL_NINTH(p0, p1, p2, p3, p4, p5, p6, p7, count, ...) ECALL_##count
#define ECALL_0(number)                                         ecall0(number)
#define ECALL_1(number, a)                                      ecall1(number, (long)(a))
#define ECALL_2(number, a, b)                                   ecall2(number, (long)(a), (long)(b))
#define ECALL_3(number, a, b, c)                                ecall3(number, (long)(a), (long)(b), (long)(c))
#define ECALL_4(number, a, b, c, d)                             ecall4(number, (long)(a), (long)(b), (long)(c), (long)(d))
#define ECALL_5(number, a, b, c, d, e)                          ecall5(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define ECALL_6(number, a, b, c, d, e, f)                                                                    \
    ecall6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define ECALL_7(number, a, b, c, d, e, f, g)                                                                 \
    ecall7(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f), (long)(g))
