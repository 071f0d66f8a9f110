// user/tests/libc_numbers.cpp: numbers in text: strtol, strtod and their kin, atoi, div, abs, sscanf.
#include "tap.h"
#include <limits.h>
#include <stdlib.h>

namespace {

struct Whole {
    const char* text;
    int base;
    long value;
    int used; // characters
    int error;
};

void strtol_rules() {
    tap::All all("strtol: bases, signs, limits, and where the number ends");
    constexpr Whole kCases[] = {
        {"0", 10, 0, 1, 0},
        {"  \t\n42x", 10, 42, 6, 0},
        {"-17", 10, -17, 3, 0},
        {"+17", 10, 17, 3, 0},
        {"--1", 10, 0, 0, 0},
        {"", 10, 0, 0, 0},
        {"   ", 10, 0, 0, 0},
        {"x", 10, 0, 0, 0},
        {"ff", 16, 255, 2, 0},
        {"0xff", 16, 255, 4, 0},
        {"0XFf", 0, 255, 4, 0},
        {"0x", 16, 0, 1, 0},
        {"0xg", 0, 0, 1, 0},
        {"0755", 0, 493, 4, 0},
        {"089", 0, 0, 1, 0},
        {"101", 2, 5, 3, 0},
        {"zz", 36, 1295, 2, 0},
        {"9223372036854775807", 10, LONG_MAX, 19, 0},
        {"9223372036854775808", 10, LONG_MAX, 19, ERANGE},
        {"-9223372036854775808", 10, LONG_MIN, 20, 0},
        {"-9223372036854775809", 10, LONG_MIN, 20, ERANGE},
        {"99999999999999999999999999", 10, LONG_MAX, 26, ERANGE},
        {"1", 1, 0, 0, EINVAL},
        {"1", 37, 0, 0, EINVAL},
    };
    for (const Whole& one : kCases) {
        char* rest = nullptr;
        errno = 0;
        const long value = strtol(one.text, &rest, one.base);
        const bool right =
            value == one.value && errno == one.error && (one.error == EINVAL || rest == one.text + one.used);
        all.check(right, "\"%s\" in base %d: %ld, errno %d, %ld used", one.text, one.base, value, errno,
                  rest - one.text);
    }
    errno = 0;
    all.equal(strtoul("18446744073709551615", nullptr, 10), ULONG_MAX, "the largest unsigned number");
    all.equal(int{errno}, 0, "errno");
    all.equal(strtoul("18446744073709551616", nullptr, 10), ULONG_MAX, "one more");
    all.equal(int{errno}, static_cast<int>(ERANGE), "errno");
    all.equal(strtoul("-1", nullptr, 10), ULONG_MAX, "-1 as an unsigned number");
    all.equal(strtoll("-5", nullptr, 10), -5ll, "strtoll");
    all.equal(atoi("-12abc"), -12, "atoi");
    all.equal(atol("123456789012"), 123456789012l, "atol");
}

struct Floating {
    const char* text;
    double value;
    int used;
};

void strtod_rules() {
    tap::All all("strtod: the nearest number, from decimal and hexadecimal");
    constexpr Floating kCases[] = {
        {"0", 0, 1},
        {"1.5", 1.5, 3},
        {"-2.25e2x", -225, 7},
        {".5", 0.5, 2},
        {"5.", 5, 2},
        {".", 0, 0},
        {"1e", 1, 1},
        {"1e+", 1, 1},
        {"e5", 0, 0},
        {"0.1", 0.1, 3},
        {"3.141592653589793", 3.141592653589793, 17},
        {"1e308", 1e308, 5},
        {"1.7976931348623157e308", 1.7976931348623157e308, 22},
        {"2.2250738585072014e-308", 2.2250738585072014e-308, 23},
        {"4.9406564584124654e-324", 4.9406564584124654e-324, 23},
        {"9007199254740993", 9007199254740992.0, 16},    // half way: to the even one
        {"9007199254740993.01", 9007199254740994.0, 19}, // a little more
        {"0.500000000000000166533453693773481063544750213623046875", 0.5000000000000002, 56},
        {"0x1p4", 16, 5},
        {"0x1.8p1", 3, 7},
        {"123456789012345678901234567890", 123456789012345678901234567890.0, 30},
    };
    for (const Floating& one : kCases) {
        char* rest = nullptr;
        const double value = strtod(one.text, &rest);
        all.check(value == one.value && rest == one.text + one.used, "\"%s\": %.17g, %ld used", one.text,
                  value, rest - one.text);
    }
    errno = 0;
    all.check(strtod("1e400", nullptr) == __builtin_inf() && errno == ERANGE, "too large");
    errno = 0;
    all.check(strtod("1e-400", nullptr) == 0 && errno == ERANGE, "too small");
    all.check(strtod("inf", nullptr) == __builtin_inf() && strtod("-INFINITY", nullptr) == -__builtin_inf(),
              "infinite");
    const double nan = strtod("nan", nullptr);
    all.check(nan != nan, "not a number");
    all.check(strtof("0.1", nullptr) == 0.1f, "strtof");
    all.equal(atof("2.5"), 2.5, "atof");
}

void arithmetic() {
    tap::All all("div, abs, rand");
    const div_t quotient = div(-7, 2);
    all.check(quotient.quot == -3 && quotient.rem == -1, "div");
    const ldiv_t larger = ldiv(1l << 40, 1000);
    all.check(larger.quot == 1099511627 && larger.rem == 776, "ldiv");
    all.check(abs(-5) == 5 && labs(-5l) == 5 && llabs(-5ll) == 5, "abs");
    srand(7);
    const int first = rand();
    const int second = rand();
    srand(7);
    all.check(rand() == first && rand() == second && first != second && first >= 0,
              "rand repeats with the same seed");
}

void scanning() {
    tap::All all("sscanf reads what printf writes");
    int a = 0;
    int b = 0;
    unsigned hexadecimal = 0;
    char word[20] = {};
    char letter = 0;
    double number = 0;
    all.equal(
        sscanf("12 -34 ff word x 2.5", "%d %d %x %19s %c %lf", &a, &b, &hexadecimal, word, &letter, &number),
        6, "how many");
    all.check(a == 12 && b == -34 && hexadecimal == 255 && letter == 'x' && number == 2.5, "the values");
    all.equal(word, "word", "the word");
    all.equal(sscanf("abc", "%d", &a), 0, "what does not fit");
    all.equal(sscanf("", "%d", &a), EOF, "nothing");
    all.equal(sscanf("1234", "%2d%2d", &a, &b), 2, "widths");
    all.check(a == 12 && b == 34, "their values");
    all.equal(sscanf("key=value", "%19[a-z]=%*s", word), 1, "a set of characters");
    all.equal(word, "key", "what was in it");
}

} // namespace

int main() {
    strtol_rules();
    strtod_rules();
    arithmetic();
    scanning();
    return tap::done();
}
