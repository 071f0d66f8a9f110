// user/libc/format_double.cpp: floating-point numbers as printf writes them, from their exact digits.

#include "bignum.h"
#include "format.h"
#include <bit>
#include <limits.h>
#include <string.h>

namespace libc {

namespace {

// A number as 0.d1 d2 d3 ... * 10^point. Digits behind the last are zeros.
struct Digits {
    static constexpr int kMost = 800; // a double has at most 767
    char digit[kMost];
    int count;
    int point;
};

constexpr int kMantissaBits = 52;
constexpr int kExponentBias = 1075; // of the mantissa taken as a whole number

// The value of a positive finite double, exactly. m * 2^e is a whole number for e >= 0; else it is m * 5^-e / 10^-e.
void expand(double value, Digits& digits) {
    const u64 bits = std::bit_cast<u64>(value);
    const int field = static_cast<int>(bits >> kMantissaBits) & 0x7ff;
    const u64 fraction = bits & ((1ul << kMantissaBits) - 1);
    const int exponent = (field == 0 ? 1 : field) - kExponentBias;
    Bignum number(field == 0 ? fraction : fraction | 1ul << kMantissaBits);
    if (exponent >= 0)
        number.shift_left(static_cast<usize>(exponent));
    else
        number.multiply_power_of_5(static_cast<usize>(-exponent));

    // From the last digit to the first, nine at a time.
    char text[Digits::kMost];
    char* const end = text + sizeof text;
    char* at = end;
    while (!number.zero()) {
        u32 nine = number.divide(1'000'000'000);
        for (int i = 0; i < 9; ++i, nine /= 10) *--at = static_cast<char>('0' + nine % 10);
    }
    while (at < end && *at == '0') ++at;
    digits.count = static_cast<int>(end - at);
    memcpy(digits.digit, at, static_cast<usize>(digits.count));
    digits.point = digits.count == 0 ? 1 : digits.count + (exponent < 0 ? exponent : 0);
}

bool rounds_up(const Digits& digits, int keep) {
    if (digits.digit[keep] != '5') return digits.digit[keep] > '5';
    for (int i = keep + 1; i < digits.count; ++i) {
        if (digits.digit[i] != '0') return true;
    }
    return keep > 0 && (digits.digit[keep - 1] - '0') % 2 != 0; // a tie goes to the even digit
}

// Keeps so many digits (none or fewer leave nothing, or one at the place above).
void round(Digits& digits, i64 keep) {
    if (keep >= digits.count) return;
    if (keep < 0) {
        digits.count = 0;
        return;
    }
    const bool up = rounds_up(digits, static_cast<int>(keep));
    digits.count = static_cast<int>(keep);
    if (!up) return;
    while (digits.count > 0 && digits.digit[digits.count - 1] == '9') --digits.count;
    if (digits.count > 0) {
        ++digits.digit[digits.count - 1];
    } else { // 0.99 became 1.0
        digits.digit[0] = '1';
        digits.count = 1;
        ++digits.point;
    }
}

// A number being laid out. Measured first, for the padding, then written.
struct Layout {
    const char* prefix;
    i64 whole;        // digits before the point, from the first of Digits; below 1: a lone 0
    i64 fraction;     // digits behind it
    bool point;       // is written
    char exponent[8]; // such as e-308; empty for %f
};

void write_digits(Sink& sink, const Digits& digits, i64 first, i64 count) {
    if (first < 0) { // zeros between the point and the first digit
        const i64 zeros = count < -first ? count : -first;
        sink.repeat('0', zeros);
        first += zeros;
        count -= zeros;
    }
    const i64 known = digits.count - first < count ? digits.count - first : count;
    if (known > 0) {
        sink.write(digits.digit + first, static_cast<usize>(known));
        count -= known;
    }
    sink.repeat('0', count);
}

void write_layout(Sink& sink, const Directive& directive, const Digits& digits, const Layout& layout) {
    const i64 whole = layout.whole > 0 ? layout.whole : 1;
    const i64 length = static_cast<i64>(strlen(layout.prefix) + strlen(layout.exponent)) + whole +
                       layout.point + layout.fraction;
    const i64 padding = directive.width - length;
    const bool zeros = directive.zero && !directive.left;
    if (!directive.left && !zeros) sink.repeat(' ', padding);
    sink.write(layout.prefix, strlen(layout.prefix));
    if (zeros) sink.repeat('0', padding);
    if (layout.whole > 0)
        write_digits(sink, digits, 0, layout.whole);
    else
        sink.write("0", 1);
    if (layout.point) sink.write(".", 1);
    write_digits(sink, digits, layout.whole, layout.fraction);
    sink.write(layout.exponent, strlen(layout.exponent));
    if (directive.left) sink.repeat(' ', padding);
}

// e, a sign, and at least two digits.
void write_exponent(char* to, char letter, int exponent) {
    *to++ = letter;
    *to++ = exponent < 0 ? '-' : '+';
    if (exponent < 0) exponent = -exponent;
    if (exponent >= 100) *to++ = static_cast<char>('0' + exponent / 100);
    *to++ = static_cast<char>('0' + exponent / 10 % 10);
    *to++ = static_cast<char>('0' + exponent % 10);
    *to = '\0';
}

void lay_out_fixed(const Digits& digits, i64 precision, Layout& layout) {
    layout.whole = digits.point;
    layout.fraction = precision;
    layout.exponent[0] = '\0';
}

void lay_out_scientific(const Digits& digits, i64 precision, char letter, Layout& layout) {
    layout.whole = 1;
    layout.fraction = precision;
    write_exponent(layout.exponent, letter, digits.point - 1);
}

// %g: so many significant digits, the shorter of the two forms, no zeros at the end unless # asks for them.
void lay_out_general(const Directive& directive, i64 precision, Digits& digits, Layout& layout) {
    const i64 significant = precision == 0 ? 1 : precision;
    round(digits, significant);
    while (digits.count > 0 && digits.digit[digits.count - 1] == '0') --digits.count;
    if (digits.count == 0) digits.point = 1;
    const i64 shown = directive.alternate ? significant : digits.count;
    const i64 exponent = digits.point - 1;
    if (exponent >= -4 && exponent < significant) {
        const i64 fraction = shown - digits.point;
        lay_out_fixed(digits, fraction > 0 ? fraction : 0, layout);
    } else {
        lay_out_scientific(digits, shown > 1 ? shown - 1 : 0, directive.letter == 'G' ? 'E' : 'e', layout);
    }
}

void format_special(Sink& sink, Directive directive, bool nan, bool capitals, const char* prefix) {
    const char* name = nan ? (capitals ? "NAN" : "nan") : (capitals ? "INF" : "inf");
    write_padded(sink, directive, prefix, 0, name, strlen(name));
}

} // namespace

void format_double(Sink& sink, Directive directive, double value) {
    const u64 bits = std::bit_cast<u64>(value);
    const bool negative = bits >> 63 != 0;
    const bool capitals = directive.letter >= 'A' && directive.letter <= 'Z';
    Layout layout = {};
    layout.prefix = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
    if ((bits >> kMantissaBits & 0x7ff) == 0x7ff) {
        format_special(sink, directive, value != value, capitals, layout.prefix);
        return;
    }
    Digits digits;
    expand(value, digits);
    const i64 precision = directive.precision == kNoPrecision ? 6 : directive.precision;
    switch (directive.letter) {
    case 'f':
    case 'F':
        round(digits, digits.point + precision);
        lay_out_fixed(digits, precision, layout);
        break;
    case 'e':
    case 'E':
        round(digits, precision + 1);
        lay_out_scientific(digits, precision, directive.letter, layout);
        break;
    default: lay_out_general(directive, precision, digits, layout); break;
    }
    layout.point = layout.fraction > 0 || directive.alternate;
    write_layout(sink, directive, digits, layout);
}

} // namespace libc
