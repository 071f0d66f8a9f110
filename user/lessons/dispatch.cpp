// user/lessons/dispatch.cpp: three ways from a number to a handler, made from one list, and what each costs.
//
// Each row is a call of a handler that does next to nothing, in instructions: least and median. They mean something where
// QEMU counts instructions, as `make bench` starts it; this program is a part of that. docs/dispatch.md looks at them.
#include "../bench/measure.h"
#include <syscalls.h>

namespace {

constexpr i64 kUnknown = -static_cast<i64>(Errno::nosys);
constexpr u64 kTimes = 1000;

// A handler: one for each row of the table of system calls.
template <u64 number> [[gnu::noipa]] i64 handle(u64 argument) { return static_cast<i64>(argument + number); }
[[gnu::noipa]] i64 refuse(u64) { return kUnknown; }

// First: a switch.
[[gnu::noipa]] i64 by_switch(u64 number, u64 argument) {
    switch (number) {
#define SYSCALL(number, ...)                                                                                 \
    case number:                                                                                             \
        return handle<number>(argument);
#define RETIRED(number, ...)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    default: return kUnknown;
    }
}

// Second: a table of pointers to functions, all of one type.
constexpr i64 (*kTable[])(u64) = {
#define SYSCALL(number, ...) handle<number>,
#define RETIRED(number, ...) refuse,
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};
constexpr u64 kRows = sizeof kTable / sizeof kTable[0];

[[gnu::noipa]] i64 by_table(u64 number, u64 argument) {
    return number < kRows ? kTable[number](argument) : kUnknown;
}

// Third: a list of types, and an expression that is folded over it.
template <u64 row_number> struct Row {
    static bool call(u64 number, u64 argument, i64& answer) {
        if (number != row_number) return false;
        answer = handle<row_number>(argument);
        return true;
    }
};
struct NoRow {
    static bool call(u64, u64, i64&) { return false; }
};
template <class... Rows> struct List {
    [[gnu::always_inline]] static i64 call(u64 number, u64 argument) {
        i64 answer = kUnknown;
        (void)(Rows::call(number, argument, answer) || ...);
        return answer;
    }
};
using AllRows = List<
#define SYSCALL(number, ...) Row<number>,
#define RETIRED(number, ...)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    NoRow>;

[[gnu::noipa]] i64 by_fold(u64 number, u64 argument) { return AllRows::call(number, argument); }

// Asks for one row again and again.
void measure(const char* what, i64 (*dispatch)(u64, u64), u64 number) {
    const i64 expected = kTable[number](1);
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 answers = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) answers += dispatch(number, 1);
        sample = bench::instructions() - start;
        bench::must(answers == expected * static_cast<i64>(kTimes), what);
    }
    samples.report(what, kTimes);
}

} // namespace

int main() {
    constexpr u64 kFirst = static_cast<u64>(sys::Call::exit);
    constexpr u64 kLast = static_cast<u64>(sys::Call::weigh_spilled);
    measure("dispatch by switch, first row", by_switch, kFirst);
    measure("dispatch by switch, last row", by_switch, kLast);
    measure("dispatch by table, first row", by_table, kFirst);
    measure("dispatch by table, last row", by_table, kLast);
    measure("dispatch by fold, first row", by_fold, kFirst);
    measure("dispatch by fold, last row", by_fold, kLast);
    return EXIT_SUCCESS;
}
