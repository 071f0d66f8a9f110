// user/libc/include/linux_ecall.h: the way into a kernel as programs for Linux take it.
//
// The number goes in a7, arguments in a0 to a5, and the result comes back in a0. The number is the one that Linux has for the
// call, where that is the same (abi/linux.def). Without our note, a program whose wrappers take this way runs on both kernels.
#pragma once

#include "abi/integers.h"
#include <string_view>

namespace sys {

struct LinuxEcall {
    // Linux's number of a call of ours, by its name and prototype; none, if Linux's looks otherwise.
    static constexpr u64 kNone = ~0ul;
    static consteval u64 number_of(std::string_view name, std::string_view prototype) {
#define LINUX(number, linux_name, handler, flags, result, parameters)                                        \
    if (is_ours(#handler, #result #parameters, name, prototype)) return number;
#define ABSENT(...)
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
        return kNone;
    }

    [[gnu::always_inline]] static i64 call(u64 number) {
        register u64 a7 asm("a7") = number; // the convention's register
        register u64 a0 asm("a0");
        asm volatile("ecall" : "=r"(a0) : "r"(a7) : "memory"); // the trap itself has no C++ form
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory"); // as above
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first, u64 second) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        register u64 a1 asm("a1") = second;
        asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1) : "memory"); // as above
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first, u64 second, u64 third) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        register u64 a1 asm("a1") = second;
        register u64 a2 asm("a2") = third;
        asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory"); // as above
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first, u64 second, u64 third, u64 fourth) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        register u64 a1 asm("a1") = second;
        register u64 a2 asm("a2") = third;
        register u64 a3 asm("a3") = fourth;
        asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory"); // as above
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first, u64 second, u64 third, u64 fourth,
                                           u64 fifth) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        register u64 a1 asm("a1") = second;
        register u64 a2 asm("a2") = third;
        register u64 a3 asm("a3") = fourth;
        register u64 a4 asm("a4") = fifth;
        asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory"); // as above
        return static_cast<i64>(a0);
    }

    [[gnu::always_inline]] static i64 call(u64 number, u64 first, u64 second, u64 third, u64 fourth,
                                           u64 fifth, u64 sixth) {
        register u64 a7 asm("a7") = number;
        register u64 a0 asm("a0") = first;
        register u64 a1 asm("a1") = second;
        register u64 a2 asm("a2") = third;
        register u64 a3 asm("a3") = fourth;
        register u64 a4 asm("a4") = fifth;
        register u64 a5 asm("a5") = sixth;
        asm volatile("ecall"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
                     : "memory"); // as above
        return static_cast<i64>(a0);
    }

  private:
    // Our handler answers it; or one that takes all that ours takes, and more: linux_openat knows more flags.
    static consteval bool is_ours(std::string_view handler, std::string_view its_prototype,
                                  std::string_view name, std::string_view prototype) {
        if (handler.starts_with("sys_")) return handler.substr(4) == name;
        return handler.substr(6) == name && its_prototype == prototype; // behind linux_
    }
};

} // namespace sys
