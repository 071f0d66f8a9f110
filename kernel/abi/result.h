// abi/result.h: Result<T>, a value or an Errno, and TRY, which hands an error to the caller.
//
// Where T fits a register, so does Result<T>: a value, or -errno from -4095 to -1. That is the form in which it
// crosses from the kernel to a program. No call may return a value in that range.
#pragma once

#include "abi/types.h"
#include <new>
#include <utility>

// T as it travels inside one register of a Result: what a system call may return, and the kernel's own pointers.
template <class T>
concept InRegister = std::is_pointer_v<T> || Register::fits<T>;

// A value too wide for a register, or one that owns something.
template <class T> class [[nodiscard]] Result {
  public:
    Result(T value) : error_(Errno::none) { new (&value_) T(std::move(value)); }
    Result(Errno error) : error_(error) {}
    Result(Result&& other) : error_(other.error_) {
        if (other) new (&value_) T(std::move(other.value_));
    }
    Result& operator=(Result&&) = delete;
    ~Result() {
        if (*this) value_.~T();
    }

    explicit operator bool() const { return error_ == Errno::none; }
    Errno error() const { return error_; }
    const T& value() const& { return value_; }
    T& value() & { return value_; }
    T value() && { return std::move(value_); }

  private:
    union {
        T value_;
    };
    Errno error_;
};

template <InRegister T> class [[nodiscard]] Result<T> {
  public:
    constexpr Result(T value) : raw_(encode(value)) {}
    constexpr Result(Errno error) : raw_(-static_cast<i64>(error)) {}
    [[gnu::always_inline]] static constexpr Result from_raw(i64 raw) { return Result(Raw{raw}); }

    constexpr explicit operator bool() const { return static_cast<u64>(raw_) < static_cast<u64>(-kErrnoMax); }
    constexpr Errno error() const { return *this ? Errno::none : static_cast<Errno>(-raw_); }
    constexpr T value() const { return decode(static_cast<u64>(raw_)); }
    constexpr i64 raw() const { return raw_; }

  private:
    struct Raw {
        i64 value;
    };
    [[gnu::always_inline]] constexpr explicit Result(Raw raw) : raw_(raw.value) {}

    static constexpr i64 encode(T value) {
        if constexpr (std::is_pointer_v<T>)
            return reinterpret_cast<i64>(value); // never leaves the kernel
        else
            return static_cast<i64>(Register::put(value));
    }
    static constexpr T decode(u64 raw) {
        if constexpr (std::is_pointer_v<T>)
            return reinterpret_cast<T>(raw); // what encode made of a pointer
        else
            return Register::get<T>(raw);
    }

    i64 raw_;
};

// No value: success is 0.
template <> class [[nodiscard]] Result<void> {
  public:
    constexpr Result() : raw_(0) {}
    constexpr Result(Errno error) : raw_(-static_cast<i64>(error)) {}
    [[gnu::always_inline]] static constexpr Result from_raw(i64 raw) {
        Result result;
        result.raw_ = raw;
        return result;
    }

    constexpr explicit operator bool() const { return raw_ == 0; }
    constexpr Errno error() const { return static_cast<Errno>(-raw_); }
    constexpr void value() const {}
    constexpr i64 raw() const { return raw_; }

  private:
    i64 raw_;
};

// A call that never returns can still be asked for its result, by the code that treats all rows alike.
template <> class [[nodiscard]] Result<never> {
  public:
    constexpr Result(Errno error) : raw_(-static_cast<i64>(error)) {}
    [[gnu::always_inline]] static constexpr Result from_raw(i64 raw) {
        return Result(static_cast<Errno>(-raw));
    }
    constexpr explicit operator bool() const { return false; }
    constexpr Errno error() const { return static_cast<Errno>(-raw_); }
    constexpr i64 raw() const { return raw_; }

  private:
    i64 raw_;
};

// The value of an expression; or return its error from the function around it. One on a line.
#define TRY(expression)                                                                                      \
    ({                                                                                                       \
        auto try_result = (expression);                                                                      \
        if (!try_result) return try_result.error();                                                          \
        std::move(try_result).value();                                                                       \
    })
