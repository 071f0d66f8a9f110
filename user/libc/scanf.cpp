// user/libc/scanf.cpp: the scanf family: values read from text. %d %i %u %o %x %p %f %e %g %s %c %[ %n %%.

#include "file.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

namespace {

// Where the text comes from, with one character of lookahead.
class Source {
  public:
    int peek() {
        if (!looked_) next_ = take();
        looked_ = true;
        return next_;
    }
    void skip() {
        peek();
        looked_ = false;
        ++consumed_;
    }
    int consumed() const { return consumed_; }

  protected:
    ~Source() = default;
    bool looked() const { return looked_; }

  private:
    virtual int take() = 0; // the next character, or EOF
    bool looked_ = false;
    int next_ = EOF;
    int consumed_ = 0;
};

class TextSource final : public Source {
  public:
    explicit TextSource(const char* text) : text_(text) {}

  private:
    int take() override { return *text_ ? static_cast<unsigned char>(*text_++) : EOF; }
    const char* text_;
};

class FileSource final : public Source {
  public:
    explicit FileSource(FILE* file) : file_(file) {}
    ~FileSource() {
        if (looked() && peek() != EOF) file_->unget(static_cast<char>(peek()));
    }

  private:
    int take() override { return file_->get(); }
    FILE* file_;
};

// One conversion: %[*][width][length]letter.
struct Directive {
    bool discard;
    int width;   // at most so many characters
    char length; // h, l (also for ll), z, j, t, L, or H for hh; zero for none
    char letter;
};

// A va_list that can be handed on by reference: as a parameter it may decay to a pointer.
struct Arguments {
    va_list list;
};

enum class Outcome { stored, discarded, mismatch, input_ended };

// The text of a number. What is longer than the room for it is read, but does not count.
class Token {
  public:
    Token(Source& source, int width) : source_(source), left_(width) {}

    // Takes the characters that are of one kind, as many as there are; their number.
    int take_all(int (*kind)(int)) {
        int count = 0;
        for (; more() && kind(source_.peek()); ++count) take();
        return count;
    }
    // Takes the next character if it is one of these.
    bool take_one_of(const char* set) {
        if (!more() || source_.peek() == 0 || !strchr(set, source_.peek())) return false;
        take();
        return true;
    }
    int length() const { return length_; }
    const char* text() {
        text_[length_] = '\0';
        return text_;
    }

  private:
    // Does not even look at what lies beyond the width: on a terminal that would wait for it.
    bool more() { return left_ > 0 && source_.peek() != EOF; }
    void take() {
        if (length_ < static_cast<int>(sizeof text_) - 1)
            text_[length_++] = static_cast<char>(source_.peek());
        source_.skip();
        --left_;
    }

    Source& source_;
    int left_;
    int length_ = 0;
    char text_[512];
};

void skip_space(Source& source) {
    while (source.peek() != EOF && isspace(source.peek())) source.skip();
}

void store_integer(Arguments& arguments, char length, u64 value) {
    switch (length) {
    case 'H': *va_arg(arguments.list, u8*) = static_cast<u8>(value); break;
    case 'h': *va_arg(arguments.list, u16*) = static_cast<u16>(value); break;
    case 0: *va_arg(arguments.list, u32*) = static_cast<u32>(value); break;
    default: *va_arg(arguments.list, u64*) = value; break; // l ll z j t: all have 64 bits
    }
}

int octal_digit(int character) { return character >= '0' && character <= '7'; }

Outcome read_integer(Source& source, const Directive& directive, Arguments& arguments, int base) {
    Token token(source, directive.width);
    token.take_one_of("+-");
    bool digits = false;
    if (base == 0 || base == 16) {
        digits = token.take_one_of("0");
        if (digits && token.take_one_of("xX"))
            base = 16;
        else if (base == 0)
            base = digits ? 8 : 10;
    }
    int (*const kind)(int) = base == 16 ? isxdigit : base == 8 ? octal_digit : isdigit;
    digits |= token.take_all(kind) > 0;
    if (!digits)
        return source.peek() == EOF && token.length() == 0 ? Outcome::input_ended : Outcome::mismatch;
    if (directive.discard) return Outcome::discarded;
    const bool is_signed = directive.letter == 'd' || directive.letter == 'i';
    store_integer(arguments, directive.length,
                  is_signed ? static_cast<u64>(strtol(token.text(), nullptr, base))
                            : strtoul(token.text(), nullptr, base));
    return Outcome::stored;
}

Outcome read_double(Source& source, const Directive& directive, Arguments& arguments) {
    Token token(source, directive.width);
    token.take_one_of("+-");
    if (token.take_all(isalpha) == 0) { // else it is inf, infinity or nan, which strtod knows
        const bool hexadecimal = token.take_one_of("0") && token.take_one_of("xX");
        int (*const digit)(int) = hexadecimal ? isxdigit : isdigit;
        token.take_all(digit);
        token.take_one_of(".");
        token.take_all(digit);
        if (token.length() > 0 && token.take_one_of(hexadecimal ? "pP" : "eE")) {
            token.take_one_of("+-");
            token.take_all(isdigit);
        }
    }
    if (token.length() == 0) return source.peek() == EOF ? Outcome::input_ended : Outcome::mismatch;
    char* rest;
    const double value = strtod(token.text(), &rest);
    if (*rest != '\0') return Outcome::mismatch;
    if (directive.discard) return Outcome::discarded;
    if (directive.length == 'l')
        *va_arg(arguments.list, double*) = value;
    else if (directive.length == 'L')
        *va_arg(arguments.list, long double*) = value;
    else
        *va_arg(arguments.list, float*) = strtof(token.text(), nullptr);
    return Outcome::stored;
}

// The characters that %s, %c and %[ take.
class Set {
  public:
    explicit Set(bool all) {
        for (bool& member : members_) member = all;
    }
    void add(unsigned char first, unsigned char last) {
        for (unsigned character = first; character <= last; ++character) members_[character] = true;
    }
    void invert() {
        for (bool& member : members_) member = !member;
    }
    bool has(int character) const { return character != EOF && members_[character]; }

  private:
    bool members_[UCHAR_MAX + 1];
};

// What stands between the brackets of %[a-z]; `at` is moved behind the closing one.
Set read_set(const char*& at) {
    Set set(false);
    const bool inverted = *at == '^';
    if (inverted) ++at;
    const char* const start = at;
    while (*at && (*at != ']' || at == start)) {
        const bool range = at[1] == '-' && at[2] != ']' && at[2] != '\0';
        set.add(static_cast<unsigned char>(at[0]), static_cast<unsigned char>(at[range ? 2 : 0]));
        at += range ? 3 : 1;
    }
    if (*at) ++at;
    if (inverted) set.invert();
    return set;
}

Outcome read_characters(Source& source, const Directive& directive, Arguments& arguments, const Set& set) {
    char* to = directive.discard ? nullptr : va_arg(arguments.list, char*);
    int count = 0;
    for (; count < directive.width && set.has(source.peek()); ++count) {
        if (to) *to++ = static_cast<char>(source.peek());
        source.skip();
    }
    const bool exact = directive.letter == 'c'; // so many characters, and no zero byte behind them
    if (count == 0 || (exact && count < directive.width)) {
        return source.peek() == EOF ? Outcome::input_ended : Outcome::mismatch;
    }
    if (to && !exact) *to = '\0';
    return to ? Outcome::stored : Outcome::discarded;
}

Outcome read_word(Source& source, const Directive& directive, Arguments& arguments) {
    Set set(false);
    set.add('\t', '\r');
    set.add(' ', ' ');
    set.invert();
    return read_characters(source, directive, arguments, set);
}

// Reads what stands behind a %, but for the set of a %[. The end of it.
const char* read_directive(const char* at, Directive& directive) {
    directive = {};
    if (*at == '*') {
        directive.discard = true;
        ++at;
    }
    for (; isdigit(*at); ++at) {
        directive.width = directive.width > (INT_MAX - 9) / 10 ? INT_MAX : directive.width * 10 + (*at - '0');
    }
    if (*at != '\0' && strchr("hlzjtL", *at)) {
        directive.length = *at++;
        if (directive.length == 'h' && *at == 'h') {
            directive.length = 'H';
            ++at;
        } else if (directive.length == 'l' && *at == 'l') {
            ++at;
        }
    }
    directive.letter = *at;
    if (directive.width == 0) directive.width = directive.letter == 'c' ? 1 : INT_MAX;
    return *at != '\0' ? at + 1 : at;
}

Outcome convert(Source& source, const Directive& directive, Arguments& arguments, const char*& at) {
    const bool keeps_space = directive.letter == 'c' || directive.letter == '[' || directive.letter == 'n';
    if (!keeps_space) skip_space(source);
    switch (directive.letter) {
    case 'd':
    case 'u': return read_integer(source, directive, arguments, 10);
    case 'i': return read_integer(source, directive, arguments, 0);
    case 'o': return read_integer(source, directive, arguments, 8);
    case 'x':
    case 'X': return read_integer(source, directive, arguments, 16);
    case 'p': {
        Directive pointer = directive;
        pointer.length = 'l';
        return read_integer(source, pointer, arguments, 16);
    }
    case 'a':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return read_double(source, directive, arguments);
    case 's': return read_word(source, directive, arguments);
    case 'c': return read_characters(source, directive, arguments, Set(true));
    case '[': return read_characters(source, directive, arguments, read_set(at));
    case 'n':
        if (!directive.discard) {
            store_integer(arguments, directive.length, static_cast<u64>(source.consumed()));
        }
        return Outcome::discarded;
    case '%':
        if (source.peek() != '%') return source.peek() == EOF ? Outcome::input_ended : Outcome::mismatch;
        source.skip();
        return Outcome::discarded;
    default: return Outcome::mismatch;
    }
}

// The number of values stored, or EOF if the text ended before the first.
int scan(Source& source, const char* at, va_list list) {
    Arguments arguments;
    va_copy(arguments.list, list);
    int stored = 0;
    Outcome outcome = Outcome::discarded;
    while (*at && (outcome == Outcome::discarded || outcome == Outcome::stored)) {
        if (isspace(*at)) {
            skip_space(source);
            ++at;
        } else if (*at != '%') {
            if (source.peek() == EOF)
                outcome = Outcome::input_ended;
            else if (source.peek() != static_cast<unsigned char>(*at++))
                outcome = Outcome::mismatch;
            else
                source.skip();
        } else {
            Directive directive;
            at = read_directive(at + 1, directive);
            outcome = convert(source, directive, arguments, at);
            stored += outcome == Outcome::stored;
        }
    }
    va_end(arguments.list);
    return stored == 0 && outcome == Outcome::input_ended ? EOF : stored;
}

} // namespace

extern "C" {

int vfscanf(FILE* file, const char* format, va_list arguments) {
    const libc::FileHolder holder(file->lock);
    FileSource source(file);
    return scan(source, format, arguments);
}

int vsscanf(const char* text, const char* format, va_list arguments) {
    TextSource source(text);
    return scan(source, format, arguments);
}

int vscanf(const char* format, va_list arguments) { return vfscanf(stdin, format, arguments); }

int scanf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int stored = vscanf(format, arguments);
    va_end(arguments);
    return stored;
}

int fscanf(FILE* file, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int stored = vfscanf(file, format, arguments);
    va_end(arguments);
    return stored;
}

int sscanf(const char* text, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int stored = vsscanf(text, format, arguments);
    va_end(arguments);
    return stored;
}

} // extern "C"
