// user/bin/printf.cpp: writes its arguments in a format.
#include "tool.h"

#include <ctype.h>

namespace {

int status = 0;

void complain_about(const char* argument) {
    fprintf(stderr, "printf: %s: not a number\n", argument);
    status = 1;
}

// \n and its like; text stands behind the backslash.
void print_escape(const char*& text) {
    static constexpr char kLetters[] = "abefnrtv\\\"'";
    static constexpr char kCharacters[] = "\a\b\x1b\f\n\r\t\v\\\"'";
    if (const char* letter = *text ? strchr(kLetters, *text) : nullptr) {
        putchar(kCharacters[letter - kLetters]);
        ++text;
    } else if (*text >= '0' && *text <= '7') {
        int code = 0;
        for (int digits = 0; digits < 3 && *text >= '0' && *text <= '7'; ++digits)
            code = code * 8 + (*text++ - '0');
        putchar(code);
    } else {
        putchar('\\');
    }
}

void print_escaped(const char* text) {
    while (*text) {
        if (*text == '\\')
            print_escape(++text);
        else
            putchar(*text++);
    }
}

// A number, or a quote and the character whose code is meant.
long number_from(const char* argument) {
    if (*argument == '\'' || *argument == '"') return static_cast<unsigned char>(argument[1]);
    if (!*argument) return 0;
    char* end;
    errno = 0;
    long number = strtol(argument, &end, 0);
    if (end == argument || *end || errno) complain_about(argument);
    return number;
}

// One conversion. text stands behind the %; flags, width and precision are handed on to the library.
// False if it is none that is known.
bool print_conversion(const char*& text, const char* argument) {
    size_t length = strspn(text, "-+ 0#");
    length += strspn(text + length, "0123456789");
    if (text[length] == '.') length += 1 + strspn(text + length + 1, "0123456789");
    char letter = text[length];
    char format[40];
    if (length + 4 > sizeof format) return false;
    format[0] = '%';
    memcpy(format + 1, text, length);
    char* tail = format + 1 + length;
    text += length + (letter != 0);
    switch (letter) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X': {
        tail[0] = 'l', tail[1] = letter, tail[2] = 0;
        printf(format, number_from(argument));
        return true;
    }
    case 'c': putchar(*argument); return true;
    case 'b': print_escaped(argument); return true;
    case 's':
        tail[0] = 's', tail[1] = 0;
        printf(format, argument);
        return true;
    default: return false;
    }
}

// The format once; arguments moves on. False after a mistake.
bool print_once(const char* format, char**& arguments) {
    while (*format) {
        if (*format == '\\') {
            print_escape(++format);
        } else if (*format != '%') {
            putchar(*format++);
        } else if (format[1] == '%') {
            putchar('%');
            format += 2;
        } else {
            const char* conversion = ++format;
            if (!print_conversion(format, *arguments ? *arguments : "")) {
                fprintf(stderr, "printf: %%%s: not a conversion\n", conversion);
                return false;
            }
            if (*arguments) ++arguments;
        }
    }
    return true;
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2) return usage("printf format [argument...]");
    const char* format = arguments[1];
    arguments += 2;
    char** before;
    do { // as often as there are arguments for
        before = arguments;
        if (!print_once(format, arguments)) return finish("printf", 1);
    } while (*arguments && arguments != before);
    return finish("printf", status);
}
