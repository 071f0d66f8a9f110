// user/bin/edit/keys.h: from the bytes that a terminal sends to the keys that were pressed.
#pragma once

#include "abi/integers.h"

enum class Key {
    text, // a character: see Keyboard::text
    enter,
    left,
    right,
    up,
    down,
    word_left,
    word_right,
    start,
    end,
    page_up,
    page_down,
    erase_before,
    erase_at,
    save,
    quit,
    find,
    find_next,
    go_to,
    cut,
    paste,
    redraw,
    cancel, // Ctrl-C
    help,
    none, // of no meaning here
    gone, // there is no terminal any more
};

class Keyboard {
  public:
    // Waits for the next key.
    Key next();
    // Whether more has been typed than was asked for: then nothing needs to be shown yet.
    bool has_more() const { return at_ < count_; }

    // After Key::text: a character in UTF-8.
    const char* text() const { return text_; }
    usize size() const { return size_; }

  private:
    int next_byte();
    Key character(char first);
    Key sequence();

    char bytes_[64]; // that came, and are not used yet
    usize at_ = 0;
    usize count_ = 0;
    char text_[4];
    usize size_ = 0;
};
