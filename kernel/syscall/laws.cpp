// syscall/laws.cpp: what must hold for the table of system calls, checked by the compiler.
#include "abi/call_flags.h"
#include "syscall/handlers.h"

namespace {

constexpr u64 kNumbers[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) number,
#define RETIRED(number, name, text)                                           number,
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// The rows come in the order of their numbers, from 0, without a gap: so none stands twice either.
constexpr bool numbers_are_dense() {
    u64 expected = 0;
    for (const u64 number : kNumbers)
        if (number != expected++) return false;
    return true;
}
static_assert(numbers_are_dense(), "numbers go up by one from row to row");

// Every parameter is one register, none is a raw pointer, and seven registers carry arguments.
template <class T, class... Parameters> constexpr bool row_is_lawful(Result<T> (*)(Parameters...), u8 flags) {
    return sizeof...(Parameters) <= 7 && (Register::fits<Parameters> && ...) && !has(flags, CallFlag::frame);
}
// A handler takes the frame if its row says so, and no other does.
template <class T, class... Parameters>
constexpr bool row_is_lawful(Result<T> (*)(TrapFrame&, Parameters...), u8 flags) {
    return sizeof...(Parameters) <= 7 && (Register::fits<Parameters> && ...) && has(flags, CallFlag::frame);
}
using enum CallFlag;
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    static_assert(row_is_lawful(sys_##name, call_flags flags),                                               \
                  "a parameter of " #name " does not fit a register");
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// What waits for long can be interrupted, and nothing else can.
constexpr bool lists_intr(auto... errors) { return ((errors == Errno::intr) || ...); }
using enum Errno;
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    static_assert(lists_intr errors == has(call_flags flags, blocks), #name ": blocks and intr go "          \
                                                                            "together");
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// A later row is of no earlier edition.
constexpr int kEditions[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) since,
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};
constexpr bool editions_go_up() {
    int latest = 1;
    for (const int since : kEditions) {
        if (since < latest) return false;
        latest = since;
    }
    return true;
}
static_assert(editions_go_up(), "a new row is of the newest edition");

// Call number 1 is not write: nobody shall think that it has to do with descriptor 1.
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    constexpr u64 number_of_##name [[maybe_unused]] = number;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
static_assert(number_of_exit == 0 && number_of_write != 1);

} // namespace
