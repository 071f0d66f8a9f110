// device/utf8.h: characters as the bytes of UTF-8, as they come from a keyboard and as they stand in a line.
#pragma once

#include "abi/integers.h"

struct Utf8Character {
    u32 code = 0; // its number in Unicode
    usize length = 0;
    char bytes[4] = {};
};

// Puts characters together from single bytes.
class Utf8Assembler {
  public:
    enum class Step {
        finished,   // character() is complete
        unfinished, // more bytes of it must follow
        broken,     // no character can be made of this byte and those before it: they are dropped
    };

    // A byte that cannot go on with an unfinished character drops that one and begins anew.
    Step add(u8 byte);
    const Utf8Character& character() const { return character_; }
    void clear() { missing_ = 0; }

  private:
    Step begin(u8 byte);
    Step go_on(u8 byte);

    Utf8Character character_;
    usize missing_ = 0; // bytes still to come
};

// The last character of a text that is correct and not empty.
Utf8Character last_character(const char* text, usize length);
