// user/libc/strtol.cpp: whole numbers read from text.

#include "abi/integers.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

namespace {

// What stands in front of the digits, and the digits themselves as an unsigned number.
struct Number {
    bool negative;
    bool too_large; // for 64 bits
    u64 magnitude;
};

constexpr int kNoDigit = 36; // as good as none in any base

int digit_value(char character) {
    if (isdigit(character)) return character - '0';
    if (isalpha(character)) return tolower(character) - 'a' + 10;
    return kNoDigit;
}

// At "0x" and a hexadecimal digit. A lone "0x" is the number 0, and then an x.
bool hexadecimal_prefix(const char* text) {
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && digit_value(text[2]) < 16;
}

int base_of(const char* text) {
    if (hexadecimal_prefix(text)) return 16;
    return *text == '0' ? 8 : 10;
}

Number read_number(const char* text, char** rest, int base) {
    Number number = {};
    if (rest) *rest = const_cast<char*>(text);
    if (base < 0 || base == 1 || base > kNoDigit) {
        errno = EINVAL;
        return number;
    }
    while (isspace(*text)) ++text;
    number.negative = *text == '-';
    if (*text == '-' || *text == '+') ++text;
    if (base == 0) base = base_of(text);
    if (base == 16 && hexadecimal_prefix(text)) text += 2;

    const char* digits = text;
    for (; digit_value(*text) < base; ++text) {
        const u64 digit = static_cast<u64>(digit_value(*text));
        number.too_large |= __builtin_mul_overflow(number.magnitude, base, &number.magnitude);
        number.too_large |= __builtin_add_overflow(number.magnitude, digit, &number.magnitude);
    }
    if (rest && text != digits) *rest = const_cast<char*>(text);
    return number;
}

} // namespace

extern "C" {

long strtol(const char* text, char** rest, int base) {
    const Number number = read_number(text, rest, base);
    const u64 limit = static_cast<u64>(LONG_MAX) + number.negative;
    if (number.too_large || number.magnitude > limit) {
        errno = ERANGE;
        return number.negative ? LONG_MIN : LONG_MAX;
    }
    return static_cast<long>(number.negative ? -number.magnitude : number.magnitude);
}

// A minus sign is allowed here too, and means what it means in C: the number is taken from 2^64.
unsigned long strtoul(const char* text, char** rest, int base) {
    const Number number = read_number(text, rest, base);
    if (number.too_large) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return number.negative ? -number.magnitude : number.magnitude;
}

long long strtoll(const char* text, char** rest, int base) { return strtol(text, rest, base); }
unsigned long long strtoull(const char* text, char** rest, int base) { return strtoul(text, rest, base); }
intmax_t strtoimax(const char* text, char** rest, int base) { return strtol(text, rest, base); }
uintmax_t strtoumax(const char* text, char** rest, int base) { return strtoul(text, rest, base); }
int atoi(const char* text) { return static_cast<int>(strtol(text, nullptr, 10)); }
long atol(const char* text) { return strtol(text, nullptr, 10); }
long long atoll(const char* text) { return strtol(text, nullptr, 10); }

} // extern "C"
