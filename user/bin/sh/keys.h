// user/bin/sh/keys.h: from the bytes that a terminal sends to the keys that were pressed.
#pragma once

#include "text.h"

namespace shell {

enum class Key {
    none, // not complete yet, or of no meaning here
    text, // a character: see KeyReader::text()
    enter,
    interrupt,            // Ctrl-C
    end_of_file_or_erase, // Ctrl-D
    erase_before,
    erase_at,
    left,
    right,
    word_left,
    word_right,
    start,
    end,
    cut_to_end,
    cut_to_start,
    cut_word,
    paste,
    previous,
    next,
    complete,
    clear_screen,
};

class KeyReader {
  public:
    Key feed(char byte);
    // The UTF-8 bytes of the character, after Key::text.
    View text() const { return {bytes_, count_}; }

  private:
    enum class State { plain, character, escape, sequence, function };

    Key feed_plain(char byte);
    Key feed_character(char byte);
    Key feed_escape(char byte);
    Key feed_sequence(char byte);
    Key start_character(char byte);

    State state_ = State::plain;
    char bytes_[16] = {}; // of the character, or the parameters of the sequence
    u32 count_ = 0;
    u32 wanted_ = 0; // bytes of the character
};

} // namespace shell
