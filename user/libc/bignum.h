// user/libc/bignum.h: whole numbers of any size a double may need, for exact conversion to and from decimal.
//
// Every double is m * 2^e, so its decimal digits are those of a whole number: exact arithmetic gives all of them, and
// whoever rounds them rounds once and right. The largest numbers come from strtod: 800 digits, or 5^1130.
#pragma once

#include "abi/integers.h"

namespace libc {

class Bignum {
  public:
    explicit Bignum(u64 value);

    bool zero() const { return count_ == 0; }
    usize bits() const; // the number of bits up to the highest one that is set

    void add(u32 term);
    void multiply(u32 factor);
    void multiply_power_of_5(usize exponent);
    void shift_left(usize distance);
    u32 divide(u32 divisor);              // the remainder
    void subtract(const Bignum& smaller); // which must not be larger
    bool less_than(const Bignum& other) const;

  private:
    void push(u32 limb);
    void trim();

    static constexpr usize kLimbs = 96;
    u32 limbs_[kLimbs]; // least significant first; only the first count_ mean anything
    usize count_;       // the highest of them is not zero
};

} // namespace libc
