// user/libc/bignum.cpp: arithmetic as on paper, in digits of 32 bits.

#include "bignum.h"
#include <assert.h>
#include <bit>

namespace libc {

namespace {

constexpr usize kLimbBits = 32;
constexpr u32 kPowerOf5 = 1220703125; // 5^13, the largest power of 5 in 32 bits
constexpr usize kPowerOf5Exponent = 13;

} // namespace

Bignum::Bignum(u64 value) : count_(0) {
    push(static_cast<u32>(value));
    push(static_cast<u32>(value >> kLimbBits));
    trim();
}

void Bignum::push(u32 limb) {
    assert(count_ < kLimbs);
    limbs_[count_++] = limb;
}

void Bignum::trim() {
    while (count_ > 0 && limbs_[count_ - 1] == 0) --count_;
}

usize Bignum::bits() const {
    if (zero()) return 0;
    return (count_ - 1) * kLimbBits + static_cast<usize>(std::bit_width(limbs_[count_ - 1]));
}

void Bignum::add(u32 term) {
    u64 carry = term;
    for (usize i = 0; i < count_ && carry; ++i) {
        carry += limbs_[i];
        limbs_[i] = static_cast<u32>(carry);
        carry >>= kLimbBits;
    }
    if (carry) push(static_cast<u32>(carry));
}

void Bignum::multiply(u32 factor) {
    u64 carry = 0;
    for (usize i = 0; i < count_; ++i) {
        carry += u64{limbs_[i]} * factor;
        limbs_[i] = static_cast<u32>(carry);
        carry >>= kLimbBits;
    }
    if (carry) push(static_cast<u32>(carry));
    trim();
}

void Bignum::multiply_power_of_5(usize exponent) {
    for (; exponent >= kPowerOf5Exponent; exponent -= kPowerOf5Exponent) multiply(kPowerOf5);
    for (; exponent > 0; --exponent) multiply(5);
}

void Bignum::shift_left(usize distance) {
    if (zero()) return;
    const usize whole = distance / kLimbBits;
    const usize part = distance % kLimbBits;
    const usize old_count = count_;
    assert(old_count + whole < kLimbs);
    limbs_[count_++] = 0;
    for (usize i = old_count + 1; i-- > 0;) {
        const u64 upper = u64{limbs_[i]} << part;
        const u64 lower = i > 0 ? u64{limbs_[i - 1]} << part >> kLimbBits : 0;
        limbs_[i + whole] = static_cast<u32>(upper) | static_cast<u32>(lower);
    }
    for (usize i = 0; i < whole; ++i) limbs_[i] = 0;
    count_ = old_count + 1 + whole;
    trim();
}

u32 Bignum::divide(u32 divisor) {
    u64 remainder = 0;
    for (usize i = count_; i-- > 0;) {
        remainder = remainder << kLimbBits | limbs_[i];
        limbs_[i] = static_cast<u32>(remainder / divisor);
        remainder %= divisor;
    }
    trim();
    return static_cast<u32>(remainder);
}

void Bignum::subtract(const Bignum& smaller) {
    i64 carry = 0;
    for (usize i = 0; i < count_; ++i) {
        carry += i64{limbs_[i]} - (i < smaller.count_ ? i64{smaller.limbs_[i]} : 0);
        limbs_[i] = static_cast<u32>(carry);
        carry >>= kLimbBits;
    }
    trim();
}

bool Bignum::less_than(const Bignum& other) const {
    if (count_ != other.count_) return count_ < other.count_;
    for (usize i = count_; i-- > 0;) {
        if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i];
    }
    return false;
}

} // namespace libc
