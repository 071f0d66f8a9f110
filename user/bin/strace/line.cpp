// user/bin/strace/line.cpp: a line of the trace while it is put together.
#include "line.h"

namespace strace {

bool Line::coloured = false;

namespace {

// What a terminal is told (ECMA-48, 8.3.117).
const char* begin_of(Colour colour) {
    switch (colour) {
    case Colour::name: return "\033[36m";
    case Colour::text: return "\033[32m";
    case Colour::error: return "\033[31m";
    case Colour::signal: return "\033[35m";
    case Colour::aside: return "\033[2m";
    }
    return "";
}
constexpr const char* kEnd = "\033[0m";

} // namespace

void Line::add_bytes(const char* bytes, usize count) {
    for (usize i = 0; i < count; ++i) text_.add(bytes[i]);
}

void Line::add_formatted(const char* format, va_list arguments) {
    char* text = nullptr;
    const int length = vasprintf(&text, format, arguments);
    if (length < 0) need(nullptr);
    add_bytes(text, static_cast<usize>(length));
    free(text);
}

void Line::add(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_formatted(format, arguments);
    va_end(arguments);
}

void Line::add(Colour colour, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (coloured) add("%s", begin_of(colour));
    add_formatted(format, arguments);
    if (coloured) add("%s", kEnd);
    va_end(arguments);
}

} // namespace strace
