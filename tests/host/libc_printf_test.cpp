// tests/host/libc_printf_test.cpp: the libc's printf compared with the host's, on random formats and values.

#include "libc_names.h"
#include <bit>
#include <cerrno>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <random>

namespace {

// Both, into memory that is large enough and into memory that is not: the same text and the same length.
template <class... Values> void expect_same(const std::string& format, Values... values) {
    const int length = std::snprintf(nullptr, 0, format.c_str(), values...);
    ASSERT_GE(length, 0) << format;
    const size_t full = static_cast<size_t>(length) + 1;
    for (const size_t size : {full, full / 2, size_t{1}}) {
        if (size == 0) continue;
        std::vector<char> expected(size), found(size, '#'); // of exactly this size, for the sanitizer
        std::snprintf(expected.data(), size, format.c_str(), values...);
        ASSERT_EQ(stile_snprintf(found.data(), size, format.c_str(), values...), length) << format;
        ASSERT_STREQ(found.data(), expected.data()) << format;
    }
    ASSERT_EQ(stile_snprintf(nullptr, 0, format.c_str(), values...), length) << format;
}

class Printf : public testing::Test {
  protected:
    size_t below(size_t limit) { return random_() % limit; }

    // Any of these flags, in any order, perhaps twice.
    std::string flags(const char* allowed) {
        std::string text;
        for (size_t i = below(4); i > 0; --i) text += allowed[below(std::char_traits<char>::length(allowed))];
        return text;
    }
    std::string width() { return below(2) ? std::to_string(1 + below(40)) : ""; }
    std::string precision(size_t limit) {
        if (below(3) == 0) return "";
        return below(8) == 0 ? "." : "." + std::to_string(below(limit));
    }

    // Of any magnitude, and often an extreme one.
    uint64_t integer() {
        static constexpr uint64_t kExtremes[] = {0,        1,         INT_MAX,   1ul << 31,     UINT_MAX,
                                                 LONG_MAX, 1ul << 63, ULONG_MAX, SCHAR_MAX + 1, USHRT_MAX};
        return below(4) == 0 ? kExtremes[below(std::size(kExtremes))] : random_() >> below(64);
    }

    // Any bits, numbers as people write them, and those that lie halfway between two of fewer digits.
    double floating() {
        static constexpr double kExtremes[] = {0.0,     -0.0,     1.0,      DBL_MAX,   -DBL_MAX,
                                               DBL_MIN, 4.9e-324, INFINITY, -INFINITY, 9.5};
        switch (below(7)) {
        case 0: return kExtremes[below(std::size(kExtremes))];
        case 1: return std::bit_cast<double>((random_() & ~(0x7fful << 52)) | (below(0x7ff) << 52));
        case 2: return static_cast<double>(below(2000)) / 8 - 100;
        case 3: return static_cast<double>(below(1000000)) / 1000;
        case 4: return std::pow(10, static_cast<double>(below(40)) - 20);
        case 5: return std::pow(10, static_cast<double>(below(40)) - 20) * 9.9999999;
        default: return std::bit_cast<double>(random_() >> 12); // subnormal
        }
    }

    std::mt19937_64 random_{1};
};

TEST_F(Printf, IntegersOfEveryLength) {
    for (int i = 0; i < 20'000; ++i) {
        const char letter = "diuoxX"[below(6)];
        const bool is_signed = letter == 'd' || letter == 'i';
        const char* allowed = is_signed ? "-+ 0" : letter == 'u' ? "-0" : "-0#";
        const std::string head = "<%" + flags(allowed) + width() + precision(30);
        const std::string tail = std::string(1, letter) + ">";
        const uint64_t number = integer();
        switch (below(8)) {
        case 0: expect_same(head + "hh" + tail, static_cast<int>(number)); break;
        case 1: expect_same(head + "h" + tail, static_cast<int>(number)); break;
        case 2: expect_same(head + tail, static_cast<int>(number)); break;
        case 3: expect_same(head + "l" + tail, number); break;
        case 4: expect_same(head + "ll" + tail, number); break;
        case 5: expect_same(head + "z" + tail, number); break;
        case 6: expect_same(head + "j" + tail, number); break;
        default: expect_same(head + "t" + tail, number); break;
        }
    }
}

TEST_F(Printf, FloatingPoint) {
    for (int i = 0; i < 30'000; ++i) {
        const char letter = "fFeEgG"[below(6)];
        const double number = floating();
        // The host's %#g drops zeros that it should keep when a number is rounded up to a power of ten.
        const bool general = letter == 'g' || letter == 'G';
        const std::string head =
            "<%" + flags(general ? "-+ 0" : "-+ #0") + width() + precision(below(20) == 0 ? 1200 : 25);
        if (below(8) == 0)
            expect_same(head + "L" + letter + ">", static_cast<long double>(number));
        else
            expect_same(head + letter + ">", number);
    }
}

TEST_F(Printf, AlternateGeneralFormKeepsItsZeros) {
    const auto expect = [](const char* format, double value, const char* expected) {
        char found[40];
        stile_snprintf(found, sizeof found, format, value);
        EXPECT_STREQ(found, expected);
    };
    expect("%#g", 1.0, "1.00000");
    expect("%#g", 0.0, "0.00000");
    expect("%#g", 1e6, "1.00000e+06");
    expect("%#g", 999999.9, "1.00000e+06");
    expect("%#.3G", 1e-5, "1.00E-05");
    expect("%#.3g", 0.0001, "0.000100");
    expect("%#.0g", 7.0, "7.");
    expect("%#.0e", 7.0, "7.e+00");
}

TEST_F(Printf, NotANumberHasItsName) {
    expect_same("%f %5.1e %G", NAN, NAN, NAN);
    expect_same("%+f", -NAN);
}

TEST_F(Printf, StringsCharactersAndPointers) {
    for (int i = 0; i < 10'000; ++i) {
        std::string text(below(300), 'a');
        for (char& character : text) character = static_cast<char>(1 + below(255));
        expect_same("<%" + flags("-") + width() + precision(40) + "s>", text.c_str());
        expect_same("<%" + flags("-") + width() + "c>", static_cast<int>(1 + below(255)));
        expect_same("<%" + flags("-") + width() + "p>",
                    reinterpret_cast<void*>(1 + (random_() >> below(63))));
    }
}

TEST_F(Printf, StringsNeedNoZeroByteBehindThePrecision) {
    const std::vector<char> text = {'a', 'b', 'c'}; // nothing may be read behind it
    char found[8];
    EXPECT_EQ(stile_snprintf(found, sizeof found, "%.3s", text.data()), 3);
    EXPECT_STREQ(found, "abc");
}

TEST_F(Printf, StarsTakeArguments) {
    for (int i = 0; i < 5'000; ++i) {
        const int width = static_cast<int>(below(60)) - 30;
        const int precision = static_cast<int>(below(30)) - 5;
        expect_same("<%*d>", width, static_cast<int>(integer()));
        expect_same("<%-*.*lx>", width, precision, integer());
        expect_same("<%*.*s>", width, precision, "some text");
        expect_same("<%0*.*f>", width, precision, floating());
    }
}

TEST_F(Printf, SeveralConversionsAndPlainText) {
    for (int i = 0; i < 5'000; ++i) {
        expect_same("%d %s %.3f %% %c %lx end", static_cast<int>(integer()), "text", floating(), 'x',
                    integer());
        expect_same("%e%u%g%d%f", floating(), static_cast<unsigned>(integer()), floating(),
                    static_cast<int>(integer()), floating());
    }
    expect_same("");
    expect_same("%%");
    expect_same("no conversion");
}

TEST_F(Printf, WhatIsNoConversionIsShown) {
    char found[40];
    stile_snprintf(found, sizeof found, "a %k b %-5", 1);
    EXPECT_STREQ(found, "a %k b %-5");
}

TEST_F(Printf, NullStringsHaveAName) {
    char found[40];
    stile_snprintf(found, sizeof found, "%s %8s %.3s", nullptr, nullptr, nullptr);
    EXPECT_STREQ(found, "(null)   (null) (nu");
}

TEST_F(Printf, MoreThanAnIntIsAnError) {
    stile_errno = 0;
    EXPECT_EQ(stile_snprintf(nullptr, 0, "%2147483647d%d", 1, 1), -1);
    EXPECT_EQ(stile_errno, EOVERFLOW);
}

TEST_F(Printf, IntoNewMemory) {
    char* text = nullptr;
    EXPECT_EQ(stile_asprintf(&text, "%s %d", std::string(1000, 'x').c_str(), 5), 1002);
    EXPECT_EQ(text, std::string(1000, 'x') + " 5");
    stile_free(text);
}

TEST_F(Printf, WithoutABound) {
    char text[32];
    EXPECT_EQ(stile_sprintf(text, "%d-%s", 12, "ab"), 5);
    EXPECT_STREQ(text, "12-ab");
}

} // namespace
