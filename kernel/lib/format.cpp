// lib/format.cpp: printf's formats, one conversion at a time, into a buffer that may be too small.
#include "lib/format.h"
#include "lib/string.h"

namespace {

constexpr usize kDigitsMax = 22; // of 64 bits in octal

// Takes characters, keeps those that fit, counts all.
class Output {
  public:
    Output(char* to, usize size) : to_(to), size_(size) {}

    void put(char character) {
        if (length_ + 1 < size_) to_[length_] = character;
        length_++;
    }
    void put(const char* text, usize length) {
        for (usize i = 0; i < length; i++) put(text[i]);
    }
    void repeat(char character, usize count) {
        for (usize i = 0; i < count; i++) put(character);
    }
    int finish() { // ends the text; its full length
        if (size_ != 0) to_[length_ < size_ ? length_ : size_ - 1] = '\0';
        return static_cast<int>(length_);
    }

  private:
    char* to_;
    usize size_;
    usize length_ = 0;
};

// A va_list that functions can share: where it is an array type, a parameter of that type is a pointer.
struct Arguments {
    va_list list;
};

enum class Length { byte, half, whole, word }; // hh, h, none, and one of l ll z

// What stands between a % and its letter.
struct Conversion {
    bool left = false;  // -
    bool zeros = false; // 0
    usize width = 0;
    usize precision = ~usize{0}; // no limit
    Length length = Length::whole;
};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

usize read_number(const char*& text) {
    usize number = 0;
    for (; is_digit(*text); text++) number = number * 10 + static_cast<usize>(*text - '0');
    return number;
}

Length read_length(const char*& text) {
    if (*text == 'h') {
        if (*++text != 'h') return Length::half;
        text++;
        return Length::byte;
    }
    if (*text != 'l' && *text != 'z') return Length::whole;
    while (*text == 'l' || *text == 'z') text++;
    return Length::word;
}

Conversion read_conversion(const char*& text) {
    Conversion conversion;
    for (; *text == '-' || *text == '0'; text++) (*text == '-' ? conversion.left : conversion.zeros) = true;
    conversion.width = read_number(text);
    if (*text == '.') conversion.precision = read_number(++text);
    conversion.length = read_length(text);
    return conversion;
}

// An argument that is shorter than an int was passed as one: the cast drops what the caller did not mean.
i64 signed_argument(Arguments& arguments, Length length) {
    switch (length) {
    case Length::byte: return static_cast<i8>(va_arg(arguments.list, int));
    case Length::half: return static_cast<i16>(va_arg(arguments.list, int));
    case Length::whole: return va_arg(arguments.list, int);
    case Length::word: break;
    }
    return va_arg(arguments.list, i64);
}

u64 unsigned_argument(Arguments& arguments, Length length) {
    switch (length) {
    case Length::byte: return static_cast<u8>(va_arg(arguments.list, u32));
    case Length::half: return static_cast<u16>(va_arg(arguments.list, u32));
    case Length::whole: return va_arg(arguments.list, u32);
    case Length::word: break;
    }
    return va_arg(arguments.list, u64);
}

// The text in a field of its width; `sign`, "-" or "0x" or nothing, stays in front of leading zeros.
void put_field(Output& output, const Conversion& conversion, const char* sign, const char* text,
               usize length) {
    const usize used = strlen(sign) + length;
    const usize padding = conversion.width > used ? conversion.width - used : 0;
    const bool zeros = conversion.zeros && !conversion.left;
    if (!zeros && !conversion.left) output.repeat(' ', padding);
    output.put(sign, strlen(sign));
    if (zeros) output.repeat('0', padding);
    output.put(text, length);
    if (conversion.left) output.repeat(' ', padding);
}

void put_number(Output& output, const Conversion& conversion, const char* sign, u64 value, u64 base,
                const char* digits = "0123456789abcdef") {
    char text[kDigitsMax];
    usize first = kDigitsMax;
    do {
        text[--first] = digits[value % base];
        value /= base;
    } while (value != 0);
    put_field(output, conversion, sign, text + first, kDigitsMax - first);
}

void put_text(Output& output, Conversion conversion, const char* text) {
    if (!text) text = "(null)";
    usize length = 0;
    // The precision comes first: a text that is as long needs no zero byte.
    while (length < conversion.precision && text[length] != '\0') length++;
    conversion.zeros = false;
    put_field(output, conversion, "", text, length);
}

void put_character(Output& output, Conversion conversion, char character) {
    conversion.zeros = false;
    put_field(output, conversion, "", &character, 1);
}

// False if there is no conversion of this letter.
bool put_argument(Output& output, const Conversion& conversion, char letter, Arguments& arguments) {
    switch (letter) {
    case 'd':
    case 'i': {
        const i64 value = signed_argument(arguments, conversion.length);
        const u64 magnitude = value < 0 ? -static_cast<u64>(value) : static_cast<u64>(value);
        put_number(output, conversion, value < 0 ? "-" : "", magnitude, 10);
        return true;
    }
    case 'u':
        put_number(output, conversion, "", unsigned_argument(arguments, conversion.length), 10);
        return true;
    case 'o':
        put_number(output, conversion, "", unsigned_argument(arguments, conversion.length), 8);
        return true;
    case 'x':
        put_number(output, conversion, "", unsigned_argument(arguments, conversion.length), 16);
        return true;
    case 'X': {
        const u64 value = unsigned_argument(arguments, conversion.length);
        put_number(output, conversion, "", value, 16, "0123456789ABCDEF");
        return true;
    }
    case 'p':
        put_number(output, conversion, "0x", unsigned_argument(arguments, Length::word), 16);
        return true;
    case 'c': put_character(output, conversion, static_cast<char>(va_arg(arguments.list, int))); return true;
    case 's': put_text(output, conversion, va_arg(arguments.list, const char*)); return true;
    case '%': output.put('%'); return true;
    default: return false;
    }
}

} // namespace

int format_list(char* to, usize size, const char* text, va_list list) {
    Output output(to, size);
    Arguments arguments;
    va_copy(arguments.list, list);
    while (*text != '\0') {
        if (*text != '%') {
            output.put(*text++);
            continue;
        }
        const char* letter = text + 1;
        const Conversion conversion = read_conversion(letter);
        if (!put_argument(output, conversion, *letter, arguments)) {
            output.put(text, strlen(text)); // nobody knows which arguments belong to the rest
            break;
        }
        text = letter + 1;
    }
    va_end(arguments.list);
    return output.finish();
}

int format(char* to, usize size, const char* text, ...) {
    va_list arguments;
    va_start(arguments, text);
    const int length = format_list(to, size, text, arguments);
    va_end(arguments);
    return length;
}
