// syscall/laws.cpp: what must hold for the table of system calls, checked by the compiler.
#include "abi/call_flags.h"
#include "abi/call_numbers.h"
#include "abi/rows.h"
#include "syscall/handlers.h"

namespace {

// The rows come in the order of their numbers, from 0, without a gap: so none stands twice either.
constexpr bool numbers_are_dense() {
    u64 expected = 0;
    for (const Row& row : kRows)
        if (row.number != expected++) return false;
    return true;
}
static_assert(numbers_are_dense(), "numbers go up by one from row to row");

// A later row is of no earlier edition.
constexpr bool editions_go_up() {
    int latest = 1;
    for (const Row& row : kRows) {
        if (row.retired) continue;
        if (row.since < latest) return false;
        latest = row.since;
    }
    return true;
}
static_assert(editions_go_up(), "a new row is of the newest edition");

// A name is one call's, also when that is retired.
constexpr bool names_are_unique() {
    for (const Row& row : kRows)
        for (const Row& other : kRows)
            if (row.name == other.name && row.number != other.number) return false;
    return true;
}
static_assert(names_are_unique(), "no two rows have the same name");

constexpr bool each_error_once() {
    for (const Row& row : kRows)
        for (usize i = 0; i < row.errors.size(); i++)
            for (usize k = 0; k < i; k++)
                if (row.errors[i] == row.errors[k]) return false;
    return true;
}
static_assert(each_error_once(), "a row lists each error once");

// Call number 1 is not write: nobody shall think that it has to do with descriptor 1.
static_assert(call_exit == 0 && call_write != 1);

// Every parameter is one register, none is a raw pointer, and seven registers carry arguments.
template <class T, class... Parameters> constexpr bool row_is_lawful(Result<T> (*)(Parameters...), u8 flags) {
    return sizeof...(Parameters) <= 7 && (Register::fits<Parameters> && ...) && !has(flags, CallFlag::frame);
}
// Or it is one structure, packed, and nothing else.
template <class T, class Structure> constexpr bool row_is_lawful(Result<T> (*)(Packed<Structure>), u8 flags) {
    return !has(flags, CallFlag::frame);
}
// A handler takes the frame if its row says so, and no other does.
template <class T, class... Parameters>
constexpr bool row_is_lawful(Result<T> (*)(TrapFrame&, Parameters...), u8 flags) {
    return sizeof...(Parameters) <= 7 && (Register::fits<Parameters> && ...) && has(flags, CallFlag::frame);
}

// What waits for long can be interrupted, and nothing else can.
constexpr bool blocks_and_intr_agree(const Row& row) {
    return has(row.flags, CallFlag::blocks) == row.lists(Errno::intr);
}

// Who has not trapped has no frame.
constexpr bool frame_and_trapped_agree(const Row& row) {
    return !has(row.flags, CallFlag::frame) || has(row.flags, CallFlag::trapped);
}

// What a call does is told in one line of the reference.
constexpr usize kTextLength = 120;
constexpr bool is_a_line(std::string_view text) { return text.size() <= kTextLength && text.ends_with('.'); }

using enum CallFlag;
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    static_assert(row_is_lawful(sys_##name, call_flags flags),                                               \
                  "a parameter of " #name " does not fit a register");                                       \
    static_assert(blocks_and_intr_agree(kRows[number]), #name ": blocks and intr go together");              \
    static_assert(frame_and_trapped_agree(kRows[number]), #name ": a frame comes from a trap");              \
    static_assert(is_a_line(text), #name ": the text fits a line and ends with a full stop");
#define RETIRED(number, name, text)                                                                          \
    static_assert(is_a_line(text), #name ": the text fits a line and ends with a full stop");
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

// A number that was given away stays with its name.
constexpr bool is_row(u64 number, std::string_view name) {
    return number < kRows.size() && kRows[number].name == name;
}
#define FROZEN(number, name)                                                                                 \
    static_assert(is_row(number, #name),                                                                     \
                  "number " #number " is " #name " for ever: a call that goes away becomes RETIRED");
#include "abi/frozen_numbers.def"
#undef FROZEN

} // namespace
