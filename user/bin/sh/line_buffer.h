// user/bin/sh/line_buffer.h: the line that is being edited, with a cursor in it.
#pragma once

#include "text.h"

namespace shell {

// Characters are counted with the marks that are drawn over them. Where the one at `place` ends:
usize end_of_character(View text, usize place);
// Where the one before `place` starts, if any does.
usize start_of_character(View text, usize place);
// Whether one starts at `place`, or the text ends there.
bool starts_character(View text, usize place);

// The cursor stands before a character, never between a character and the marks that are drawn over it.
class LineBuffer {
  public:
    static constexpr usize kMaximumSize = 4096; // bytes

    View text() const { return text_; }
    usize cursor() const { return cursor_; } // in bytes from the start
    bool empty() const { return text_.empty(); }

    void set(View text); // with the cursor at its end
    // False if it does not fit: there is no room, or it is a mark with no character before it.
    bool insert(View text);

    void move_left() { cursor_ = before(cursor_); }
    void move_right() { cursor_ = after(cursor_); }
    void move_word_left() { cursor_ = word_start(); }
    void move_word_right();
    void move_to_start() { cursor_ = 0; }
    void move_to_end() { cursor_ = text_.size(); }

    void erase_before() { erase(before(cursor_), cursor_); }
    void erase_at() { erase(cursor_, after(cursor_)); }

    // What is cut can be pasted.
    void cut_to_end() { cut(cursor_, text_.size()); }
    void cut_to_start() { cut(0, cursor_); }
    void cut_word();
    void paste() { insert(cut_); }

  private:
    usize before(usize place) const { return start_of_character(text_, place); }
    usize after(usize place) const { return end_of_character(text_, place); }
    void pass_marks();
    usize word_start() const;
    void erase(usize from, usize to);
    void cut(usize from, usize to);

    Text text_;
    usize cursor_ = 0;
    Text cut_;
};

} // namespace shell
