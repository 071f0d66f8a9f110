// lib/atomic.h: a word that several harts may change at once, each change whole.
//
// The standard library's <atomic> would do, but GCC 12's drags in half of the hosted library from C++20 on. The names
// and orders here are the standard's; the compiler's builtins do the work. Only words: the processor has no smaller
// atomic operations.
#pragma once

#include "abi/integers.h"
#include "lib/noncopyable.h"

enum class Order : int {
    relaxed = __ATOMIC_RELAXED, // only the word itself matters
    acquire = __ATOMIC_ACQUIRE, // what follows stays behind it
    release = __ATOMIC_RELEASE, // what precedes stays before it
    acquire_release = __ATOMIC_ACQ_REL,
};

template <class T> class Atomic : NonCopyable {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8, "the A extension works on words and doublewords");

  public:
    constexpr Atomic(T value = 0) : value_(value) {}
    T load(Order order) const { return __atomic_load_n(&value_, static_cast<int>(order)); }
    // In two parts, because GCC 12 knows no store but an exchange, which needs its address in a register.
    void store(T value, Order order) {
        if (order == Order::release) __atomic_thread_fence(__ATOMIC_RELEASE);
        const_cast<volatile T&>(value_) = value; // of a word: all of it at once
    }
    // Each of these gives the value before.
    T exchange(T value, Order order) { return __atomic_exchange_n(&value_, value, static_cast<int>(order)); }
    T fetch_add(T value, Order order) { return __atomic_fetch_add(&value_, value, static_cast<int>(order)); }
    T fetch_sub(T value, Order order) { return __atomic_fetch_sub(&value_, value, static_cast<int>(order)); }
    T fetch_or(T value, Order order) { return __atomic_fetch_or(&value_, value, static_cast<int>(order)); }
    T fetch_and(T value, Order order) { return __atomic_fetch_and(&value_, value, static_cast<int>(order)); }
    // Stores `wanted` if the value is `expected`, and says so; else puts the value into `expected`.
    bool compare_exchange(T& expected, T wanted, Order order) {
        return __atomic_compare_exchange_n(&value_, &expected, wanted, false, static_cast<int>(order),
                                           __ATOMIC_RELAXED);
    }

  private:
    T value_;
};

// No access crosses this line, in either direction, as other harts see it.
inline void full_fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
