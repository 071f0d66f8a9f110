// abi/rows.h: the table of system calls as data: kRows[4].name is "write", and "fd" its first parameter's name.
//
// For programs and tools that tell of calls; the kernel runs them, and does not talk about them.
#pragma once

#include "abi/call_flags.h"
#include "abi/types.h"
#include <array>
#include <span>
#include <string_view>

// A parameter as its row writes it.
struct ParameterText {
    std::string_view type; // In<char>
    std::string_view name; // bytes
};

struct Row {
    u64 number;
    std::string_view name; // a literal: its data() ends with a zero byte
    bool retired;          // then there is nothing but the text
    std::string_view result;
    std::string_view parameters; // (Fd fd, In<char> bytes, usize count)
    u8 flags;
    std::span<const Errno> errors;
    std::string_view text;
    int since;

    constexpr bool lists(Errno error) const {
        for (const Errno each : errors)
            if (each == error) return true;
        return false;
    }

    // How many parameters there are.
    constexpr usize arity() const {
        if (parameters.size() <= 2) return 0;
        usize commas = 0;
        for (const char each : parameters) commas += each == ',';
        return commas + 1;
    }

    // The n-th of them, from 0. No type has a comma or a blank in it.
    constexpr ParameterText parameter(usize n) const {
        std::string_view rest = parameters.substr(1, parameters.size() - 2);
        for (; n > 0; n--) rest.remove_prefix(rest.find(',') + 2);
        const std::string_view one = rest.substr(0, rest.find(','));
        return {one.substr(0, one.rfind(' ')), one.substr(one.rfind(' ') + 1)};
    }
};

namespace rows {

using enum Errno;
using enum CallFlag;

constexpr auto list_of(auto... errors) { return std::array<Errno, sizeof...(errors)>{errors...}; }

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    inline constexpr auto name##_errors = list_of errors;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

inline constexpr Row all[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    {number, #name, false, #result, #parameters, call_flags flags, name##_errors, text, since},
#define RETIRED(number, name, text) {number, #name, true, "", "()", 0, {}, text, 0},
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

} // namespace rows

// By number: they are dense from 0.
inline constexpr std::span<const Row> kRows = rows::all;
