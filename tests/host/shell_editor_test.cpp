// tests/host/shell_editor_test.cpp: the shell's line editor: characters, the buffer, keys, the history and Tab.
#include "user/bin/sh/completion.h"
#include "user/bin/sh/history.h"
#include "user/bin/sh/keys.h"
#include "user/bin/sh/line_buffer.h"
#include "user/bin/unicode.h"
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

using namespace shell;

namespace {

View view(const std::string& text) { return {text.data(), text.size()}; }
std::string string_of(View text) { return std::string(text.begin(), text.end()); }

// --- characters and their widths ---

TEST(ShellUnicode, Decodes) {
    auto code = [](const std::string& text) { return unicode::decode(text.data(), text.size()).code; };
    EXPECT_EQ(code("a"), 0x61u);
    EXPECT_EQ(code("é"), 0xe9u);
    EXPECT_EQ(code("世"), 0x4e16u);
    EXPECT_EQ(code("🐄"), 0x1f404u);
    for (const char* broken : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80",
                               "\xf4\x90\x80\x80", "\xf8\x88\x80\x80", "\xe4\xb8", "\xf0\x9f\x90",
                               "\xe4"
                               "a"}) {
        EXPECT_EQ(code(broken), unicode::kInvalid + static_cast<unsigned char>(*broken)) << broken;
    }
}

TEST(ShellUnicode, Widths) {
    EXPECT_EQ(unicode::width('a'), 1u);
    EXPECT_EQ(unicode::width(0xe9), 1u);
    EXPECT_EQ(unicode::width(0x301), 0u);
    EXPECT_EQ(unicode::width(0x4e16), 2u);
    EXPECT_EQ(unicode::width(0xff21), 2u);
    EXPECT_EQ(unicode::width(0x1f404), 2u);
    EXPECT_EQ(unicode::width(0x2013), 1u);
    std::string text = "aé世e\u0301";
    EXPECT_EQ(unicode::width(text.data(), text.size()), 5u);
    for (auto ranges : {std::pair(unicode::kWide, std::size(unicode::kWide)),
                        std::pair(unicode::kZeroWidth, std::size(unicode::kZeroWidth))}) {
        for (std::size_t i = 0; i < ranges.second; ++i) {
            EXPECT_LE(ranges.first[i].first, ranges.first[i].last);
            if (i > 0) {
                EXPECT_LT(ranges.first[i - 1].last, ranges.first[i].first) << "in order, for the search";
            }
        }
    }
}

// --- the buffer ---

TEST(ShellLineBuffer, Edits) {
    LineBuffer line;
    line.insert("hello");
    line.move_left();
    line.insert("p");
    EXPECT_EQ(string_of(line.text()), "hellpo");
    line.erase_before();
    line.erase_at();
    EXPECT_EQ(string_of(line.text()), "hell");
    line.move_to_start();
    line.erase_before();
    line.insert("s");
    line.move_to_end();
    line.move_right();
    line.erase_at();
    EXPECT_EQ(string_of(line.text()), "shell");
    EXPECT_EQ(line.cursor(), 5u);
}

TEST(ShellLineBuffer, MovesByCharacters) {
    LineBuffer line;
    line.insert("世e\u0301界");
    line.move_left();
    EXPECT_EQ(line.cursor(), 6u);
    line.move_left();
    EXPECT_EQ(line.cursor(), 3u);
    line.erase_at(); // the letter and its accent
    EXPECT_EQ(string_of(line.text()), "世界");
    line.erase_before();
    EXPECT_EQ(string_of(line.text()), "界");
    line.insert("a");
    line.move_to_start();
    line.move_right();
    line.insert("\u0301");
    EXPECT_EQ(string_of(line.text()), "a\u0301界");
}

TEST(ShellLineBuffer, WordsAndCuts) {
    LineBuffer line;
    line.insert("one two-three  ");
    line.cut_word();
    EXPECT_EQ(string_of(line.text()), "one ");
    line.paste();
    line.paste();
    EXPECT_EQ(string_of(line.text()), "one two-three  two-three  ");
    line.move_to_start();
    line.move_word_right();
    EXPECT_EQ(line.cursor(), 3u);
    line.move_word_right();
    EXPECT_EQ(line.cursor(), 7u);
    line.cut_to_end();
    EXPECT_EQ(string_of(line.text()), "one two");
    line.move_word_left();
    EXPECT_EQ(line.cursor(), 4u);
    line.cut_to_start();
    EXPECT_EQ(string_of(line.text()), "two");
    line.cut_to_start(); // nothing: what was cut before stays
    line.paste();
    EXPECT_EQ(string_of(line.text()), "one two");
}

TEST(ShellLineBuffer, HasALimit) {
    LineBuffer line;
    std::string big(LineBuffer::kMaximumSize, 'x');
    EXPECT_TRUE(line.insert(view(big)));
    EXPECT_FALSE(line.insert("y"));
    EXPECT_EQ(line.text().size(), LineBuffer::kMaximumSize);
}

// Forwards and backwards the same places are between characters, in any bytes.
TEST(ShellLineBuffer, BoundariesAgree) {
    std::mt19937 random(1);
    const std::vector<std::string> pieces = {"a",    "é",    "世",   "🐄",    "\u0301",
                                             "\xff", "\x80", "\xe4", "\xb8", "\xf0\x9f"};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (unsigned n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
        std::vector<std::size_t> forwards = {0}, backwards = {text.size()};
        while (forwards.back() < text.size())
            forwards.push_back(end_of_character(view(text), forwards.back()));
        while (backwards.back() > 0) backwards.push_back(start_of_character(view(text), backwards.back()));
        ASSERT_EQ(forwards, std::vector<std::size_t>(backwards.rbegin(), backwards.rend())) << text;
    }
}

// --- keys ---

std::vector<Key> keys_in(const std::string& bytes, std::string* text = nullptr) {
    KeyReader reader;
    std::vector<Key> keys;
    for (char byte : bytes) {
        Key key = reader.feed(byte);
        if (key != Key::none) keys.push_back(key);
        if (key == Key::text && text) *text += string_of(reader.text());
    }
    return keys;
}

TEST(ShellKeys, ControlsAndSequences) {
    using enum Key;
    EXPECT_EQ(
        keys_in("\x01\x05\x02\x06\x0b\x15\x17\x19\x0c"),
        (std::vector{start, end, left, right, cut_to_end, cut_to_start, cut_word, paste, clear_screen}));
    EXPECT_EQ(keys_in("\r\n\x03\x04\x7f\x08\t\x10\x0e"),
              (std::vector{enter, enter, interrupt, end_of_file_or_erase, erase_before, erase_before,
                           complete, previous, next}));
    EXPECT_EQ(keys_in("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F\x1bOH\x1bOF\x1bOA"),
              (std::vector{previous, next, right, left, start, end, start, end, previous}));
    EXPECT_EQ(keys_in("\x1b[1~\x1b[3~\x1b[4~\x1b[7~\x1b[8~"),
              (std::vector{start, erase_at, end, start, end}));
    EXPECT_EQ(keys_in("\x1b[1;5C\x1b[1;5D\x1b[1;3D\x1b"
                      "b\x1b"
                      "f"),
              (std::vector{word_right, word_left, word_left, word_left, word_right}));
}

TEST(ShellKeys, WhatIsUnknownIsPassedOver) {
    std::string text;
    keys_in("a\x1b[15~b\x1b[99;7Xc\x1bOPd\x1bqe\x1b[200~f", &text);
    EXPECT_EQ(text, "abcdef");
    EXPECT_EQ(keys_in("\x1b\x03"), (std::vector{Key::interrupt})); // Ctrl-C always comes through
    EXPECT_EQ(keys_in("\x1b[\x03"), (std::vector{Key::interrupt}));
    EXPECT_EQ(keys_in("\x1b[12345678901234567890123~a"), (std::vector{Key::text}));
}

TEST(ShellKeys, Utf8) {
    std::string text;
    EXPECT_EQ(keys_in("aé世🐄", &text).size(), 4u);
    EXPECT_EQ(text, "aé世🐄");
    text.clear();
    keys_in("a\xff"
            "b\xe4\xb8"
            "c\x80"
            "d\xc0\xaf"
            "e\xf0\x9f\x90\xed\xa0\x80"
            "f\xc2\x9b"
            "g",
            &text);
    EXPECT_EQ(text, "abcdefg"); // what is no character, and control characters of two bytes
    EXPECT_EQ(keys_in("\xe4\x03"), (std::vector{Key::interrupt}));
}

// --- the history ---

TEST(ShellHistory, BackAndForth) {
    History history;
    for (const char* line : {"one", "two", "two", "", "three"}) history.add(line);
    Text line = "unfinished";
    EXPECT_TRUE(history.previous(line));
    EXPECT_TRUE(line == "three");
    line = "three, edited"; // and forgotten
    EXPECT_TRUE(history.previous(line));
    EXPECT_TRUE(line == "two");
    EXPECT_TRUE(history.previous(line));
    EXPECT_TRUE(line == "one");
    EXPECT_FALSE(history.previous(line));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(history.next(line));
    EXPECT_TRUE(line == "unfinished");
    EXPECT_FALSE(history.next(line));
    for (int i = 0; i < 1000; ++i) history.add(Text().append_number(i));
    int lines = 0;
    while (history.previous(line)) ++lines;
    EXPECT_GT(lines, 50);
    EXPECT_LT(lines, 1000);
}

// --- Tab ---

std::string insertion(const char* line, std::vector<const char*> names) {
    List<Text> list;
    for (const char* name : names) list.push(name);
    return complete(unfinished_word(line), std::move(list)).insertion.c_string();
}

TEST(ShellCompletion, WhichWord) {
    auto word = [](const char* line) {
        UnfinishedWord found = unfinished_word(line);
        return std::string(found.command ? "command " : "file ") + found.text.c_string();
    };
    EXPECT_EQ(word(""), "command ");
    EXPECT_EQ(word("ec"), "command ec");
    EXPECT_EQ(word("  ec"), "command ec");
    EXPECT_EQ(word("echo "), "file ");
    EXPECT_EQ(word("echo  a"), "file a");
    EXPECT_EQ(word("echo a; l"), "command l");
    EXPECT_EQ(word("a | b && c || d & e"), "command e");
    EXPECT_EQ(word("if tr"), "command tr");
    EXPECT_EQ(word("while true; do ec"), "command ec");
    EXPECT_EQ(word("a > fi"), "file fi");
    EXPECT_EQ(word("echo a\\ b"), "file a b");
    EXPECT_EQ(word("echo 'a b"), "file a b");
    EXPECT_EQ(word("echo \"a; b"), "file a; b");
    EXPECT_EQ(word("(l"), "command l");
}

TEST(ShellCompletion, WhatIsInserted) {
    EXPECT_EQ(insertion("ec", {"echo"}), "ho ");
    EXPECT_EQ(insertion("cat f", {"file"}), "ile ");
    EXPECT_EQ(insertion("cat d", {"dir/"}), "ir/");
    EXPECT_EQ(insertion("cat f", {"file1", "file2"}), "ile");
    EXPECT_EQ(insertion("cat f", {}), "");
    EXPECT_EQ(insertion("cat ", {"x y"}), "x\\ y ");
    EXPECT_EQ(insertion("cat 'x", {"x y"}), " y' ");
    EXPECT_EQ(insertion("cat ", {"世界", "世代"}), "世"); // whole characters only
    EXPECT_EQ(insertion("cat ", {"乐", "乑"}), "");
}

TEST(ShellCompletion, WhatIsListed) {
    List<Text> names;
    for (const char* name : {"/etc/b", "/etc/a/", "/etc/b"}) names.push(name);
    Completion completion = complete(unfinished_word("ls /etc/"), names);
    ASSERT_EQ(completion.candidates.size(), 2u);
    EXPECT_TRUE(completion.candidates[0] == "a/");
    EXPECT_TRUE(completion.candidates[1] == "b");
}

} // namespace
