// user/libc/format.cpp: printf's language, but for floating-point numbers.

#include "format.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

namespace libc {

void Sink::write(const char* bytes, usize count) {
    written_ += count;
    take(bytes, count);
}

void Sink::repeat(char character, i64 count) {
    char block[32];
    memset(block, character, sizeof block);
    for (; count > 0; count -= static_cast<i64>(sizeof block)) {
        write(block, count < static_cast<i64>(sizeof block) ? static_cast<usize>(count) : sizeof block);
    }
}

void write_padded(Sink& sink, const Directive& directive, const char* prefix, i64 zeros, const char* body,
                  usize length) {
    const usize prefix_length = strlen(prefix);
    if (zeros < 0) zeros = 0;
    const i64 padding = directive.width - static_cast<i64>(prefix_length + length) - zeros;
    if (!directive.left) sink.repeat(' ', padding);
    sink.write(prefix, prefix_length);
    sink.repeat('0', zeros);
    sink.write(body, length);
    if (directive.left) sink.repeat(' ', padding);
}

namespace {

// A va_list that can be handed on by reference: as a parameter it may decay to a pointer.
struct Arguments {
    va_list list;
};

i64 signed_argument(Arguments& arguments, char length) {
    switch (length) {
    case 'H': return static_cast<signed char>(va_arg(arguments.list, int));
    case 'h': return static_cast<short>(va_arg(arguments.list, int));
    case 0: return va_arg(arguments.list, int);
    default: return va_arg(arguments.list, long); // l ll z j t: all have 64 bits
    }
}

u64 unsigned_argument(Arguments& arguments, char length) {
    switch (length) {
    case 'H': return static_cast<unsigned char>(va_arg(arguments.list, unsigned));
    case 'h': return static_cast<unsigned short>(va_arg(arguments.list, unsigned));
    case 0: return va_arg(arguments.list, unsigned);
    default: return va_arg(arguments.list, unsigned long);
    }
}

const char* sign_of(const Directive& directive, bool negative) {
    if (negative) return "-";
    if (directive.plus) return "+";
    return directive.space ? " " : "";
}

void format_integer(Sink& sink, const Directive& directive, u64 value, unsigned base, const char* prefix) {
    const char* digits = directive.letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[22]; // 64 bits in octal
    char* const end = text + sizeof text;
    char* at = end;
    for (u64 left = value; left > 0; left /= base) *--at = digits[left % base];
    const i64 length = end - at;

    // At least one digit, unless a precision of 0 asks for none.
    i64 zeros = (directive.precision == kNoPrecision ? 1 : directive.precision) - length;
    if (base == 8 && directive.alternate && zeros <= 0) zeros = 1; // # puts one in front of an octal number
    if (directive.zero && !directive.left && directive.precision == kNoPrecision) {
        const i64 fill = directive.width - static_cast<i64>(strlen(prefix)) - length;
        if (fill > zeros) zeros = fill;
    }
    write_padded(sink, directive, prefix, zeros, at, static_cast<usize>(length));
}

void format_signed(Sink& sink, const Directive& directive, i64 value) {
    const u64 magnitude = value < 0 ? -static_cast<u64>(value) : static_cast<u64>(value);
    format_integer(sink, directive, magnitude, 10, sign_of(directive, value < 0));
}

void format_hexadecimal(Sink& sink, const Directive& directive, u64 value) {
    const bool marked = directive.alternate && value != 0;
    format_integer(sink, directive, value, 16, !marked ? "" : directive.letter == 'X' ? "0X" : "0x");
}

void format_string(Sink& sink, const Directive& directive, const char* text) {
    if (!text) text = "(null)";
    const usize length = directive.precision == kNoPrecision
                             ? strlen(text)
                             : strnlen(text, static_cast<usize>(directive.precision));
    write_padded(sink, directive, "", 0, text, length);
}

void format_character(Sink& sink, const Directive& directive, char character) {
    write_padded(sink, directive, "", 0, &character, 1);
}

void format_pointer(Sink& sink, const Directive& directive, void* pointer) {
    format_integer(sink, directive, reinterpret_cast<u64>(pointer), 16, "0x"); // its number is what is shown
}

// False if there is no such conversion.
bool convert(Sink& sink, const Directive& directive, Arguments& arguments) {
    switch (directive.letter) {
    case 'd':
    case 'i': format_signed(sink, directive, signed_argument(arguments, directive.length)); return true;
    case 'u':
        format_integer(sink, directive, unsigned_argument(arguments, directive.length), 10, "");
        return true;
    case 'o':
        format_integer(sink, directive, unsigned_argument(arguments, directive.length), 8, "");
        return true;
    case 'x':
    case 'X':
        format_hexadecimal(sink, directive, unsigned_argument(arguments, directive.length));
        return true;
    case 'c': format_character(sink, directive, static_cast<char>(va_arg(arguments.list, int))); return true;
    case 's': format_string(sink, directive, va_arg(arguments.list, const char*)); return true;
    case 'p': format_pointer(sink, directive, va_arg(arguments.list, void*)); return true;
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
        if (directive.length != 'L')
            format_double(sink, directive, va_arg(arguments.list, double));
        else
            format_double(sink, directive, static_cast<double>(va_arg(arguments.list, long double)));
        return true;
    case '%': sink.write("%", 1); return true;
    default: return false;
    }
}

const char* read_flags(const char* at, Directive& directive) {
    for (;; ++at) {
        switch (*at) {
        case '-': directive.left = true; break;
        case '+': directive.plus = true; break;
        case ' ': directive.space = true; break;
        case '#': directive.alternate = true; break;
        case '0': directive.zero = true; break;
        default: return at;
        }
    }
}

// Digits, or a star that takes an argument.
const char* read_count(const char* at, Arguments& arguments, int& count) {
    if (*at == '*') {
        count = va_arg(arguments.list, int);
        return at + 1;
    }
    for (count = 0; isdigit(*at); ++at) {
        count = count > (INT_MAX - 9) / 10 ? INT_MAX : count * 10 + (*at - '0');
    }
    return at;
}

const char* read_length(const char* at, Directive& directive) {
    if (*at == '\0' || !strchr("hlzjtL", *at)) return at;
    directive.length = *at++;
    if (directive.length == 'h' && *at == 'h') {
        directive.length = 'H';
        ++at;
    } else if (directive.length == 'l' && *at == 'l') {
        ++at;
    }
    return at;
}

// Reads what stands behind a %. The end of it.
const char* read_directive(const char* at, Arguments& arguments, Directive& directive) {
    at = read_flags(at, directive);
    at = read_count(at, arguments, directive.width);
    if (directive.width < 0) {
        directive.left = true;
        directive.width = directive.width == INT_MIN ? INT_MAX : -directive.width;
    }
    directive.precision = kNoPrecision;
    if (*at == '.') at = read_count(at + 1, arguments, directive.precision);
    if (directive.precision < 0) directive.precision = kNoPrecision; // an argument may be negative: none
    at = read_length(at, directive);
    directive.letter = *at;
    return *at != '\0' ? at + 1 : at;
}

} // namespace

int format(Sink& sink, const char* text, va_list list) {
    Arguments arguments;
    va_copy(arguments.list, list);
    while (*text) {
        const char* percent = strchrnul(text, '%');
        if (percent != text) sink.write(text, static_cast<usize>(percent - text));
        if (!*percent) break;
        Directive directive = {};
        text = read_directive(percent + 1, arguments, directive);
        // A conversion that does not exist is shown as it was written.
        if (!convert(sink, directive, arguments)) sink.write(percent, static_cast<usize>(text - percent));
    }
    va_end(arguments.list);
    if (sink.written() > INT_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return static_cast<int>(sink.written());
}

} // namespace libc
