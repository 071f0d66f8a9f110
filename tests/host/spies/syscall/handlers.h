// tests/host/spies/syscall/handlers.h: in place of the kernel's: for each row a handler that keeps what it was given.
#pragma once

#include "abi/result.h"
#include "arch/trap_frame.h"
#include <optional>
#include <tuple>

template <u64 number, class Prototype> struct Spy;

template <u64 number, class Value, class... Parameters> struct Spy<number, Value(Parameters...)> {
    static inline std::optional<std::tuple<Parameters...>> seen;
    static inline TrapFrame* frame = nullptr; // if it was given one
    static inline i64 answer = 0;

    Result<Value> operator()(Parameters... values) const {
        seen.emplace(values...);
        return Result<Value>::from_raw(answer);
    }
    Result<Value> operator()(TrapFrame& given, Parameters... values) const {
        frame = &given;
        return operator()(values...);
    }
};

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    inline constexpr Spy<number, result parameters> sys_##name;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
