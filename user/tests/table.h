// user/tests/table.h: the table of system calls as data: enough to make a call of any row, and to judge its answer.
//
// To what every program can know of a row (abi/rows.h) it adds what a fuzzer has to know of its types.
//
//   for (const table::Row& row : table::kRows)
//       for (const table::Parameter& parameter : row.each_parameter()) ...
//       table::is_lawful(row, arguments, sys::raw_syscall(row.number, ...))
#pragma once

#include "abi/names.h"
#include "abi/rows.h"
#include <stdint.h>
#include <syscalls.h>

namespace table {

constexpr usize kMostParameters = kArgumentRegisters;

// What a parameter is for whoever has to make one up.
enum class Kind : u8 { number, choice, descriptor, process, thread, mapping, input, output, string };

// Which type it is, to be compared: type_of<SignalAction>.
using Type = const char*;
template <class T> inline constexpr char kTypeMark = 0;
template <class T> inline constexpr Type type_of = &kTypeMark<T>;

struct Parameter {
    Kind kind;
    u32 size;       // bytes of the value; of In<T> and Out<T>: of one T
    Type type;      // of In<T> and Out<T>: T
    NameList names; // of a choice

    constexpr bool is_pointer() const { return kind >= Kind::input; }
};

struct Row {
    u64 number;
    sys::Call call; // the same; of a row of another table: which call of ours is like it
    const char* name;
    u8 flags;
    u8 arity; // of registers
    Parameter parameters[kMostParameters];
    i64 most;    // no result is larger; below 0: the call does not come back
    int counted; // the parameter that counts the bytes of a buffer, and so limits the result; -1: none

    constexpr std::span<const Parameter> each_parameter() const { return {parameters, arity}; }
    constexpr bool is(sys::Call other) const { return call == other; }
};

template <class T> struct Described {
    static constexpr Parameter value{std::is_enum_v<T>            ? Kind::choice
                                     : std::is_same_v<T, Fd>      ? Kind::descriptor
                                     : std::is_same_v<T, Pid>     ? Kind::process
                                     : std::is_same_v<T, Tid>     ? Kind::thread
                                     : std::is_same_v<T, Mapping> ? Kind::mapping
                                                                  : Kind::number,
                                     sizeof(T), type_of<T>, names_of<T>};
};
template <class T> struct Described<In<T>> {
    static constexpr Parameter value{Kind::input, sizeof(T), type_of<T>, {}};
};
template <class T> struct Described<Out<T>> {
    static constexpr Parameter value{Kind::output, sizeof(T), type_of<T>, {}};
};
template <> struct Described<Str> { static constexpr Parameter value{Kind::string, 1, type_of<char>, {}}; };

template <class T> constexpr i64 largest() {
    if constexpr (std::is_void_v<T>) return 0;
    if constexpr (std::is_same_v<T, never>) return -1;
    if constexpr (std::is_same_v<T, Fd>) return OPEN_FILES_MAX - 1;
    if constexpr (std::is_same_v<T, Pid> || std::is_same_v<T, Tid>) return INT32_MAX;
    if constexpr (std::is_enum_v<T>) {
        i64 most = 0;
        for (const Name& name : names_of<T>.names) most = name.value > most ? name.value : most;
        return most;
    }
    if constexpr (std::is_same_v<T, u32>) return UINT32_MAX;
    return INT64_MAX;
}

// char memory and right after it a usize: so many bytes, and the result tells how many were used.
constexpr int counted_parameter(std::span<const Parameter> parameters) {
    for (usize i = 0; i + 1 < parameters.size(); i++) {
        const Parameter& memory = parameters[i];
        const bool bytes = memory.is_pointer() && memory.kind != Kind::string && memory.type == type_of<char>;
        if (bytes && parameters[i + 1].type == type_of<usize>) return static_cast<int>(i) + 1;
    }
    return -1;
}

template <class Prototype> struct Maker;
template <class Value, class... Parameters> struct Maker<Value(Parameters...)> {
    static constexpr Row row(const ::Row& row) {
        Row made{row.number,
                 static_cast<sys::Call>(row.number),
                 row.name.data(),
                 row.flags,
                 sizeof...(Parameters),
                 {Described<Parameters>::value...},
                 largest<Value>(),
                 -1};
        made.counted = counted_parameter(made.each_parameter());
        return made;
    }
};

// A packed structure: as many numbers as it has words, or the address of one that does not fit the registers.
template <class Value, class Structure> struct Maker<Value(Packed<Structure>)> {
    using Pack = Packed<Structure>;
    static constexpr Row row(const ::Row& row) {
        Row made{row.number,       static_cast<sys::Call>(row.number),
                 row.name.data(),  row.flags,
                 Pack::kWords,     {},
                 largest<Value>(), -1};
        for (usize i = 0; i < Pack::kWords; i++)
            made.parameters[i] = Pack::kSpilled ? Described<In<Structure>>::value : Described<u64>::value;
        return made;
    }
};

// Those that are calls: no retired ones.
inline constexpr Row kRows[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Maker<result parameters>::row(::kRows[number]),
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// Whether a value, which is no error, is in the range of the row's type.
inline bool is_in_range(const Row& row, const u64* arguments, i64 value) {
    if (value > row.most) return false;
    return row.counted < 0 || static_cast<u64>(value) <= arguments[row.counted];
}

// Whether a call may answer this: such a value, or an error that its row lists.
inline bool is_lawful(const Row& row, const u64* arguments, i64 answer) {
    if (answer < 0) return ::kRows[row.number].lists(static_cast<Errno>(-answer));
    return is_in_range(row, arguments, answer);
}

// All seven registers, whether or not the row names them.
template <sys::Abi Way = sys::DefaultAbi>
i64 make_call(const Row& row, const u64 (&arguments)[kMostParameters]) {
    return Way::call(row.number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                     arguments[5], arguments[6]);
}

} // namespace table
