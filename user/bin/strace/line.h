// user/bin/strace/line.h: a line of the trace while it is put together, with colours if somebody can see them.
#pragma once

#include "../array.h"

namespace strace {

enum class Colour { name, text, error, signal, aside };

class Line {
  public:
    [[gnu::format(printf, 2, 3)]] void add(const char* format, ...);
    [[gnu::format(printf, 3, 4)]] void add(Colour colour, const char* format, ...);
    void add_bytes(const char* bytes, usize count);
    void clear() { text_.truncate(0); }

    const char* text() const { return text_.begin(); } // its end is not marked
    usize size() const { return text_.size(); }

    static bool coloured; // all lines, or none

  private:
    void add_formatted(const char* format, va_list arguments);

    Array<char> text_;
};

} // namespace strace
