// user/bin/sh/line_buffer.cpp: editing by characters and words. Whatever is done, the cursor ends up between characters.
#include "line_buffer.h"
#include "../unicode.h"

#include <ctype.h>

namespace shell {
namespace {

// All of another script than ASCII count as letters.
bool is_in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

bool starts_with_mark(View text) {
    return !text.empty() && unicode::width(unicode::decode(text.data(), text.size()).code) == 0;
}

} // namespace

usize end_of_character(View text, usize place) {
    return unicode::end_of_character(text.data(), text.size(), place);
}

usize start_of_character(View text, usize place) {
    return unicode::start_of_character(text.data(), text.size(), place);
}

bool starts_character(View text, usize place) {
    return unicode::starts_character(text.data(), text.size(), place);
}

void LineBuffer::set(View text) {
    text_ = text.size() <= kMaximumSize ? text : text.first(0);
    cursor_ = text_.size();
}

bool LineBuffer::insert(View text) {
    if (text_.size() + text.size() > kMaximumSize) return false;
    if (cursor_ == 0 && starts_with_mark(text)) return false;
    text_.insert(cursor_, text);
    cursor_ += text.size();
    pass_marks();
    return true;
}

void LineBuffer::erase(usize from, usize to) {
    text_.erase(from, to - from);
    cursor_ = from;
    pass_marks();
}

// What follows may be marks that now belong to the character before the cursor.
void LineBuffer::pass_marks() {
    if (!starts_character(text_, cursor_)) cursor_ = end_of_character(text_, cursor_);
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
