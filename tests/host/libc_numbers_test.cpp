// tests/host/libc_numbers_test.cpp: numbers read from text, compared with the host's; sorting and searching.

#include "libc_names.h"
#include <algorithm>
#include <bit>
#include <cerrno>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

namespace {

class Numbers : public testing::Test {
  protected:
    size_t below(size_t limit) { return random_() % limit; }

    std::string pick(std::initializer_list<const char*> texts) { return texts.begin()[below(texts.size())]; }

    // The same value, the same rest, the same error.
    void expect_same_integer(const std::string& text, int base) {
        char *expected_rest, *rest;
        errno = stile_errno = 0;
        const long expected = std::strtol(text.c_str(), &expected_rest, base);
        EXPECT_EQ(stile_strtol(text.c_str(), &rest, base), expected) << text << " base " << base;
        EXPECT_EQ(rest, expected_rest) << text << " base " << base;
        EXPECT_EQ(stile_errno, errno) << text << " base " << base;
        errno = stile_errno = 0;
        const unsigned long natural = std::strtoul(text.c_str(), &expected_rest, base);
        EXPECT_EQ(stile_strtoul(text.c_str(), &rest, base), natural) << text << " base " << base;
        EXPECT_EQ(rest, expected_rest) << text << " base " << base;
        EXPECT_EQ(stile_errno, errno) << text << " base " << base;
    }

    void expect_same_floating(const std::string& text) {
        char *expected_rest, *rest;
        errno = stile_errno = 0;
        const double expected = std::strtod(text.c_str(), &expected_rest);
        const double found = stile_strtod(text.c_str(), &rest);
        EXPECT_EQ(std::bit_cast<uint64_t>(found), std::bit_cast<uint64_t>(expected)) << text;
        EXPECT_EQ(rest, expected_rest) << text;
        // Whether a number that is rounded up to the smallest normal one was too small is a matter of opinion.
        if (std::fabs(expected) != DBL_MIN) {
            EXPECT_EQ(stile_errno, errno) << text;
        }
        const float expected_float = std::strtof(text.c_str(), &expected_rest);
        const float found_float = stile_strtof(text.c_str(), &rest);
        EXPECT_EQ(std::bit_cast<uint32_t>(found_float), std::bit_cast<uint32_t>(expected_float)) << text;
        EXPECT_EQ(rest, expected_rest) << text;
    }

    double any_double() { return std::bit_cast<double>(below(0x7ff) << 52 | random_() >> 12); }

    std::mt19937_64 random_{1};
};

std::string printed(const char* format, int precision, long double value) {
    std::string text(static_cast<size_t>(std::snprintf(nullptr, 0, format, precision, value)) + 1, '\0');
    std::snprintf(text.data(), text.size(), format, precision, value);
    text.pop_back();
    return text;
}

TEST_F(Numbers, RandomIntegersInEveryBase) {
    for (int i = 0; i < 40'000; ++i) {
        std::string text =
            pick({"", " ", "\t\n ", "x"}) + pick({"", "-", "+", "--"}) + pick({"", "0", "0x", "0X", "00"});
        for (size_t digits = below(below(3) == 0 ? 70 : 20); digits > 0; --digits) {
            text += "0123456789abcdefghijklmnopqrstuvwxyzABCZ"[below(below(2) ? 10 : 40)];
        }
        const int base = static_cast<int>(2 + below(35));
        expect_same_integer(text + pick({"", " ", "!", "_9"}), below(2) ? base : below(2) ? 10 : 0);
    }
}

TEST_F(Numbers, IntegersAtTheLimits) {
    for (const char* text :
         {"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
          "18446744073709551615", "18446744073709551616", "-18446744073709551615", "0x", "0xg", "-0x1",
          "0x8000000000000000", "01777777777777777777777", "", "-", "+", "08", "0x7fffffffffffffff"}) {
        for (const int base : {0, 8, 10, 16, 36}) expect_same_integer(text, base);
    }
    EXPECT_EQ(stile_strtol("12", nullptr, 10), 12);
    for (const int base : {-1, 1, 37}) {
        stile_errno = 0;
        EXPECT_EQ(stile_strtol("12", nullptr, base), 0);
        EXPECT_EQ(stile_errno, EINVAL);
    }
}

TEST_F(Numbers, EveryDoubleComesBackFromItsText) {
    for (int i = 0; i < 15'000; ++i) {
        const double number = any_double();
        const std::string text = printed("%.*Le", static_cast<int>(below(25)), number);
        expect_same_floating(below(2) ? "-" + text : text);
    }
}

// The hardest numbers: halfway between two doubles, and a little beside it, hundreds of digits behind the point.
TEST_F(Numbers, HalfwayBetweenTwoDoubles) {
    for (int i = 0; i < 3'000; ++i) {
        const double number = any_double();
        const long double middle = (static_cast<long double>(number) + std::nextafter(number, INFINITY)) / 2;
        if (!std::isfinite(middle)) continue;
        const std::string text = printed("%.*Le", 1100, middle);
        const size_t mantissa_end = text.find('e');
        const std::string mantissa = text.substr(0, mantissa_end), exponent = text.substr(mantissa_end);
        expect_same_floating(text);
        expect_same_floating(mantissa + "1" + exponent);
        std::string lower = mantissa;
        const size_t last = lower.find_last_not_of('0');
        if (lower[last] != '.') {
            --lower[last];
            expect_same_floating(lower + "9999" + exponent);
        }
    }
}

TEST_F(Numbers, HalfwayBetweenTwoFloats) {
    for (int i = 0; i < 3'000; ++i) {
        const float number = std::bit_cast<float>(static_cast<uint32_t>(below(0x7f800000)));
        const double middle = (static_cast<double>(number) + std::nextafterf(number, INFINITY)) / 2;
        if (std::isfinite(middle)) expect_same_floating(printed("%.*Le", 160, middle));
    }
}

TEST_F(Numbers, RandomFloatingText) {
    for (int i = 0; i < 40'000; ++i) {
        std::string text = pick({"", " ", "\n"}) + pick({"", "-", "+"});
        const bool hexadecimal = below(4) == 0;
        if (hexadecimal) text += pick({"0x", "0X"});
        const char* digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
        const auto add_digits = [&](size_t most) {
            for (size_t count = below(most); count > 0; --count) text += digits[below(strlen(digits))];
        };
        if (below(8) == 0) text += std::string(below(400), '0');
        add_digits(25);
        if (below(3)) text += ".";
        if (below(8) == 0) text += std::string(below(400), '0');
        add_digits(25);
        if (below(2)) {
            text += hexadecimal ? pick({"p", "P"}) : pick({"e", "E"});
            text += pick({"", "-", "+", "-+"}) + std::to_string(below(below(2) ? 30 : 1200));
        }
        expect_same_floating(text + pick({"", " ", "x", ".", "e"}));
    }
}

TEST_F(Numbers, FloatingTextsOfInterest) {
    for (const char* text : {"",
                             ".",
                             "-.",
                             "e5",
                             ".e5",
                             "0x",
                             "0x.",
                             "0xp1",
                             "0x.p1",
                             "1.",
                             ".5",
                             "1e",
                             "1e+",
                             "1e+x",
                             "inf",
                             "-Infinity",
                             "infini",
                             "nan",
                             "-NaN",
                             "nano",
                             "1e400",
                             "-1e400",
                             "1e-400",
                             "-1e-400",
                             "1e99999999999999999999",
                             "1e-99999999999999999999",
                             "0e99999999999999999999",
                             "1.7976931348623157e308",
                             "1.7976931348623158e308",
                             "1.7976931348623159e308",
                             "2.2250738585072014e-308",
                             "2.2250738585072011e-308",
                             "4.9406564584124654e-324",
                             "2.4703282292062327e-324",
                             "2.4703282292062328e-324",
                             "9007199254740993",
                             "9007199254740992.99999",
                             "0x1.fffffffffffff8p1023",
                             "0x1.fffffffffffff7p1023",
                             "0x0.00000000000008p-1022",
                             "0x1p-1075",
                             "0x1.000001p-1075",
                             "0x1p99999999999999999999"}) {
        expect_same_floating(text);
    }
}

// What the host's qsort would make of it; and its comparisons are counted.
size_t comparisons;
int compare_bytes(const void* a, const void* b) {
    ++comparisons;
    return *static_cast<const unsigned char*>(a) - *static_cast<const unsigned char*>(b);
}
int compare_ints(const void* a, const void* b) {
    ++comparisons;
    const int left = *static_cast<const int*>(a), right = *static_cast<const int*>(b);
    return (left > right) - (left < right);
}
std::mt19937_64 liar{1};
int compare_at_random(const void*, const void*) { return static_cast<int>(liar() % 3) - 1; }

TEST_F(Numbers, SortOrdersEverySizeOfElement) {
    for (int i = 0; i < 3'000; ++i) {
        const size_t size = 1 + below(40), count = below(60);
        std::vector<std::vector<unsigned char>> expected(count);
        std::vector<unsigned char> array;
        for (auto& element : expected) {
            element.resize(size);
            for (auto& byte : element) byte = static_cast<unsigned char>(below(256));
            array.insert(array.end(), element.begin(), element.end());
        }
        stile_qsort(array.data(), count, size, compare_bytes);
        std::vector<std::vector<unsigned char>> found(count);
        for (size_t j = 0; j < count; ++j)
            found[j].assign(array.begin() + j * size, array.begin() + (j + 1) * size);
        EXPECT_TRUE(std::is_sorted(found.begin(), found.end(), [](auto& a, auto& b) { return a[0] < b[0]; }));
        std::sort(expected.begin(), expected.end()); // nothing is lost and nothing made up
        std::sort(found.begin(), found.end());
        EXPECT_EQ(found, expected);
    }
}

TEST_F(Numbers, SortHasNoBadCase) {
    constexpr size_t kCount = 1 << 16;
    const double limit = 1.1 * kCount * std::log2(kCount) + 2 * kCount;
    std::vector<std::vector<int>> arrays(6, std::vector<int>(kCount));
    for (size_t i = 0; i < kCount; ++i) {
        const int rising = static_cast<int>(i), falling = static_cast<int>(kCount - i);
        const int values[] = {
            rising, falling, 7, rising % 2, std::min(rising, falling), static_cast<int>(random_())};
        for (size_t kind = 0; kind < arrays.size(); ++kind) arrays[kind][i] = values[kind];
    }
    for (auto& array : arrays) {
        comparisons = 0;
        stile_qsort(array.data(), kCount, sizeof(int), compare_ints);
        EXPECT_TRUE(std::is_sorted(array.begin(), array.end()));
        EXPECT_LT(static_cast<double>(comparisons), limit);
    }
}

TEST_F(Numbers, SortSurvivesAnOrderThatIsNone) {
    for (size_t count = 0; count < 200; ++count) {
        std::vector<int> array(count);
        for (size_t i = 0; i < count; ++i) array[i] = static_cast<int>(i);
        stile_qsort(array.data(), count, sizeof(int), compare_at_random);
        std::sort(array.begin(), array.end());
        for (size_t i = 0; i < count; ++i) EXPECT_EQ(array[i], static_cast<int>(i));
    }
}

TEST_F(Numbers, SearchFindsWhatIsThere) {
    for (size_t count = 0; count < 100; ++count) {
        std::vector<int> array(count);
        for (size_t i = 0; i < count; ++i) array[i] = static_cast<int>(2 * i);
        for (int wanted = -1; wanted <= static_cast<int>(2 * count); ++wanted) {
            void* found = stile_bsearch(&wanted, array.data(), count, sizeof(int), compare_ints);
            const bool there = wanted >= 0 && wanted % 2 == 0 && wanted < static_cast<int>(2 * count);
            EXPECT_EQ(found, there ? &array[static_cast<size_t>(wanted / 2)] : nullptr);
        }
    }
}

TEST_F(Numbers, RandomNumbersRepeatFromASeed) {
    stile_srand(5);
    std::vector<int> first(100), second(100);
    for (int& number : first) number = stile_rand();
    stile_srand(5);
    for (int& number : second) number = stile_rand();
    EXPECT_EQ(first, second);
    EXPECT_GE(*std::min_element(first.begin(), first.end()), 0);
    EXPECT_NE(*std::min_element(first.begin(), first.end()), *std::max_element(first.begin(), first.end()));
}

} // namespace
