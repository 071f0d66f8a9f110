// tests/host/line_editor_test.cpp: the terminal's line editor: keys in, line and echo out, also by random typing.
#include "device/character_width.h"
#include "device/line_editor.h"
#include "device/utf8.h"

namespace {

std::string screen; // everything that was echoed

void show(const char* bytes, usize count) { screen.append(bytes, count); }

// The bytes of an UTF-8 literal, whatever type it has.
std::string bytes_of(std::u8string_view text) { return std::string(text.begin(), text.end()); }

class LineEditorTest : public testing::Test {
  protected:
    void SetUp() override { screen.clear(); }

    LineEditor::Outcome type(std::string_view keys) {
        LineEditor::Outcome outcome = LineEditor::Outcome::editing;
        for (const char key : keys) outcome = editor_->type(static_cast<u8>(key), show);
        return outcome;
    }
    std::string line() const { return std::string(editor_->line().begin(), editor_->line().end()); }

    std::unique_ptr<LineEditor> editor_ = std::make_unique<LineEditor>();
};

constexpr char kRubOut[] = "\b \b";

TEST_F(LineEditorTest, EchoesAndKeepsWhatIsTyped) {
    EXPECT_EQ(type("hello"), LineEditor::Outcome::editing);
    EXPECT_EQ(line(), "hello");
    EXPECT_EQ(screen, "hello");
}

TEST_F(LineEditorTest, ShowsTheLineAgainAsItWasEchoed) {
    type(bytes_of(u8"a\tb\u4f60\x01\u00e9") + "x\x7f");
    screen.clear();
    editor_->show_again(show);
    EXPECT_EQ(screen, bytes_of(u8"a b\u4f60^A\u00e9"));
    EXPECT_EQ(line(), bytes_of(u8"a\tb\u4f60\x01\u00e9"));
}

TEST_F(LineEditorTest, EnterIsCarriageReturnOrNewline) {
    EXPECT_EQ(type("one\r"), LineEditor::Outcome::entered);
    EXPECT_EQ(line(), "one"); // stays until it was taken
    editor_->clear();
    EXPECT_EQ(line(), "");
    EXPECT_EQ(type("two\n"), LineEditor::Outcome::entered);
    EXPECT_EQ(line(), "two");
    EXPECT_EQ(screen, "onetwo");
}

TEST_F(LineEditorTest, ControlDEndsTheInput) {
    EXPECT_EQ(type("\x04"), LineEditor::Outcome::ended);
    EXPECT_EQ(line(), "");
    EXPECT_EQ(type("ab\x04"), LineEditor::Outcome::ended);
    EXPECT_EQ(line(), "ab");
    EXPECT_EQ(screen, "ab");
}

TEST_F(LineEditorTest, BothErasingKeysTakeOneCharacter) {
    type("abc\x7f\b");
    EXPECT_EQ(line(), "a");
    EXPECT_EQ(screen, std::string("abc") + kRubOut + kRubOut);
}

TEST_F(LineEditorTest, ErasingAnEmptyLineDoesNothing) {
    type("\x7f\b\x15\x17");
    EXPECT_EQ(line(), "");
    EXPECT_EQ(screen, "");
}

struct Erasure {
    std::u8string_view character;
    usize columns;
};

class EraseTest : public LineEditorTest, public testing::WithParamInterface<Erasure> {};

TEST_P(EraseTest, TakesAWholeCharacterAndItsColumns) {
    const std::string character = bytes_of(GetParam().character);
    type("x" + character);
    EXPECT_EQ(line(), "x" + character);
    EXPECT_EQ(screen, "x" + character);
    screen.clear();
    type("\x7f");
    EXPECT_EQ(line(), "x");
    std::string expected;
    for (usize i = 0; i < GetParam().columns; i++) expected += kRubOut;
    EXPECT_EQ(screen, expected);
}

INSTANTIATE_TEST_SUITE_P(Characters, EraseTest,
                         testing::Values(Erasure{u8"é", 1}, Erasure{u8"я", 1}, Erasure{u8"中", 2},
                                         Erasure{u8"、", 2}, Erasure{u8"ｗ", 2}, Erasure{u8"한", 2},
                                         Erasure{u8"か", 2}, Erasure{u8"😀", 2}, Erasure{u8"𠀀", 2},
                                         Erasure{u8"e\u0301", 1}, Erasure{u8"e\u0301\u0323", 1},
                                         Erasure{u8"か\u3099", 2}, Erasure{u8"ก\u0e34", 1},
                                         Erasure{u8"❤\ufe0f", 1}, Erasure{u8"\u00ad", 1}));

TEST_F(LineEditorTest, ControlUKillsTheLine) {
    type(bytes_of(u8"中a\u0301\x15"));
    EXPECT_EQ(line(), "");
    EXPECT_EQ(screen, bytes_of(u8"中a\u0301") + kRubOut + kRubOut + kRubOut);
}

TEST_F(LineEditorTest, ControlWKillsAWordAndTheBlanksAfterIt) {
    type("echo  two words \t\x17");
    EXPECT_EQ(line(), "echo  two ");
    type("\x17");
    EXPECT_EQ(line(), "echo  ");
    type("\x17");
    EXPECT_EQ(line(), "");
}

TEST_F(LineEditorTest, ControlCharactersAreShownAndHarmless) {
    type(std::string("\x1b[2J\x01\0", 6));
    EXPECT_EQ(line(), std::string("\x1b[2J\x01\0", 6));
    EXPECT_EQ(screen, "^[[2J^A^@");
    screen.clear();
    type("\x7f\x7f");
    EXPECT_EQ(screen, std::string(kRubOut) + kRubOut + kRubOut + kRubOut);
    screen.clear();
    type(bytes_of(u8"\u009b")); // an escape sequence's beginning, to some terminals
    EXPECT_EQ(screen, "?");
}

TEST_F(LineEditorTest, ATabIsOneBlank) {
    type("a\tb\x7f\x7f");
    EXPECT_EQ(line(), "a");
    EXPECT_EQ(screen, std::string("a b") + kRubOut + kRubOut);
}

TEST_F(LineEditorTest, BytesThatAreNoUtf8AreDroppedWithABell) {
    for (const char* bad : {"\xff", "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        screen.clear();
        type(bad);
        EXPECT_EQ(line(), "");
        EXPECT_EQ(screen, "\a");
    }
}

TEST_F(LineEditorTest, AHalfCharacterGivesWayToWhatFollows) {
    type("\xe4\xb8"
         "a\xf0\x9f\r");
    EXPECT_EQ(line(), "a");
    EXPECT_EQ(screen, "a");
}

TEST_F(LineEditorTest, WhatDoesNotFitRingsTheBell) {
    type(std::string(LineEditor::kLineMax - 2, 'x'));
    screen.clear();
    type(bytes_of(u8"中"));
    EXPECT_EQ(screen, "\a");
    type(bytes_of(u8"é"));
    EXPECT_EQ(screen, "\a" + bytes_of(u8"é"));
    type("y");
    EXPECT_EQ(screen, "\a" + bytes_of(u8"é") + "\a");
    EXPECT_EQ(editor_->line().size(), LineEditor::kLineMax);
    type("\x7f");
    EXPECT_EQ(editor_->line().size(), LineEditor::kLineMax - 2);
    EXPECT_EQ(type("\r"), LineEditor::Outcome::entered);
}

TEST_F(LineEditorTest, ClearForgetsAHalfCharacter) {
    type("\xe4\xb8");
    editor_->clear();
    type("\xad");
    EXPECT_EQ(line(), "");
    EXPECT_EQ(screen, "\a");
}

// How many columns the cursor stands to the right of where the line began, if every echo is obeyed.
int cursor_column(std::string_view text) {
    int column = 0;
    Utf8Assembler assembler;
    for (const char byte : text) {
        if (assembler.add(static_cast<u8>(byte)) != Utf8Assembler::Step::finished) continue;
        const u32 code = assembler.character().code;
        if (code == '\b')
            column--;
        else if (code != '\a')
            column += static_cast<int>(character_width(code));
    }
    return column;
}

TEST_F(LineEditorTest, RandomBytesKeepLineAndScreenInStep) {
    std::mt19937 random(1);
    for (int round = 0; round < 300; round++) {
        for (int i = 0; i < 300; i++) {
            u8 byte = static_cast<u8>(random());
            if (byte == '\r' || byte == '\n' || byte == 4) byte = 0x7f;
            if (byte == control('U') && random() % 8) byte = 0xe4;
            editor_->type(byte, show);
        }
        Utf8Assembler check;
        Utf8Assembler::Step last = Utf8Assembler::Step::finished;
        for (const char byte : line()) {
            last = check.add(static_cast<u8>(byte));
            ASSERT_NE(last, Utf8Assembler::Step::broken);
        }
        ASSERT_EQ(last, Utf8Assembler::Step::finished);
        ASSERT_GE(cursor_column(screen), 0);
        editor_->type(control('U'), show);
        ASSERT_EQ(line(), "");
        ASSERT_EQ(cursor_column(screen), 0); // everything that was shown was rubbed out
    }
}

TEST(Utf8, EveryCharacterComesThrough) {
    for (u32 code = 0; code <= 0x10'ffff; code++) {
        if (code >= 0xd800 && code < 0xe000) continue;
        std::string text;
        if (code < 0x80)
            text = {static_cast<char>(code)};
        else if (code < 0x800)
            text = {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
        else if (code < 0x1'0000)
            text = {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
                    static_cast<char>(0x80 | (code & 63))};
        else
            text = {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)),
                    static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
        Utf8Assembler assembler;
        for (usize i = 0; i < text.size(); i++)
            ASSERT_EQ(assembler.add(static_cast<u8>(text[i])),
                      i + 1 == text.size() ? Utf8Assembler::Step::finished : Utf8Assembler::Step::unfinished);
        ASSERT_EQ(assembler.character().code, code);
        text = "x" + text;
        ASSERT_EQ(last_character(text.data(), text.size()).code, code);
        ASSERT_EQ(last_character(text.data(), text.size()).length, text.size() - 1);
    }
}

TEST(CharacterWidth, KnowsTheEdgesOfItsTables) {
    EXPECT_EQ(character_width('a'), 1u);
    EXPECT_EQ(character_width(0x2ff), 1u);
    EXPECT_EQ(character_width(0x300), 0u);
    EXPECT_EQ(character_width(0x36f), 0u);
    EXPECT_EQ(character_width(0x370), 1u);
    EXPECT_EQ(character_width(0x10ff), 1u);
    EXPECT_EQ(character_width(0x1100), 2u); // a Korean letter, and what joins it
    EXPECT_EQ(character_width(0x1160), 0u);
    EXPECT_EQ(character_width(0x4e00), 2u);
    EXPECT_EQ(character_width(0x9fff), 2u);
    EXPECT_EQ(character_width(0x200d), 0u); // zero width joiner
    EXPECT_EQ(character_width(0x3fffd), 2u);
    EXPECT_EQ(character_width(0x3fffe), 1u);
    EXPECT_EQ(character_width(0x10'ffff), 1u);
}

} // namespace
