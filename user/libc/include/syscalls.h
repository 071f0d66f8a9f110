// user/libc/include/syscalls.h: every system call as a typed C++ function, made from the table.
//
// sys::write(fd, bytes, count) answers Result<usize>: a count or an Errno. sys::write.raw(fd, bytes, count) answers
// the register itself: a value, or -errno. call_write in <sys/calls.h> is the third form, C's: -1, and the reason in
// errno. The first two are inline and cost what the `ecall` costs.
#pragma once

#include "abi/call_flags.h"
#include "abi/result.h"
#include <call_abi.h>

namespace sys {

// The numbers. A call that was taken away keeps its own.
enum class Call : u64 {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) name = number,
#define RETIRED(number, name, text)                                           name = number,
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// Any number with any registers: what the wrappers below do when they know both.
template <std::convertible_to<u64>... Registers>
[[gnu::always_inline]] inline i64 raw_syscall(u64 number, Registers... registers) {
    return DefaultAbi::call(number, static_cast<u64>(registers)...);
}

// A way that is told the row, and given the values as they are, need not be given registers.
template <class Way>
concept TakesRows = requires {
    Way::template call_row<static_cast<u64>(Call::getpid)>();
};

// What the table says of a number.
template <Call number> struct Row;

// A way may lead to a kernel that has another number for the same call.
template <Call number, Abi Way> consteval u64 number_on() {
    if constexpr (requires { Way::number_of(Row<number>::kName, Row<number>::kPrototype); })
        return Way::number_of(Row<number>::kName, Row<number>::kPrototype);
    else
        return static_cast<u64>(number);
}

template <Call number, Abi Way, class... Parameters>
[[gnu::always_inline]] inline i64 take(Parameters... values) {
    if constexpr (TakesRows<Way>)
        return Way::template call_row<static_cast<u64>(number)>(values...);
    else
        return Way::call(number_on<number, Way>(), Register::put(values)...);
}

// One row as an object that is called like a function. Row is the row's prototype, Way the policy that takes it to the
// kernel (call_abi.h).
template <Call number, class Row, Abi Way = DefaultAbi> struct Wrapper;

template <Call number, class Value, class... Parameters, Abi Way>
struct Wrapper<number, Value(Parameters...), Way> {
    [[gnu::always_inline]] Result<Value> operator()(Parameters... values) const {
        return Result<Value>::from_raw(raw(values...));
    }
    [[gnu::always_inline]] i64 raw(Parameters... values) const { return take<number, Way>(values...); }
};

// One structure: its words are the arguments, or its address is.
template <Call number, class Value, class Structure, Abi Way>
struct Wrapper<number, Value(Packed<Structure>), Way> {
    [[gnu::always_inline]] Result<Value> operator()(Packed<Structure> value) const {
        return Result<Value>::from_raw(raw(value));
    }
    [[gnu::always_inline]] i64 raw(Packed<Structure> value) const {
        return call(value, std::make_index_sequence<Packed<Structure>::kWords>{});
    }

  private:
    template <usize... n>
    [[gnu::always_inline]] static i64 call(Packed<Structure> value, std::index_sequence<n...>) {
        return Way::call(number_on<number, Way>(), value.template word<n>()...);
    }
};

// A call that does not come back. Should the kernel ever return from it, the program stops here.
template <Call number, class... Parameters, Abi Way> struct Wrapper<number, never(Parameters...), Way> {
    [[noreturn, gnu::always_inline]] void operator()(Parameters... values) const {
        raw(values...);
        __builtin_trap();
    }
    [[gnu::always_inline]] i64 raw(Parameters... values) const { return take<number, Way>(values...); }
};

// In place of the wrapper of a row that is `internal`: it cannot be called.
struct Internal {};

#define SYSCALL(number, name, result, parameters, row_flags, errors, text, since)                            \
    template <> struct Row<Call::name> {                                                                     \
        using enum CallFlag;                                                                                 \
        using Prototype = result parameters;                                                                 \
        static constexpr const char* kName = #name;                                                          \
        static constexpr const char* kPrototype = #result #parameters;                                       \
        static constexpr u8 kFlags = call_flags row_flags;                                                   \
    };
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// Whether a call is there at all, for what is compiled now: a program that is linked with the kernel lacks those that need a
// trap, and is answered nosys.
template <Call number> inline constexpr bool is_there =
    !(TakesRows<DefaultAbi> && has(Row<number>::kFlags, CallFlag::trapped));

template <Call number, Abi Way> using WrapperOf =
    std::conditional_t<has(Row<number>::kFlags, CallFlag::internal), Internal,
                       Wrapper<number, typename Row<number>::Prototype, Way>>;

// sys::call<sys::Call::write>(fd, bytes, count) is sys::write(fd, bytes, count): for code that has the row as a constant.
// A second argument is the way that it shall take: sys::call<sys::Call::write, sys::LinuxEcall>.
template <Call number, Abi Way = DefaultAbi> inline constexpr WrapperOf<number, Way> call{};

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    inline constexpr WrapperOf<Call::name, DefaultAbi> name;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// Both ends of a pipe, as descriptors: what pipe2 puts into memory are the numbers that C knows.
struct Pipe {
    Fd read_end;
    Fd write_end;
};

inline Result<Pipe> make_pipe(OpenFlags flags) {
    PipeEnds ends;
    TRY(pipe2(&ends, flags));
    return Pipe{Fd::unchecked(ends.read_end), Fd::unchecked(ends.write_end)}; // the kernel has just made them
}

} // namespace sys

// Flags that are combined stay flags, so that O_WRONLY | O_CREAT can be given to sys::openat.
constexpr OpenFlags operator|(OpenFlags a, OpenFlags b) {
    return static_cast<OpenFlags>(static_cast<int>(a) | static_cast<int>(b));
}
constexpr TerminalMode operator|(TerminalMode a, TerminalMode b) {
    return static_cast<TerminalMode>(static_cast<int>(a) | static_cast<int>(b));
}
