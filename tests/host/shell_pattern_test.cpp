// tests/host/shell_pattern_test.cpp: the shell's patterns, compared with the host's fnmatch, and what they cost.
#include "user/bin/sh/pattern.h"
#include <fnmatch.h>
#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace shell;

namespace {

View view(const std::string& text) { return {text.data(), text.size()}; }

bool matches(const std::string& pattern, const std::string& text) {
    return Pattern(view(pattern)).matches(view(text));
}

TEST(ShellPattern, Matches) {
    EXPECT_TRUE(matches("", ""));
    EXPECT_FALSE(matches("", "a"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("a*c", "abbbc"));
    EXPECT_FALSE(matches("a*c", "abbb"));
    EXPECT_TRUE(matches("?", "a"));
    EXPECT_FALSE(matches("?", ""));
    EXPECT_TRUE(matches("[a-c]x", "bx"));
    EXPECT_TRUE(matches("[!a-c]", "d"));
    EXPECT_TRUE(matches("[^a-c]", "d"));
    EXPECT_FALSE(matches("[!a-c]", "a"));
    EXPECT_TRUE(matches("[]a]", "]"));
    EXPECT_TRUE(matches("[a-]", "-"));
    EXPECT_TRUE(matches("[[:digit:]]*", "7seas"));
    EXPECT_TRUE(matches("[[:upper:]_]", "_"));
    EXPECT_TRUE(matches("[", "["));
    EXPECT_TRUE(matches("[ab", "[ab"));
}

TEST(ShellPattern, BackslashQuotes) {
    EXPECT_TRUE(matches("\\*", "*"));
    EXPECT_FALSE(matches("\\*", "a"));
    EXPECT_TRUE(matches("[a\\-c]", "-"));
    EXPECT_FALSE(matches("[a\\-c]", "b"));
    EXPECT_TRUE(matches("a\\", "a\\"));
    EXPECT_FALSE(is_pattern("a\\*b\\?c\\[d"));
    EXPECT_TRUE(is_pattern("a\\\\*"));
    EXPECT_TRUE(without_backslashes("a\\*b\\\\") == "a*b\\");
    Text escaped;
    append_escaped(escaped, "*?[a-z]!\\^");
    EXPECT_TRUE(Pattern(escaped).matches("*?[a-z]!\\^"));
    EXPECT_FALSE(is_pattern(escaped));
}

TEST(ShellPattern, CharactersNotBytes) {
    EXPECT_TRUE(matches("?", "世"));
    EXPECT_FALSE(matches("?", "世界"));
    EXPECT_TRUE(matches("[一-鿿]界", "世界"));
    EXPECT_TRUE(matches("?", "\xff")); // a byte that is no character counts as one
}

TEST(ShellPattern, StartsAndEnds) {
    Pattern up_to_slash("*/");
    EXPECT_EQ(up_to_slash.find_start("a/b/c", false), 2u);
    EXPECT_EQ(up_to_slash.find_start("a/b/c", true), 4u);
    EXPECT_EQ(up_to_slash.find_start("abc", true), View::kNowhere);
    Pattern suffix(".*");
    EXPECT_EQ(suffix.find_end("a.b.c", false), 3u);
    EXPECT_EQ(suffix.find_end("a.b.c", true), 1u);
    EXPECT_EQ(suffix.find_end("abc", true), View::kNowhere);
    Pattern anything("*");
    EXPECT_EQ(anything.find_start("abc", false), 0u);
    EXPECT_EQ(anything.find_end("abc", false), 3u);
    EXPECT_EQ(anything.find_end("abc", true), 0u);
}

// Where POSIX says what a pattern means, both agree. Left out is what it leaves open: a [ without its ].
TEST(ShellPattern, AgreesWithFnmatch) {
    std::mt19937 random(1);
    auto pick = [&](const char* const* choices, unsigned count) {
        return std::string(choices[random() % count]);
    };
    const char* const pieces[] = {"a",    "b",     "c",    "*",   "?",   "[ab]",
                                  "[!a]", "[a-b]", "[]b]", "\\*", "\\b", "[[:alpha:]]"};
    const char* const letters[] = {"a", "b", "c", "*", "]", "-"};
    int matching = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string pattern, text;
        for (unsigned n = random() % 6; n > 0; --n) pattern += pick(pieces, std::size(pieces));
        for (unsigned n = random() % 6; n > 0; --n) text += pick(letters, std::size(letters));
        bool expected = fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
        ASSERT_EQ(matches(pattern, text), expected) << pattern << " " << text;
        matching += expected;
    }
    EXPECT_GT(matching, 10'000); // the comparison was about something
}

// All the starts and ends that match() would find one by one.
TEST(ShellPattern, StartsAndEndsAgreeWithWholeMatches) {
    std::mt19937 random(2);
    const std::string pieces = "ab*?", letters = "ab";
    for (int i = 0; i < 50'000; ++i) {
        std::string pattern, text;
        for (unsigned n = random() % 5; n > 0; --n) pattern += pieces[random() % pieces.size()];
        for (unsigned n = random() % 7; n > 0; --n) text += letters[random() % letters.size()];
        std::size_t first = View::kNowhere, last = first, shortest_end = first, longest_end = first;
        for (std::size_t at = 0; at <= text.size(); ++at) {
            if (matches(pattern, text.substr(0, at))) {
                if (first == View::kNowhere) first = at;
                last = at;
            }
            if (matches(pattern, text.substr(at))) {
                if (longest_end == View::kNowhere) longest_end = at;
                shortest_end = at;
            }
        }
        Pattern compiled(view(pattern));
        ASSERT_EQ(compiled.find_start(view(text), false), first) << pattern << " " << text;
        ASSERT_EQ(compiled.find_start(view(text), true), last) << pattern << " " << text;
        ASSERT_EQ(compiled.find_end(view(text), false), shortest_end) << pattern << " " << text;
        ASSERT_EQ(compiled.find_end(view(text), true), longest_end) << pattern << " " << text;
    }
}

// A matcher with backtracking would try for ever.
TEST(ShellPattern, EndsSoon) {
    std::string pattern, text(5'000, 'a');
    for (int i = 0; i < 50; ++i) pattern += "a*";
    EXPECT_FALSE(matches(pattern + "b", text));
    EXPECT_FALSE(matches(std::string(100'000, '['), text));
}

} // namespace
