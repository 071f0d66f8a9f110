// device/utf8.cpp: taking UTF-8 apart, by the rules of RFC 3629.
#include "device/utf8.h"

namespace {

bool is_continuation(u8 byte) { return (byte & 0xc0) == 0x80; }

// The smallest number that needs so many bytes: a longer form of a smaller one is forbidden.
constexpr u32 kSmallest[] = {0, 0, 0x80, 0x800, 0x1'0000};
constexpr u32 kLargest = 0x10'ffff;

bool is_allowed(const Utf8Character& character) {
    const bool surrogate = character.code >= 0xd800 && character.code < 0xe000; // half of a UTF-16 pair
    return character.code >= kSmallest[character.length] && character.code <= kLargest && !surrogate;
}

} // namespace

Utf8Assembler::Step Utf8Assembler::add(u8 byte) {
    return missing_ > 0 && is_continuation(byte) ? go_on(byte) : begin(byte);
}

Utf8Assembler::Step Utf8Assembler::begin(u8 byte) {
    missing_ = 0;
    character_ = {byte, 1, {static_cast<char>(byte)}};
    if (byte < 0x80) return Step::finished;
    if (byte >= 0xc0 && byte < 0xe0)
        missing_ = 1;
    else if (byte >= 0xe0 && byte < 0xf0)
        missing_ = 2;
    else if (byte >= 0xf0 && byte < 0xf8)
        missing_ = 3;
    else
        return Step::broken;
    character_.code = byte & (0x3f >> missing_);
    return Step::unfinished;
}

Utf8Assembler::Step Utf8Assembler::go_on(u8 byte) {
    character_.bytes[character_.length++] = static_cast<char>(byte);
    character_.code = character_.code << 6 | (byte & 0x3f);
    if (--missing_ > 0) return Step::unfinished;
    return is_allowed(character_) ? Step::finished : Step::broken;
}

Utf8Character last_character(const char* text, usize length) {
    usize start = length - 1;
    while (start > 0 && is_continuation(static_cast<u8>(text[start]))) start--;
    Utf8Assembler assembler;
    for (usize i = start; i < length; i++)
        (void)assembler.add(static_cast<u8>(text[i])); // the last step finishes
    return assembler.character();
}
