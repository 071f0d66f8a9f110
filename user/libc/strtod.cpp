// user/libc/strtod.cpp: floating-point numbers read from text, rounded once and to the nearest.

#include "bignum.h"
#include <bit>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace {

using libc::Bignum;

// What IEEE 754 calls the parameters of a format.
struct Format {
    int precision;    // bits of the significand, the hidden one included
    int max_exponent; // of the largest finite number; the smallest normal one's is 1 - max_exponent
};

constexpr Format kDouble = {53, 1023};
constexpr Format kFloat = {24, 127};

// A positive number: significand * 2^(exponent - 63), and a little more if sticky. The top bit is set; all zero is 0.
struct Value {
    u64 significand;
    i64 exponent;
    bool sticky;
};

// A number as it stands in the text: digits * 10^exponent, and a little more if sticky.
struct Decimal {
    Bignum digits;
    i64 exponent;
    bool sticky;
};

// No halfway point between two doubles has more digits than this; what comes after can only tip the balance.
constexpr int kDigitsKept = 800;

// Exponents beyond this are infinity and zero, whatever the digits say.
constexpr i64 kExponentMax = 1'000'000'000'000'000;

// The bits of the nearest number of the format, ties to even. Sets errno if it had to be infinity, or lost bits
// because it was too small.
u64 round_to(Format format, Value value) {
    if (value.significand == 0) return 0;
    const u64 infinity = static_cast<u64>(2 * format.max_exponent + 1) << (format.precision - 1);
    if (value.exponent > format.max_exponent) {
        errno = ERANGE;
        return infinity;
    }
    const i64 below_normal = 1 - format.max_exponent - value.exponent;
    const i64 dropped = 64 - format.precision + (below_normal > 0 ? below_normal : 0);
    if (dropped > 64) {
        errno = ERANGE;
        return 0;
    }
    u64 kept = dropped == 64 ? 0 : value.significand >> dropped;
    const u64 rest = dropped == 64 ? value.significand : value.significand & ((1ul << dropped) - 1);
    const u64 half = 1ul << (dropped - 1);
    if (rest > half || (rest == half && (value.sticky || kept % 2 != 0))) ++kept;
    // The hidden bit adds 1 to the exponent's field, and so does the carry of a round-up.
    const u64 field = below_normal > 0 ? 0 : static_cast<u64>(value.exponent + format.max_exponent - 1);
    const u64 bits = (field << (format.precision - 1)) + kept;
    if (bits >= infinity || (below_normal > 0 && (rest != 0 || value.sticky))) errno = ERANGE;
    return bits;
}

// Divides out the power of ten: 64 bits of the quotient, one by one.
Value to_binary(const Decimal& decimal) {
    if (decimal.digits.zero()) return {};
    Bignum numerator = decimal.digits;
    Bignum denominator(1);
    if (decimal.exponent > 0)
        numerator.multiply_power_of_5(static_cast<usize>(decimal.exponent));
    else
        denominator.multiply_power_of_5(static_cast<usize>(-decimal.exponent));

    i64 shift = static_cast<i64>(numerator.bits()) - static_cast<i64>(denominator.bits());
    if (shift > 0)
        denominator.shift_left(static_cast<usize>(shift));
    else
        numerator.shift_left(static_cast<usize>(-shift));
    if (numerator.less_than(denominator)) {
        numerator.shift_left(1);
        --shift;
    }
    // Now the quotient lies in [1, 2), and the number is quotient * 2^shift * 2^exponent, as 10 is 5 * 2.
    Value value = {0, shift + decimal.exponent, false};
    for (int bit = 0; bit < 64; ++bit) {
        value.significand <<= 1;
        if (!numerator.less_than(denominator)) {
            numerator.subtract(denominator);
            value.significand |= 1;
        }
        numerator.shift_left(1);
    }
    value.sticky = !numerator.zero() || decimal.sticky;
    return value;
}

// Reads [sign]digits behind an exponent's letter; at least one digit, or the letter belongs to what follows.
i64 read_exponent(const char*& text) {
    const char* at = text + 1;
    const bool negative = *at == '-';
    if (*at == '-' || *at == '+') ++at;
    if (!isdigit(*at)) return 0;
    i64 exponent = 0;
    for (; isdigit(*at); ++at) {
        if (exponent < kExponentMax) exponent = exponent * 10 + (*at - '0');
    }
    text = at;
    return negative ? -exponent : exponent;
}

// The digits around a point, each given to `take`, which is told whether it stands behind the point.
template <class Digit, class Take> bool read_digits(const char*& text, Digit is_digit, Take take) {
    bool any = false;
    bool fraction = false;
    for (;; ++text) {
        if (*text == '.' && !fraction)
            fraction = true;
        else if (is_digit(*text))
            take(*text, fraction), any = true;
        else
            break;
    }
    return any;
}

bool read_decimal(const char*& text, Value& value) {
    Decimal decimal{Bignum(0), 0, false};
    int kept = 0;
    const auto take = [&](char digit, bool fraction) {
        if (kept == kDigitsKept) {
            decimal.sticky |= digit != '0';
            if (!fraction) ++decimal.exponent;
            return;
        }
        decimal.digits.multiply(10);
        decimal.digits.add(static_cast<u32>(digit - '0'));
        if (!decimal.digits.zero()) ++kept;
        if (fraction) --decimal.exponent;
    };
    if (!read_digits(text, isdigit, take)) return false;
    if (*text == 'e' || *text == 'E') decimal.exponent += read_exponent(text);

    // Where the first digit stands decides whether the number can be represented at all.
    const i64 magnitude = decimal.exponent + kept;
    if (decimal.digits.zero())
        value = {};
    else if (magnitude < -330)
        value = {1ul << 63, -kExponentMax, true};
    else if (magnitude > 310)
        value = {1ul << 63, kExponentMax, true};
    else
        value = to_binary(decimal);
    return true;
}

bool read_hexadecimal(const char*& text, Value& value) {
    value = {0, 63, false};
    const auto take = [&](char digit, bool fraction) {
        const u64 number = static_cast<u64>(isdigit(digit) ? digit - '0' : tolower(digit) - 'a' + 10);
        if (value.significand >> 60 != 0) {
            value.sticky |= number != 0;
            if (!fraction) value.exponent += 4;
            return;
        }
        value.significand = value.significand << 4 | number;
        if (fraction) value.exponent -= 4;
    };
    const char* start = text;
    text += 2;
    if (!read_digits(text, isxdigit, take)) {
        text = start + 1; // the number is 0, and then comes an x
        value.significand = 0;
        return true;
    }
    if (*text == 'p' || *text == 'P') value.exponent += read_exponent(text);
    const int leading_zeros = std::countl_zero(value.significand);
    if (value.significand == 0) return true;
    value.significand <<= leading_zeros;
    value.exponent -= leading_zeros;
    return true;
}

// "inf", "infinity" and "nan", in capitals or not.
bool read_name(const char*& text, Format format, u64& bits) {
    const u64 infinity = static_cast<u64>(2 * format.max_exponent + 1) << (format.precision - 1);
    if (strncasecmp(text, "inf", 3) == 0) {
        text += strncasecmp(text, "infinity", 8) == 0 ? 8 : 3;
        bits = infinity;
        return true;
    }
    if (strncasecmp(text, "nan", 3) == 0) {
        text += 3;
        bits = infinity | 1ul << (format.precision - 2); // a quiet one
        return true;
    }
    return false;
}

// The bits of the number, without its sign.
u64 read_number(const char* text, char** rest, Format format, bool& negative) {
    if (rest) *rest = const_cast<char*>(text);
    while (isspace(*text)) ++text;
    negative = *text == '-';
    if (*text == '-' || *text == '+') ++text;

    u64 bits = 0;
    if (!read_name(text, format, bits)) {
        Value value = {};
        const bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
        if (!(hexadecimal ? read_hexadecimal(text, value) : read_decimal(text, value))) {
            negative = false;
            return 0;
        }
        bits = round_to(format, value);
    }
    if (rest) *rest = const_cast<char*>(text);
    return bits;
}

} // namespace

extern "C" {

double strtod(const char* text, char** rest) {
    bool negative;
    const double number = std::bit_cast<double>(read_number(text, rest, kDouble, negative));
    return negative ? -number : number;
}

float strtof(const char* text, char** rest) {
    bool negative;
    const float number = std::bit_cast<float>(static_cast<u32>(read_number(text, rest, kFloat, negative)));
    return negative ? -number : number;
}

double atof(const char* text) { return strtod(text, nullptr); }

} // extern "C"
