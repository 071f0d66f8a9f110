// user/libc/include/call_abi.h: the ways from a wrapper to a handler: policies that all look the same to the wrapper.
//
// A policy has one function, `call`: it takes a number and the registers of the arguments, and answers the register
// that comes back: a value, or -errno. Which of them a program's wrappers take is chosen when it is compiled:
// -DCALL_ABI=Mock. docs/calls.md shows what each is for.
#pragma once

#include "abi/integers.h"
#include <concepts>

#ifdef __riscv
#include <linux_ecall.h>
#include <sys/ecall.h>
#endif

namespace sys {

// Linux takes six arguments. A row with seven compiles only for a policy that takes them all.
template <class Policy>
concept Abi = requires(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    { Policy::call(number) } -> std::same_as<i64>;
    { Policy::call(number, a, b, c, d, e, f) } -> std::same_as<i64>;
};

#ifdef __riscv
// The convention of this kernel: the number in a0, arguments in a1 to a7.
struct Ecall {
    [[gnu::always_inline]] static i64 call(u64 number) { return ecall0(number); }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a) { return ecall1(number, a); }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b) { return ecall2(number, a, b); }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b, u64 c) {
        return ecall3(number, a, b, c);
    }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b, u64 c, u64 d) {
        return ecall4(number, a, b, c, d);
    }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e) {
        return ecall5(number, a, b, c, d, e);
    }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
        return ecall6(number, a, b, c, d, e, f);
    }
    [[gnu::always_inline]] static i64 call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g) {
        return ecall7(number, a, b, c, d, e, f, g);
    }
};
static_assert(Abi<Ecall> && Abi<LinuxEcall>);
#endif

// No kernel, but a function that stands for it and is given the eight registers a0 to a7: for tests on the host.
i64 mock_kernel(const u64 (&a)[8]);

struct Mock {
    static i64 call(u64 number, std::same_as<u64> auto... registers) {
        static_assert(sizeof...(registers) <= 7);
        return mock_kernel({number, registers...});
    }
};
static_assert(Abi<Mock>);

#ifndef CALL_ABI
#define CALL_ABI Ecall
#endif
using DefaultAbi = CALL_ABI;

} // namespace sys
