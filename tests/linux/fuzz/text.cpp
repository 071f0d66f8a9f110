// tests/linux/fuzz/text.cpp: numbers to text and back, as far as the fuzzer's workers need it.
#include <abi/integers.h>
#include <stdarg.h>
#include <stddef.h>

namespace {

// As much as fits, and where it would end.
struct Text {
    char* to;
    usize size;
    usize used = 0;

    void add(char byte) {
        if (used + 1 < size) to[used] = byte;
        used++;
    }
    void add(const char* text) {
        while (*text) add(*text++);
    }
    void add(u64 number, u64 base) {
        if (number >= base) add(number / base, base);
        add("0123456789abcdef"[number % base]);
    }
    void end() {
        if (size > 0) to[used < size ? used : size - 1] = 0;
    }
};

} // namespace

// Knows %s, and %d, %u and %x with or without an l.
extern "C" int snprintf(char* to, size_t size, const char* format, ...) {
    Text text{to, size};
    va_list arguments;
    va_start(arguments, format);
    for (; *format; format++) {
        if (*format != '%') {
            text.add(*format);
            continue;
        }
        const bool is_long = *++format == 'l';
        if (is_long) format++;
        if (*format == 's') {
            text.add(va_arg(arguments, const char*));
            continue;
        }
        const i64 number = is_long ? va_arg(arguments, i64) : va_arg(arguments, int);
        const bool is_negative = *format == 'd' && number < 0;
        if (is_negative) text.add('-');
        const auto size_of_it = static_cast<u64>(is_negative ? -number : number);
        text.add(is_long ? size_of_it : static_cast<u32>(size_of_it), *format == 'x' ? 16 : 10);
    }
    va_end(arguments);
    text.end();
    return static_cast<int>(text.used);
}

// Decimal ones, and no others.
extern "C" unsigned long strtoul(const char* text, char**, int) {
    u64 number = 0;
    for (; *text >= '0' && *text <= '9'; text++) number = number * 10 + static_cast<u64>(*text - '0');
    return number;
}
