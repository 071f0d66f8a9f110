// user/libc/format.h: the inside of printf: text made from values, and where it goes.
#pragma once

#include "abi/integers.h"
#include <stdarg.h>

namespace libc {

// Where formatted text goes, and how much of it there was.
class Sink {
  public:
    void write(const char* bytes, usize count);
    void repeat(char character, i64 count); // nothing for a count below 1
    u64 written() const { return written_; }

  protected:
    ~Sink() = default;

  private:
    virtual void take(const char* bytes, usize count) = 0;
    u64 written_ = 0;
};

// One conversion: %[flags][width][.precision][length]letter.
struct Directive {
    bool left;      // -
    bool plus;      // +
    bool space;     // a space where a plus could stand
    bool alternate; // #
    bool zero;      // 0
    int width;
    int precision; // kNoPrecision: none was given
    char length;   // h, l (also for ll), z, j, t, L, or H for hh; zero for none
    char letter;
};

constexpr int kNoPrecision = -1;

// Text in three parts: a sign or 0x, zeros, and the rest; padded to the directive's width.
void write_padded(Sink& sink, const Directive& directive, const char* prefix, i64 zeros, const char* body,
                  usize length);

// %f, %e and %g.
void format_double(Sink& sink, Directive directive, double value);

// All of printf. The length of the text, or -1 with EOVERFLOW if it does not fit an int.
int format(Sink& sink, const char* text, va_list arguments);

} // namespace libc
