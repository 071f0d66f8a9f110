// user/tests/libc_printf.cpp: printf's language: integers, strings, floating-point numbers.
#include "tap.h"
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

namespace {

// The compiler would check each format against its arguments: here some are wrong on purpose, or built at run time.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

char text[600];

template <class... Values>
void expect(tap::All& all, const char* expected, const char* format, Values... values) {
    const int length = snprintf(text, sizeof text, format, values...);
    all.equal(text, expected, format);
    all.equal(length, strlen(expected), format);
}

void integers() {
    tap::All all("integers in every base, size, width and precision");
    expect(all, "0", "%d", 0);
    expect(all, "-2147483648", "%d", INT_MIN);
    expect(all, "2147483647", "%i", INT_MAX);
    expect(all, "4294967295", "%u", UINT_MAX);
    expect(all, "-9223372036854775808", "%ld", LONG_MIN);
    expect(all, "18446744073709551615", "%lu", ULONG_MAX);
    expect(all, "-1", "%hhd", 255);
    expect(all, "255", "%hhu", -1);
    expect(all, "-1", "%hd", 65535);
    expect(all, "7", "%zu", size_t{7});
    expect(all, "-7", "%td", ptrdiff_t{-7});
    expect(all, "-7", "%jd", intmax_t{-7});
    expect(all, "-7", "%lld", -7ll);
    expect(all, "ff FF 0xff 0XFF 377 0377", "%x %X %#x %#X %o %#o", 255, 255, 255, 255, 255, 255);
    expect(all, "0 0", "%#x %#o", 0, 0);
    expect(all, "   42|42   |00042|+42| 42", "%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42);
    expect(all, "  -42|-42  |-0042|-42|-42", "%5d|%-5d|%05d|%+d|% d", -42, -42, -42, -42, -42);
    expect(all, "00042|   00042|00042   ", "%.5d|%8.5d|%-8.5d", 42, 42, 42);
    expect(all, "||     |", "%.0d|%.d|%5.0d|", 0, 0, 0);
    expect(all, "   42|42   |42", "%*d|%*d|%.*d", 5, 42, -5, 42, -1, 42);
    expect(all, "0x0000002a|0x2a      ", "%#010x|%-#10x", 42, 42);
    expect(all, "deadbeefcafe", "%" PRIx64, UINT64_C(0xdeadbeefcafe));
    expect(all, "100%", "%d%%", 100);
}

void strings() {
    tap::All all("characters, strings and pointers");
    expect(all, "a", "%c", 'a');
    expect(all, "    a|a    ", "%5c|%-5c", 'a', 'a');
    expect(all, "text", "%s", "text");
    expect(all, "  text|text  |te|    te|te    ", "%6s|%-6s|%.2s|%6.2s|%-6.2s", "text", "text", "text",
           "text", "text");
    expect(all, "", "%s", "");
    expect(all, "", "%.0s", "text");
    expect(all, "0x1234", "%p", reinterpret_cast<void*>(0x1234));
    const char unterminated[3] = {'a', 'b', 'c'};
    expect(all, "abc", "%.3s", unterminated);
    expect(all, "\xe4\xb8\xad\xe6\x96\x87", "%s", "\xe4\xb8\xad\xe6\x96\x87");
}

void fixed_point() {
    tap::All all("%f: digits after the point, rounded to nearest");
    expect(all, "0.000000", "%f", 0.0);
    expect(all, "-0.000000", "%f", -0.0);
    expect(all, "3.141593", "%f", 3.14159265358979);
    expect(all, "1.00", "%.2f", 0.995000000001);
    expect(all, "0.1", "%.1f", 0.05000000000000001);
    expect(all, "0|2|2|4", "%.0f|%.0f|%.0f|%.0f", 0.5, 1.5, 2.5, 3.5);
    expect(all, "1.", "%#.0f", 1.0);
    expect(all, "   3.14|3.14   |0003.14|+3.14", "%7.2f|%-7.2f|%07.2f|%+.2f", 3.14159, 3.14159, 3.14159,
           3.14159);
    expect(all, "123456789012345680.0", "%.1f", 123456789012345678.0);
    expect(all, "1000000000000000000000", "%.0f", 1e21);
    expect(all, "0.1000000000000000055511151231257827", "%.34f", 0.1);
    expect(all,
           "179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558"
           "632766878171540458953514382464234321326889464182768467546703537516986049910576551282076245"
           "490090389328944075868508455133942304583236903222948165808559332123348274797826204144723168"
           "738177180919299881250404026184124858368",
           "%.0f", 1.7976931348623157e308);
    expect(all, "inf -inf nan INF", "%f %f %f %F", __builtin_inf(), -__builtin_inf(), __builtin_nan(""),
           __builtin_inf());
    expect(all, "   inf|inf   ", "%06f|%-6f", __builtin_inf(), __builtin_inf());
}

void exponents() {
    tap::All all("%e and %g: exponents, and whichever is shorter");
    expect(all, "0.000000e+00", "%e", 0.0);
    expect(all, "1.234560e+03", "%e", 1234.56);
    expect(all, "1.234560E-03", "%E", 0.00123456);
    expect(all, "1e+01", "%.0e", 9.5);
    expect(all, "4.940656e-324", "%e", 4.9406564584124654e-324);
    expect(all, "1.797693e+308", "%e", 1.7976931348623157e308);
    expect(all, "1.00e+100", "%.2e", 1e100);
    expect(all, "0 1 100000 1e+06 0.0001 1e-05", "%g %g %g %g %g %g", 0.0, 1.0, 100000.0, 1000000.0, 0.0001,
           0.00001);
    expect(all, "3.14159 3.1 3", "%g %.2g %.0g", 3.14159265, 3.14159265, 3.14159265);
    expect(all, "0.10000000000000001", "%.17g", 0.1);
    expect(all, "1.00000", "%#g", 1.0);
    expect(all, "1E+10", "%G", 1e10);
    expect(all, "123457", "%g", 123456.7);
    expect(all, "1.23457e+06", "%g", 1234567.0);
    expect(all, "5e-324", "%.1g", 5e-324);
}

// What %.17g writes, strtod reads back as the same number.
void round_trips() {
    tap::All all("%.17g and strtod bring every number back");
    u64 bits = 0x9e37'79b9'7f4a'7c15;
    for (int i = 0; i < 2000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (value != value || value - value != 0) continue; // not a number, or infinite
        snprintf(text, sizeof text, "%.17g", value);
        const double back = strtod(text, nullptr);
        all.check(memcmp(&back, &value, sizeof value) == 0, "%s", text);
    }
}

void room() {
    tap::All all("snprintf writes no more than it may, and tells how much it wanted");
    char small[8];
    memset(small, '!', sizeof small);
    all.equal(snprintf(small, 5, "%d", 1234567), 7, "the length wanted");
    all.equal(small, "1234", "what fits");
    all.equal(small[5], '!', "the byte after it");
    all.equal(snprintf(small, 1, "%s", "x"), 1, "room for nothing");
    all.equal(small, "", "nothing");
    all.equal(snprintf(nullptr, 0, "%s", "measured"), 8, "only measured");
    char* made = nullptr;
    all.equal(asprintf(&made, "%s-%d", "made", 5), 6, "asprintf");
    all.equal(made, "made-5", "what it made");
    free(made);
    all.equal(snprintf(text, sizeof text, "%300d|", 1), 301, "a wide one");
    all.check(strlen(text) == 301 && text[298] == ' ' && text[299] == '1', "what is in it");
}

} // namespace

int main() {
    integers();
    strings();
    fixed_point();
    exponents();
    round_trips();
    room();
    return tap::done();
}
