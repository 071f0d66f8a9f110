/* user/libc/include/sys/syscall_macros.h: _syscall0 to _syscall6: a function for a call, made from its prototype.
 *
 *   _syscall3(long, open, const char*, path, int, flags, int, mode)
 *
 * defines `long open(const char* path, int flags, int mode)`, which makes the call __NR_open. So a program can make a
 * call that its library has no function for. -1 and errno on failure, as ever.
 */
#pragma once

#include <sys/syscall.h>

#define _syscall0(type, name)                                                                                \
    type name(void) { return (type)syscall_answer(ECALL(__NR_##name)); }
#define _syscall1(type, name, type1, first)                                                                  \
    type name(type1 first) { return (type)syscall_answer(ECALL(__NR_##name, first)); }
#define _syscall2(type, name, type1, first, type2, second)                                                   \
    type name(type1 first, type2 second) { return (type)syscall_answer(ECALL(__NR_##name, first, second)); }
#define _syscall3(type, name, type1, first, type2, second, type3, third)                                     \
    type name(type1 first, type2 second, type3 third) {                                                      \
        return (type)syscall_answer(ECALL(__NR_##name, first, second, third));                               \
    }
#define _syscall4(type, name, type1, first, type2, second, type3, third, type4, fourth)                      \
    type name(type1 first, type2 second, type3 third, type4 fourth) {                                        \
        return (type)syscall_answer(ECALL(__NR_##name, first, second, third, fourth));                       \
    }
#define _syscall5(type, name, type1, first, type2, second, type3, third, type4, fourth, type5, fifth)        \
    type name(type1 first, type2 second, type3 third, type4 fourth, type5 fifth) {                           \
        return (type)syscall_answer(ECALL(__NR_##name, first, second, third, fourth, fifth));                \
    }
#define _syscall6(type, name, type1, first, type2, second, type3, third, type4, fourth, type5, fifth, type6, \
                  sixth)                                                                                     \
    type name(type1 first, type2 second, type3 third, type4 fourth, type5 fifth, type6 sixth) {              \
        return (type)syscall_answer(ECALL(__NR_##name, first, second, third, fourth, fifth, sixth));         \
    }
