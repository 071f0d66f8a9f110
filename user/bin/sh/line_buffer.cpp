// user/bin/sh/line_buffer.cpp: editing by characters and words. Whatever is done, the cursor ends up between characters.
#include "line_buffer.h"
#include "../unicode.h"

#include <ctype.h>

namespace shell {
namespace {

// All of another script than ASCII count as letters.
bool is_in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

} // namespace

usize end_of_character(View text, usize place) {
    if (place == text.size()) return place;
    place += unicode::decode(text.data() + place, text.size() - place).bytes;
    while (place < text.size()) {
        unicode::Character next = unicode::decode(text.data() + place, text.size() - place);
        if (unicode::width(next.code) > 0) break;
        place += next.bytes;
    }
    return place;
}

usize LineBuffer::after(usize place) const { return end_of_character(text_, place); }

usize LineBuffer::before(usize place) const {
    usize start = 0;
    for (usize next = 0; next < place; next = after(next)) start = next;
    return start;
}

void LineBuffer::set(View text) {
    text_ = text.size() <= kMaximumSize ? text : text.first(0);
    cursor_ = text_.size();
}

bool LineBuffer::insert(View text) {
    if (text_.size() + text.size() > kMaximumSize) return false;
    text_.insert(cursor_, text);
    usize wanted = cursor_ + text.size();
    cursor_ = 0; // a mark that was inserted belongs to the character before it, so boundaries are found anew
    while (cursor_ < wanted) move_right();
    return true;
}

void LineBuffer::erase(usize from, usize to) {
    text_.erase(from, to - from);
    cursor_ = 0;
    while (cursor_ < from) move_right();
}

void LineBuffer::cut(usize from, usize to) {
    if (from == to) return;
    cut_ = text_.view().part(from, to - from);
    erase(from, to);
}

usize LineBuffer::word_start() const {
    usize start = cursor_;
    while (start > 0 && !is_in_word(text_[start - 1])) start = before(start);
    while (start > 0 && is_in_word(text_[start - 1])) start = before(start);
    return start;
}

void LineBuffer::move_word_right() {
    while (cursor_ < text_.size() && !is_in_word(text_[cursor_])) move_right();
    while (cursor_ < text_.size() && is_in_word(text_[cursor_])) move_right();
}

// Back to a blank, as terminals do it too.
void LineBuffer::cut_word() {
    usize start = cursor_;
    while (start > 0 && text_[start - 1] == ' ') --start;
    while (start > 0 && text_[start - 1] != ' ') --start;
    cut(start, cursor_);
}

} // namespace shell
