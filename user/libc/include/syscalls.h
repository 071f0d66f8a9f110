// user/libc/include/syscalls.h: every system call as a typed C++ function, made from the table.
//
// sys::write(fd, bytes, count) answers Result<usize>: a count or an Errno. sys::write.raw(fd, bytes, count) answers
// the register itself: a value, or -errno. <unistd.h> has the third form, POSIX's: -1, and the reason in errno.
// All of it is inline and costs what the `ecall` costs.
#pragma once

#include "abi/result.h"

namespace sys {

// The numbers. A call that was taken away keeps its own.
enum class Call : u64 {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) name = number,
#define RETIRED(number, name, text)                                           name = number,
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// The way into the kernel: the number goes in a0, arguments in a1 to a7, and the result comes back in a0. Every other
// register is preserved. "memory": the kernel may read and write the program's memory. Always inline: also in a class
// build the ecall stands in the function that asks for it.

[[gnu::always_inline]] inline i64 raw_syscall(u64 number) {
    register u64 a0 asm("a0") = number;            // the convention's register
    asm volatile("ecall" : "+r"(a0) : : "memory"); // the trap itself has no C++ form
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    asm volatile("ecall" : "+r"(a0) : "r"(a1) : "memory"); // as above
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2) : "memory"); // as above
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second, u64 third) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    register u64 a3 asm("a3") = third;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3) : "memory"); // as above
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second, u64 third, u64 fourth) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    register u64 a3 asm("a3") = third;
    register u64 a4 asm("a4") = fourth;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory"); // as above
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second, u64 third, u64 fourth,
                                              u64 fifth) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    register u64 a3 asm("a3") = third;
    register u64 a4 asm("a4") = fourth;
    register u64 a5 asm("a5") = fifth;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory"); // as above
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second, u64 third, u64 fourth,
                                              u64 fifth, u64 sixth) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    register u64 a3 asm("a3") = third;
    register u64 a4 asm("a4") = fourth;
    register u64 a5 asm("a5") = fifth;
    register u64 a6 asm("a6") = sixth;
    asm volatile("ecall" // as above
                 : "+r"(a0)
                 : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6)
                 : "memory");
    return static_cast<i64>(a0);
}

[[gnu::always_inline]] inline i64 raw_syscall(u64 number, u64 first, u64 second, u64 third, u64 fourth,
                                              u64 fifth, u64 sixth, u64 seventh) {
    register u64 a0 asm("a0") = number;
    register u64 a1 asm("a1") = first;
    register u64 a2 asm("a2") = second;
    register u64 a3 asm("a3") = third;
    register u64 a4 asm("a4") = fourth;
    register u64 a5 asm("a5") = fifth;
    register u64 a6 asm("a6") = sixth;
    register u64 a7 asm("a7") = seventh;
    asm volatile("ecall" // as above
                 : "+r"(a0)
                 : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7)
                 : "memory");
    return static_cast<i64>(a0);
}

// One row as an object that is called like a function. Row is the row's prototype.
template <Call number, class Row> struct Wrapper;

template <Call number, class Value, class... Parameters> struct Wrapper<number, Value(Parameters...)> {
    [[gnu::always_inline]] Result<Value> operator()(Parameters... values) const {
        return Result<Value>::from_raw(raw(values...));
    }
    [[gnu::always_inline]] i64 raw(Parameters... values) const {
        return raw_syscall(static_cast<u64>(number), Register::put(values)...);
    }
};

// A call that does not come back. Should the kernel ever return from it, the program stops here.
template <Call number, class... Parameters> struct Wrapper<number, never(Parameters...)> {
    [[noreturn, gnu::always_inline]] void operator()(Parameters... values) const {
        raw(values...);
        __builtin_trap();
    }
    [[gnu::always_inline]] i64 raw(Parameters... values) const {
        return raw_syscall(static_cast<u64>(number), Register::put(values)...);
    }
};

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    inline constexpr Wrapper<Call::name, result parameters> name;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

} // namespace sys

// Flags that are combined stay flags, so that O_WRONLY | O_CREAT can be given to sys::openat.
constexpr OpenFlags operator|(OpenFlags a, OpenFlags b) {
    return static_cast<OpenFlags>(static_cast<int>(a) | static_cast<int>(b));
}
constexpr TerminalMode operator|(TerminalMode a, TerminalMode b) {
    return static_cast<TerminalMode>(static_cast<int>(a) | static_cast<int>(b));
}
