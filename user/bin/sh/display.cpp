// user/bin/sh/display.cpp: drawing a line over as many rows as it takes, with the sequences that all terminals know.
#include "display.h"
#include "../unicode.h"
#include "line_buffer.h"

namespace shell {
namespace {

// A control character or a byte that is no text would do things to the terminal.
bool is_shown(u32 code) { return code >= 0x20 && code < unicode::kInvalid && !(code >= 0x7f && code < 0xa0); }

u32 width_of(View character) { return unicode::width(character.data(), character.size()); }

Text sequence(u32 number, char final_byte) {
    Text text = "\x1b[";
    return text.append_number(number).append(final_byte);
}

} // namespace

// Where the cursor is after something of this width: never behind the last column, but on the next row.
void Display::step(Place& place, u32 width) const {
    if (place.column + width > columns_) place = {place.row + 1, 0};
    place.column += width;
    if (place.column == columns_) place = {place.row + 1, 0};
}

Display::Place Display::place_of(usize offset) const {
    Place place;
    for (View text : {prompt_.view(), shown_.view().first(offset)}) {
        for (usize i = 0; i < text.size();) {
            usize end = end_of_character(text, i);
            step(place, width_of(text.part(i, end - i)));
            i = end;
        }
    }
    return place;
}

void Display::new_row(Text& out) {
    out.append("\n"); // the console puts a carriage return before it
    at_ = {at_.row + 1, 0};
}

void Display::draw_character(View character, Text& out) {
    u32 width = width_of(character);
    if (at_.column + width > columns_) {
        out.append("\x1b[K");
        new_row(out);
    }
    u32 code = unicode::decode(character.data(), character.size()).code;
    if (is_shown(code))
        out.append(character);
    else
        out.append("?");
    at_.column += width;
    if (at_.column == columns_) new_row(out);
}

void Display::draw(View text, Text& out) {
    for (usize i = 0; i < text.size();) {
        usize end = end_of_character(text, i);
        draw_character(text.part(i, end - i), out);
        i = end;
    }
}

void Display::move_to(usize offset, Text& out) {
    if (offset == offset_) return;
    Place wanted = place_of(offset);
    if (at_.row > wanted.row) out.append(sequence(at_.row - wanted.row, 'A'));
    if (at_.row < wanted.row) out.append(sequence(wanted.row - at_.row, 'B'));
    if (at_.column > wanted.column && at_.column - wanted.column <= 4) {
        for (u32 i = wanted.column; i < at_.column; ++i) out.append('\b');
    } else if (at_.column != wanted.column) {
        out.append('\r');
        if (wanted.column) out.append(sequence(wanted.column, 'C'));
    }
    at_ = wanted;
    offset_ = offset;
}

Text Display::start(View prompt) {
    prompt_ = prompt;
    shown_.clear();
    offset_ = 0;
    return redraw();
}

Text Display::redraw() {
    Text out;
    usize cursor = offset_;
    at_ = {};
    draw(prompt_, out);
    draw(shown_, out);
    offset_ = shown_.size();
    move_to(cursor, out);
    return out;
}

// How far the terminal shows already what it is to show, in whole characters.
usize Display::common_start(View text) const {
    usize same = 0;
    while (same < text.size() && same < shown_.size() && text[same] == shown_[same]) ++same;
    auto within_character = [&](View line) {
        return (same < line.size() && unicode::continues(line[same])) || !starts_character(line, same);
    };
    while (same > 0 && (within_character(text) || within_character(shown_)))
        same = start_of_character(text, same);
    return same;
}

Text Display::show(View text, usize cursor) {
    Text out;
    usize same = common_start(text);
    if (same < text.size() || same < shown_.size()) {
        bool something_else = same < shown_.size();
        move_to(same, out);
        draw(text.from(same), out);
        if (something_else) out.append("\x1b[J");
        shown_ = text;
        offset_ = shown_.size();
    }
    move_to(cursor, out);
    return out;
}

Text Display::finish() {
    Text out;
    move_to(shown_.size(), out);
    if (at_.column > 0 || at_.row == 0) new_row(out);
    return out;
}

} // namespace shell
