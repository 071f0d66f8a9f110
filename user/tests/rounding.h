// user/tests/rounding.h: floating-point sums that come out differently in each rounding mode.
#pragma once

#include "abi/integers.h"
#include <string.h>

namespace rounding {

// The rounding modes of fcsr (Unprivileged manual, 11.2).
enum Mode { nearest = 0, towards_zero = 1, down = 2, up = 3, nearest_away = 4 };

// Each asm below reads or writes a register that C++ has no word for, or keeps the compiler from computing early.
inline void set_rounding(int mode) { asm volatile("fsrm %0" : : "r"(mode)); }
inline int current_rounding() {
    int mode;
    asm volatile("frrm %0" : "=r"(mode));
    return mode;
}
inline double opaque(double value) {
    asm volatile("" : "+f"(value));
    return value;
}

inline u64 bits_of(double value) {
    u64 bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// A sum that depends on the rounding of each of its steps.
inline double long_sum(double start, int steps) {
    double sum = start;
    for (int i = 1; i <= steps; i++) sum = opaque(sum + opaque(1.0) / opaque(3.0 * i));
    return sum;
}

} // namespace rounding
