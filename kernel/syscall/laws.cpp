// syscall/laws.cpp: what must hold for the table of system calls, checked by the compiler.
#include "syscall/handlers.h"

namespace {

constexpr u64 kNumbers[] = {
#define SYSCALL(number, name, result, parameters, errors, text) number,
#define RETIRED(number, name, text)                             number,
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
template <class T, class... Parameters> constexpr bool row_is_lawful(Result<T> (*)(Parameters...)) {
    return sizeof...(Parameters) <= 7 && (Register::fits<Parameters> && ...);
}
#define SYSCALL(number, name, result, parameters, errors, text)                                              \
    static_assert(row_is_lawful(sys_##name), "a parameter of " #name " does not fit a register");
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// Call number 1 is not write: nobody shall think that it has to do with descriptor 1.
#define SYSCALL(number, name, result, parameters, errors, text)                                              \
    constexpr u64 number_of_##name [[maybe_unused]] = number;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
static_assert(number_of_exit == 0 && number_of_write != 1);

} // namespace
