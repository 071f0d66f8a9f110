// tests/host/format_test.cpp: the kernel's format compared with the host's snprintf, on random formats.
#include "lib/format.h"
#include <climits>
#include <deque>

// Many formats here are made at run time.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

namespace {

// Both, at every size from nothing to more than enough: the same text, cut off at the same place, the same
// length.
template <class... Arguments> void expect_same(const std::string& text, Arguments... arguments) {
    const int length = std::snprintf(nullptr, 0, text.c_str(), arguments...);
    ASSERT_GE(length, 0);
    EXPECT_EQ(format(nullptr, 0, text.c_str(), arguments...), length) << text;
    for (usize size = 1; size < static_cast<usize>(length) + 3; size++) {
        std::vector<char> expected(size, '#'), found(size, '#'); // of exactly this size, for the sanitizer
        std::snprintf(expected.data(), size, text.c_str(), arguments...);
        ASSERT_EQ(format(found.data(), size, text.c_str(), arguments...), length) << text;
        ASSERT_EQ(std::string(found.data()), std::string(expected.data())) << text;
    }
}

class Formats : public testing::Test {
  protected:
    usize below(usize limit) { return random_() % limit; }

    // A value of any magnitude, and often an extreme one.
    u64 value() {
        static constexpr u64 kExtremes[] = {
            0,         1,         INT_MAX,       u64{INT_MAX} + 1, UINT_MAX, LONG_MAX, u64{1} << 63,
            ULONG_MAX, SCHAR_MAX, SCHAR_MAX + 1, USHRT_MAX};
        if (below(4) == 0) return kExtremes[below(std::size(kExtremes))];
        return random_() >> below(64);
    }

    std::string flags_and_width() {
        static constexpr const char* kFlags[] = {"", "-", "0", "-0", "0-"};
        std::string text = kFlags[below(std::size(kFlags))];
        if (below(2)) text += std::to_string(1 + below(30));
        return text;
    }
    std::string width() { return below(2) ? (below(2) ? "-" : "") + std::to_string(1 + below(30)) : ""; }

    std::mt19937_64 random_{1};
};

TEST_F(Formats, IntegersOfEveryLength) {
    for (int i = 0; i < 20'000; i++) {
        const char letter = "diuxXo"[below(6)];
        const std::string head = "<%" + flags_and_width();
        const std::string tail = std::string(1, letter) + ">";
        const u64 number = value();
        switch (below(6)) {
        case 0: expect_same(head + "hh" + tail, static_cast<int>(number)); break;
        case 1: expect_same(head + "h" + tail, static_cast<int>(number)); break;
        case 2: expect_same(head + tail, static_cast<int>(number)); break;
        case 3: expect_same(head + "l" + tail, static_cast<long>(number)); break;
        case 4: expect_same(head + "ll" + tail, static_cast<long long>(number)); break;
        case 5: expect_same(head + "z" + tail, static_cast<usize>(number)); break;
        }
    }
}

TEST_F(Formats, Strings) {
    for (int i = 0; i < 5'000; i++) {
        const std::string word(below(20), static_cast<char>('a' + below(26)));
        std::string text = "<%" + width();
        if (below(2)) text += "." + std::to_string(below(25));
        expect_same(text + "s>", word.c_str());
    }
    expect_same("%.s|", "word"); // a point alone is a precision of 0
}

TEST_F(Formats, CharactersAndPointers) {
    for (int i = 0; i < 2'000; i++) {
        expect_same("<%" + width() + "c>", static_cast<int>(' ' + below(95)));
        const u64 address = value();
        if (address != 0)
            expect_same("<%" + width() + "p>", reinterpret_cast<void*>(address)); // only a number
    }
}

TEST_F(Formats, SeveralInOneText) {
    for (int i = 0; i < 2'000; i++) {
        const std::string text = "pid %" + flags_and_width() + "d: %" + width() + "s at %" +
                                 flags_and_width() + "lx, 100%%, %c%c; %" + flags_and_width() + "u";
        expect_same(text, static_cast<int>(value()), "cat", static_cast<long>(value()), 'o', 'k',
                    static_cast<unsigned>(value()));
    }
}

// What C leaves open, or does in another way.

std::string formatted(const char* text, ...) {
    char result[200];
    va_list arguments;
    va_start(arguments, text);
    format_list(result, sizeof(result), text, arguments);
    va_end(arguments);
    return result;
}

TEST(Format, ANullStringIsShown) {
    EXPECT_EQ(formatted("%s", static_cast<const char*>(nullptr)), "(null)");
    EXPECT_EQ(formatted("%8s", static_cast<const char*>(nullptr)), "  (null)");
}

TEST(Format, ANullPointerIsANumber) { EXPECT_EQ(formatted("%p", static_cast<void*>(nullptr)), "0x0"); }

TEST(Format, APrecisionEndsAStringWithoutAZeroByte) {
    const std::vector<char> letters = {'a', 'b', 'c'}; // the sanitizer sees a read beyond it
    EXPECT_EQ(formatted("%.3s", letters.data()), "abc");
}

TEST(Format, TextAfterAnUnknownConversionStaysAsItIs) {
    EXPECT_EQ(formatted("%d %y %s", 1, 2, 3), "1 %y %s");
    EXPECT_EQ(formatted("100%"), "100%");
    EXPECT_EQ(formatted("%-08l"), "%-08l");
}

} // namespace
