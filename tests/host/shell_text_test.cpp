// tests/host/shell_text_test.cpp: the shell's own strings, lists and shared objects.
#include "user/bin/sh/text.h"
#include <algorithm>
#include <climits>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

using namespace shell;

namespace {

std::string string_of(View text) { return std::string(text.begin(), text.end()); }

TEST(ShellText, ComparedWithString) {
    std::mt19937 random(1);
    Text text;
    std::string expected;
    for (int i = 0; i < 20'000; ++i) {
        std::size_t at = random() % (expected.size() + 1);
        std::size_t count = random() % (expected.size() - at + 1);
        std::string piece(random() % 5, static_cast<char>('a' + random() % 26));
        switch (random() % 4) {
        case 0:
            text.append(View(piece.data(), piece.size()));
            expected += piece;
            break;
        case 1:
            text.insert(at, View(piece.data(), piece.size()));
            expected.insert(at, piece);
            break;
        case 2:
            text.erase(at, count % 8);
            expected.erase(at, count % 8);
            break;
        default:
            text = Text(text); // a copy is another one
            if (expected.size() > 200) text.clear(), expected.clear();
            break;
        }
        ASSERT_EQ(string_of(text), expected);
        ASSERT_STREQ(text.c_string(), expected.c_str());
    }
}

TEST(ShellText, Numbers) {
    for (i64 number : {i64{0}, i64{7}, i64{-42}, i64{LONG_MAX}, i64{LONG_MIN}}) {
        Text text;
        text.append_number(number);
        EXPECT_EQ(string_of(text), std::to_string(number));
        i64 back = 1;
        EXPECT_TRUE(parse_number(text, back));
        EXPECT_EQ(back, number);
    }
    i64 number = 5;
    for (const char* wrong :
         {"", "-", "+", "1a", " 1", "9223372036854775808", "-9223372036854775809", "--1"}) {
        EXPECT_FALSE(parse_number(wrong, number)) << wrong;
    }
    EXPECT_EQ(number, 5);
    EXPECT_TRUE(parse_number("+12", number));
    EXPECT_EQ(number, 12);
}

TEST(ShellText, Names) {
    EXPECT_TRUE(is_name("a_1"));
    EXPECT_TRUE(is_name("_"));
    EXPECT_FALSE(is_name(""));
    EXPECT_FALSE(is_name("1a"));
    EXPECT_FALSE(is_name("a-b"));
    EXPECT_FALSE(is_name("ä"));
    EXPECT_EQ(name_length("ab=c"), 2u);
}

TEST(ShellText, Views) {
    View view = "hello";
    EXPECT_TRUE(view.starts_with("he"));
    EXPECT_FALSE(view.starts_with("hello!"));
    EXPECT_EQ(view.find('l'), 2u);
    EXPECT_EQ(view.find('l', 4), View::kNowhere);
    EXPECT_TRUE(view.part(1, 3) == "ell");
    EXPECT_TRUE(View() == "");
    EXPECT_TRUE(comes_before("a", "b"));
    EXPECT_TRUE(comes_before("a", "ab"));
    EXPECT_FALSE(comes_before("b", "ab"));
    EXPECT_TRUE(comes_before("z", "\xc3\xa4")); // bytes above 127 are not negative
}

TEST(ShellList, SortKeepsTheOrderOfEqualValues) {
    std::mt19937 random(1);
    for (std::size_t size : {0u, 1u, 2u, 3u, 7u, 64u, 1000u}) {
        List<std::pair<int, int>> list;
        std::vector<std::pair<int, int>> expected;
        for (std::size_t i = 0; i < size; ++i) {
            std::pair<int, int> value(random() % 10, i);
            list.push(value);
            expected.push_back(value);
        }
        auto less = [](const auto& a, const auto& b) { return a.first < b.first; };
        sort(list, less);
        std::stable_sort(expected.begin(), expected.end(), less);
        EXPECT_TRUE(std::equal(list.begin(), list.end(), expected.begin(), expected.end()));
    }
}

struct Watched : Counted {
    explicit Watched(int& count) : alive(count) { ++alive; }
    ~Watched() { --alive; }
    int& alive;
};

TEST(ShellRef, TheLastOwnerDestroys) {
    int alive = 0;
    Ref<Watched> one = Ref<Watched>::make(alive);
    {
        List<Ref<Watched>> list;
        for (int i = 0; i < 100; ++i) list.push(one);
        list.erase(50);
        list.insert(3, Ref<Watched>::make(alive));
        List<Ref<Watched>> copy = list;
        EXPECT_EQ(alive, 2);
        copy.clear();
        EXPECT_EQ(alive, 2);
    }
    EXPECT_EQ(alive, 1);
    one = one;
    EXPECT_EQ(alive, 1);
    one = Ref<Watched>();
    EXPECT_EQ(alive, 0);
}

} // namespace
