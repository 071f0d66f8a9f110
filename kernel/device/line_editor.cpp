// device/line_editor.cpp: what each key does to the line being typed, and what the screen shows of it.
#include "device/line_editor.h"
#include "device/character_width.h"

namespace {

// How a character is shown: these bytes, on so many columns.
struct Appearance {
    char text[4];
    usize length;
    usize columns;
};

// A control character is shown as ^X, so that it cannot move the cursor. A tab is one blank: how wide a real one is
// depends on where the line begins, which only the program knows that wrote the prompt.
Appearance appearance_of(const Utf8Character& character) {
    const u32 code = character.code;
    if (code == '\t') return {{' '}, 1, 1};
    if (code < 0x20 || code == kDelete) return {{'^', static_cast<char>(code ^ 0x40)}, 2, 2};
    if (code >= 0x80 && code < 0xa0) return {{'?'}, 1, 1}; // control characters too, but without a ^X
    Appearance appearance{{}, character.length, character_width(code)};
    for (usize i = 0; i < character.length; i++) appearance.text[i] = character.bytes[i];
    return appearance;
}

void rub_out(usize columns, LineEditor::Show show) {
    for (usize i = 0; i < columns; i++) show("\b \b", 3);
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

} // namespace

void ring_bell(LineEditor::Show show) { show("\a", 1); }

LineEditor::Outcome LineEditor::type(u8 byte, Show show) {
    switch (assembler_.add(byte)) {
    case Utf8Assembler::Step::finished: return press(assembler_.character(), show);
    case Utf8Assembler::Step::broken: ring_bell(show); break;
    case Utf8Assembler::Step::unfinished: break;
    }
    return Outcome::editing;
}

LineEditor::Outcome LineEditor::press(const Utf8Character& key, Show show) {
    const u32 code = key.code;
    if (code == '\r' || code == '\n') return Outcome::entered;
    if (is_key(keys_.end, code)) return Outcome::ended;
    if (is_key(keys_.erase_character, code) || code == kDelete || code == control('H'))
        erase_character(show);
    else if (is_key(keys_.erase_word, code))
        erase_word(show);
    else if (is_key(keys_.erase_line, code))
        while (length_ > 0) erase_character(show);
    else
        insert(key, show);
    return Outcome::editing;
}

void LineEditor::clear() {
    length_ = 0;
    assembler_.clear();
}

void LineEditor::show_again(Show show) const {
    Utf8Assembler assembler;
    for (const char byte : line()) {
        if (assembler.add(static_cast<u8>(byte)) != Utf8Assembler::Step::finished) continue;
        const Appearance appearance = appearance_of(assembler.character());
        show(appearance.text, appearance.length);
    }
}

void LineEditor::insert(const Utf8Character& character, Show show) {
    if (character.length > kLineMax - length_) {
        ring_bell(show);
        return;
    }
    for (usize i = 0; i < character.length; i++) line_[length_++] = character.bytes[i];
    const Appearance appearance = appearance_of(character);
    show(appearance.text, appearance.length);
}

// Combining marks have no column of their own: they go together with the character that they stand on.
void LineEditor::erase_character(Show show) {
    usize columns = 0;
    while (columns == 0 && length_ > 0) {
        const Utf8Character last = last_character(line_, length_);
        columns = appearance_of(last).columns;
        length_ -= last.length;
    }
    rub_out(columns, show);
}

void LineEditor::erase_word(Show show) {
    while (length_ > 0 && is_blank(line_[length_ - 1])) erase_character(show);
    while (length_ > 0 && !is_blank(line_[length_ - 1])) erase_character(show);
}
