// user/libc/include/direct_call.h: the way to the handlers without a trap: they are called, as the functions that they are.
//
// For a program that is linked with the kernel (make qemu-direct), which alone includes this. A row that the wrapper
// knows costs a function call; a number that is known only when the program runs, a switch.
#pragma once

#include "abi/call_flags.h"
#include "abi/result.h"

// The kernel's handlers, as their rows say. Of rows that are `trapped` there is only absent_name, which answers nosys.
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Result<result> sys_##name parameters;                                                                    \
    Result<result> absent_##name parameters;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

namespace sys {

template <u64 number> struct Handler;
#define SYSCALL(number, name, result, parameters, row_flags, errors, text, since)                            \
    template <> struct Handler<number> {                                                                     \
        using enum CallFlag;                                                                                 \
        static constexpr bool kAbsent = has(call_flags row_flags, trapped);                                  \
        [[gnu::always_inline]] static i64 call(auto... values) {                                             \
            if constexpr (kAbsent)                                                                           \
                return absent_##name(values...).raw();                                                       \
            else                                                                                             \
                return sys_##name(values...).raw();                                                          \
        }                                                                                                    \
    };
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

enum class Number : u64 {
#define SYSCALL(number, name, ...) name = number,
#define RETIRED(number, name, ...)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// The only program takes the machine with it: nobody waits for its status but who has started the emulator.
constexpr u64 handler_of(u64 number) {
    return static_cast<u64>(number == static_cast<u64>(Number::exit) ? Number::poweroff
                                                                     : static_cast<Number>(number));
}

i64 call_by_number(const u64 (&registers)[8]); // direct/call.cpp

struct Direct {
    static i64 call(u64 number, std::convertible_to<u64> auto... registers) {
        return call_by_number({number, registers...});
    }
    // The values are of the types that the handler takes: they need not become registers.
    template <u64 number> [[gnu::always_inline]] static i64 call_row(auto... values) {
        return Handler<handler_of(number)>::call(values...);
    }
};

} // namespace sys
