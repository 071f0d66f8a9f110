// tests/host/shell_display_test.cpp: what the shell's line editor sends, on a terminal that is played here.
#include "user/bin/sh/display.h"
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

// A terminal, as far as the editor uses one. It wraps late: a character in the last column leaves the cursor there.
class Terminal {
  public:
    explicit Terminal(unsigned columns) : columns_(columns) {}

    void write(View bytes) {
        for (std::size_t i = 0; i < bytes.size();) i += take(bytes.from(i));
    }

    // The rows, without blanks at their ends, joined.
    std::string picture() const {
        std::string text;
        for (const auto& row : rows_) {
            std::string line;
            for (const auto& cell : row) line += cell.empty() ? " " : cell == "wide" ? "" : cell;
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + "\n";
        }
        while (!text.empty() && text.back() == '\n') text.pop_back();
        return text + "\n";
    }
    std::pair<std::size_t, std::size_t> cursor() const { return {row_, column_}; }

    bool wrapped = false; // it had to break a row by itself

  private:
    std::vector<std::string>& row() {
        if (rows_.size() <= row_) rows_.resize(row_ + 1);
        rows_[row_].resize(columns_);
        return rows_[row_];
    }

    std::size_t take(View bytes) {
        if (bytes[0] == '\x1b') return take_sequence(bytes);
        unicode::Character character = unicode::decode(bytes.data(), bytes.size());
        std::string text(bytes.data(), character.bytes);
        unsigned width = unicode::width(character.code);
        if (text == "\n") {
            ++row_;
            column_ = 0;
        } else if (text == "\r") {
            column_ = 0;
        } else if (text == "\b") {
            if (column_ > 0) --column_;
        } else if (width == 0) {
            if (column_ > 0) row()[column_ - (row()[column_ - 1] == "wide" ? 2 : 1)] += text;
        } else {
            put(text, width);
        }
        return character.bytes;
    }

    void put(const std::string& text, unsigned width) {
        if (column_ + width > columns_) { // the terminal's own wrapping, which the editor must never need
            wrapped = true;
            ++row_;
            column_ = 0;
        }
        row()[column_] = text;
        if (width == 2) row()[column_ + 1] = "wide";
        column_ += width;
    }

    std::size_t take_sequence(View bytes) {
        std::size_t length = 2;
        unsigned number = 0;
        for (; isdigit(bytes[length]); ++length)
            number = number * 10 + static_cast<unsigned>(bytes[length] - '0');
        if (number == 0) number = 1;
        switch (bytes[length]) {
        case 'A': row_ -= number; break;
        case 'B': row_ += number; break;
        case 'C': column_ += number; break;
        case 'K':
            std::fill(row().begin() + static_cast<long>(std::min(column_, columns_)), row().end(), "");
            break;
        case 'J':
            std::fill(row().begin() + static_cast<long>(std::min(column_, columns_)), row().end(), "");
            rows_.resize(row_ + 1);
            break;
        default: ADD_FAILURE() << "an unknown sequence";
        }
        return length + 1;
    }

    std::size_t columns_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
    std::vector<std::vector<std::string>> rows_;
};

// What the terminal should show, worked out in the plainest way: characters one after the other, a new row whenever one
// does not fit.
struct Expected {
    std::string picture;
    std::pair<std::size_t, std::size_t> cursor{0, 0};

    Expected(const std::vector<std::string>& characters, std::size_t cursor_at, unsigned columns) {
        std::size_t row = 0, column = 0;
        auto next_row = [&] {
            picture.erase(picture.find_last_not_of(' ') + 1);
            picture += "\n";
            ++row;
            column = 0;
        };
        for (std::size_t i = 0; i <= characters.size(); ++i) {
            if (i == cursor_at) cursor = {row, column};
            if (i == characters.size()) break;
            unsigned width = unicode::width(characters[i].data(), characters[i].size());
            if (column + width > columns) next_row();
            picture += characters[i];
            column += width;
            if (column == columns) next_row();
        }
        while (!picture.empty() && (picture.back() == ' ' || picture.back() == '\n')) picture.pop_back();
        picture += "\n";
    }
};

std::vector<std::string> characters_of(View text) {
    std::vector<std::string> characters;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = end_of_character(text, i);
        characters.push_back(string_of(text.part(i, end - i)));
        i = end;
    }
    return characters;
}

void expect_shown(const Terminal& terminal, View prompt, const LineBuffer& line, unsigned columns) {
    std::vector<std::string> all = characters_of(prompt);
    std::size_t cursor = all.size() + characters_of(line.text().first(line.cursor())).size();
    for (const std::string& character : characters_of(line.text())) all.push_back(character);
    Expected expected(all, cursor, columns);
    ASSERT_EQ(terminal.picture(), expected.picture);
    ASSERT_EQ(terminal.cursor(), expected.cursor);
}

void edit_at_random(LineBuffer& line, std::mt19937& random) {
    static const std::vector<std::string> texts = {"a", "b",      " ",     "é",    "世",
                                                   "🐄", "\u0301", "word ", "世界", "0123456789abcdef"};
    switch (random() % 16) {
    case 0: line.move_left(); break;
    case 1: line.move_right(); break;
    case 2: line.move_word_left(); break;
    case 3: line.move_word_right(); break;
    case 4: line.move_to_start(); break;
    case 5: line.move_to_end(); break;
    case 6:
    case 7: line.erase_before(); break;
    case 8: line.erase_at(); break;
    case 9: line.cut_word(); break;
    case 10: line.paste(); break;
    case 11:
        if (random() % 8 == 0) line.cut_to_end();
        break;
    default: line.insert(view(texts[random() % texts.size()])); break;
    }
    if (line.text().size() > 400) line.cut_to_start();
}

TEST(ShellDisplay, ShowsWhatIsThere) {
    std::mt19937 random(1);
    for (unsigned columns : {4u, 5u, 10u, 20u, 80u}) {
        for (int round = 0; round < 40; ++round) {
            Terminal terminal(columns);
            Display display(columns);
            LineBuffer line;
            const char* prompt = round % 3 == 0 ? "" : round % 3 == 1 ? "stile$ " : "stile:/世界$ ";
            terminal.write(display.start(prompt));
            for (int i = 0; i < 150; ++i) {
                edit_at_random(line, random);
                terminal.write(display.show(line.text(), line.cursor()));
                expect_shown(terminal, prompt, line, columns);
                if (HasFatalFailure()) FAIL() << "columns " << columns << ": " << string_of(line.text());
            }
            EXPECT_FALSE(terminal.wrapped);
        }
    }
}

// On a terminal that is wider than the editor knows, lines break where the editor says.
TEST(ShellDisplay, AWiderTerminalShowsTheSame) {
    std::mt19937 random(2);
    Terminal terminal(200);
    Display display(20);
    LineBuffer line;
    terminal.write(display.start("stile$ "));
    for (int i = 0; i < 500; ++i) {
        edit_at_random(line, random);
        terminal.write(display.show(line.text(), line.cursor()));
        expect_shown(terminal, "stile$ ", line, 20);
    }
}

// What is typed at the end of a line comes back as it is, and nothing else does.
TEST(ShellDisplay, TypingIsEchoed) {
    Display display(80);
    LineBuffer line;
    EXPECT_EQ(string_of(display.start("stile$ ")), "stile$ ");
    for (const char* key : {"e", "c", "h", "o", " ", "世"}) {
        line.insert(key);
        EXPECT_EQ(string_of(display.show(line.text(), line.cursor())), key);
    }
    EXPECT_EQ(string_of(display.show(line.text(), line.cursor())), "");
    EXPECT_EQ(string_of(display.finish()), "\n");
}

TEST(ShellDisplay, ShowsNothingThatATerminalObeys) {
    Display display(80);
    display.start("");
    std::string shown = string_of(display.show("a\x1b[2Jb\x80\xff\xc2\x9b", 0));
    EXPECT_EQ(shown.substr(0, 9), "a?[2Jb???"); // C2 9B is one character, and means a control sequence
}

TEST(ShellDisplay, RedrawAndFinish) {
    for (unsigned columns : {5u, 80u}) {
        Terminal before(columns), after(columns);
        Display display(columns);
        LineBuffer line;
        line.insert("0123456789");
        line.move_left();
        before.write(display.start("$ "));
        before.write(display.show(line.text(), line.cursor()));
        after.write(display.redraw());
        EXPECT_EQ(after.picture(), before.picture());
        EXPECT_EQ(after.cursor(), before.cursor());
        after.write(display.finish());
        EXPECT_EQ(after.cursor().second, 0u);
        EXPECT_EQ(after.cursor().first, columns == 5 ? 3u : 1u);
    }
}

} // namespace
