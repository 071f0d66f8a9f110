// user/tests/random.h: numbers that look random and are the same in every run.
#pragma once

#include "abi/integers.h"

// Xorshift64: Marsaglia, "Xorshift RNGs", 2003. The seed is not 0.
class Random {
  public:
    constexpr explicit Random(u64 seed) : state_(seed) {}
    constexpr u64 next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return state_;
    }
    constexpr u64 below(u64 limit) { return next() % limit; }

  private:
    u64 state_;
};
