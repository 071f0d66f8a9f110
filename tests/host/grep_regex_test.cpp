// tests/host/grep_regex_test.cpp: the regular expressions of grep, compared with the host's regcomp, and what they cost.
#include "user/bin/grep/regex.h"
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <regex.h>
#include <string>

namespace {

bool search(const std::string& pattern, const std::string& text, Syntax syntax = Syntax::extended,
            bool ignore_case = false, Extent extent = Extent::any) {
    Regex regex(syntax, ignore_case, extent);
    const char* wrong = regex.add(pattern.data(), pattern.size());
    EXPECT_EQ(wrong, nullptr) << pattern << ": " << wrong;
    return !wrong && regex.search(text.data(), text.size());
}

std::string mistake(const std::string& pattern, Syntax syntax = Syntax::extended) {
    Regex regex(syntax, false, Extent::any);
    const char* wrong = regex.add(pattern.data(), pattern.size());
    return wrong ? wrong : "none";
}

TEST(Regex, Basic) {
    const auto basic = Syntax::basic;
    EXPECT_TRUE(search("a.c", "xabcx", basic));
    EXPECT_TRUE(search("^ab*c$", "abbbc", basic));
    EXPECT_FALSE(search("^b", "ab", basic));
    EXPECT_TRUE(search("a\\+b\\?", "aa", basic));
    EXPECT_TRUE(search("a+", "a+", basic));
    EXPECT_FALSE(search("a+", "aa", basic));
    EXPECT_TRUE(search("\\(ab\\)\\{2\\}", "abab", basic));
    EXPECT_TRUE(search("x\\|y", "y", basic));
    EXPECT_TRUE(search("*a", "*a", basic)); // nothing to repeat: itself
    EXPECT_TRUE(search("a^b$c", "a^b$c", basic));
    EXPECT_TRUE(search("\\*\\.", "*.", basic));
}

TEST(Regex, Extended) {
    EXPECT_TRUE(search("^(ab|cd)+$", "abcdab"));
    EXPECT_FALSE(search("^(ab|cd)+$", "abc"));
    EXPECT_TRUE(search("^a{2,3}$", "aaa"));
    EXPECT_FALSE(search("^a{2,3}$", "aaaa"));
    EXPECT_TRUE(search("^a{2,}$", "aaaaa"));
    EXPECT_TRUE(search("^a{0}b$", "b"));
    EXPECT_TRUE(search("^()$", ""));
    EXPECT_TRUE(search("^(a*)*$", "aaa"));
    EXPECT_TRUE(search("[[:digit:]]{3}", "ab123"));
    EXPECT_TRUE(search("[]a]", "]"));
    EXPECT_TRUE(search("[^]a]", "b"));
    EXPECT_TRUE(search("[a-]", "-"));
    EXPECT_TRUE(search("\\(", "("));
}

TEST(Regex, CharactersCaseAndExtent) {
    EXPECT_TRUE(search("^.$", "世"));
    EXPECT_TRUE(search("^[一-鿿]+$", "世界"));
    EXPECT_TRUE(search("^.$", "\xff"));
    EXPECT_TRUE(search("HeLLo", "hEllO", Syntax::extended, true));
    EXPECT_TRUE(search("[A-C]", "b", Syntax::extended, true));
    EXPECT_FALSE(search("[^a]", "A", Syntax::extended, true));
    EXPECT_TRUE(search("a.*", "abc", Syntax::fixed) == false);
    EXPECT_TRUE(search("a.*", "xa.*x", Syntax::fixed));
    EXPECT_TRUE(search("b|abc", "abc", Syntax::extended, false, Extent::whole_line));
    EXPECT_FALSE(search("b", "abc", Syntax::extended, false, Extent::whole_line));
    EXPECT_TRUE(search("is", "this is", Syntax::extended, false, Extent::whole_words));
    EXPECT_FALSE(search("is", "this_is his", Syntax::extended, false, Extent::whole_words));
}

TEST(Regex, SeveralPatterns) {
    Regex regex(Syntax::basic, false, Extent::any);
    for (const char* pattern : {"^a", "b$", "ccc"})
        EXPECT_EQ(regex.add(pattern, 1 + (pattern[1] != 0) + (pattern[2] != 0)), nullptr);
    for (const char* text : {"ax", "xb", "xcccx"})
        EXPECT_TRUE(regex.search(text, 2 + 3 * (text[2] != 0))) << text;
    EXPECT_FALSE(regex.search("xcc", 3));
    EXPECT_FALSE(regex.search("", 0));
}

TEST(Regex, Mistakes) {
    EXPECT_EQ(mistake("("), "( without )");
    EXPECT_EQ(mistake("a)"), "unexpected )");
    EXPECT_EQ(mistake("\\(a", Syntax::basic), "( without )");
    EXPECT_EQ(mistake("[a"), "[ without ]");
    EXPECT_EQ(mistake("["), "[ without ]");
    EXPECT_EQ(mistake("[b-a]"), "a range goes backwards");
    EXPECT_EQ(mistake("a\\"), "ends with a backslash");
    EXPECT_EQ(mistake("*a"), "nothing to repeat");
    EXPECT_EQ(mistake("(+)"), "nothing to repeat");
    EXPECT_EQ(mistake("a{2,1}"), "wrong count in { }");
    EXPECT_EQ(mistake("a{x}"), "wrong count in { }");
    EXPECT_EQ(mistake("a{99999}"), "wrong count in { }");
    EXPECT_EQ(mistake("(((a{1000}){1000}){1000})"), "too large");
    EXPECT_EQ(mistake("((((((((((a{99}){99}){99}){99}){99}){99}){99}){99}){99})"), "too large");
    EXPECT_EQ(mistake(std::string(100'000, '(')), "nested too deeply");
    EXPECT_EQ(mistake("(a)\\1"), "back references are not supported");
}

// Patterns of all sorts; left out is what POSIX does not define.
class Patterns {
  public:
    explicit Patterns(bool extended) : extended_(extended) {}

    std::string next() {
        std::string pattern = alternatives(0);
        if (below(8) == 0) pattern = "^" + pattern;
        if (below(8) == 0) pattern += "$";
        return pattern;
    }
    std::string text() {
        std::string text;
        for (unsigned n = below(8); n > 0; --n) text += "aabbcx.*"[below(8)];
        return text;
    }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    std::string symbol(const char* name) const { return (extended_ ? "" : "\\") + std::string(name); }

    std::string alternatives(int depth) {
        std::string text = branch(depth);
        if (below(4) == 0) text += symbol("|") + branch(depth);
        return text;
    }
    std::string branch(int depth) {
        std::string text;
        for (unsigned n = 1 + below(3); n > 0; --n) text += piece(depth);
        return text;
    }
    std::string piece(int depth) {
        static const char* const counts[] = {"0", "1", "2", "0,", "1,", "0,2", "1,3", "2,2"};
        std::string text = atom(depth);
        switch (below(10)) {
        case 0:
        case 1: return text + "*";
        case 2: return text + symbol("+");
        case 3: return text + symbol("?");
        case 4: return text + symbol("{") + counts[below(8)] + symbol("}");
        default: return text;
        }
    }
    std::string atom(int depth) {
        static const char* const atoms[] = {"a",     "b",    "c",           ".",   "[ab]", "[^a]",
                                            "[a-c]", "[]b]", "[[:alpha:]]", "\\.", "\\*"};
        if (depth < 3 && below(5) == 0) return symbol("(") + alternatives(depth + 1) + symbol(")");
        return atoms[below(11)];
    }

    bool extended_;
    std::mt19937 random_{1};
};

TEST(Regex, AgreesWithRegcomp) {
    for (bool extended : {false, true}) {
        Patterns patterns(extended);
        int matching = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string pattern = patterns.next();
            regex_t host;
            ASSERT_EQ(regcomp(&host, pattern.c_str(), REG_NOSUB | (extended ? REG_EXTENDED : 0)), 0)
                << pattern;
            for (int j = 0; j < 5; ++j) {
                std::string text = patterns.text();
                bool expected = regexec(&host, text.c_str(), 0, nullptr, 0) == 0;
                ASSERT_EQ(search(pattern, text, extended ? Syntax::extended : Syntax::basic), expected)
                    << pattern << " " << text;
                matching += expected;
            }
            regfree(&host);
        }
        EXPECT_GT(matching, 20'000); // the comparison was about something
    }
}

// A matcher with backtracking would try for ever.
TEST(Regex, EndsSoon) {
    std::string optional, all(30, 'a');
    for (int i = 0; i < 30; ++i) optional += "a?";
    EXPECT_TRUE(search(optional + all, all));
    EXPECT_FALSE(search("(a*)*b", std::string(20'000, 'a')));
    EXPECT_FALSE(search("(a|a)*(a|aa)*b", std::string(20'000, 'a')));
}

} // namespace
