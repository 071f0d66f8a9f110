// user/bin/unicode.h: the characters of UTF-8 text, and how many columns of a terminal each takes.
#pragma once

#include "abi/integers.h"
#include <utf8.h>

namespace unicode {

constexpr u32 kInvalid =
    0x110000; // a byte b that is part of no character counts as the character kInvalid + b

struct Character {
    u32 code;
    u32 bytes; // in UTF-8, at least 1
};

inline bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// The first character of text, which has at least one byte. Overlong forms, surrogates and numbers above U+10FFFF are
// no characters (RFC 3629).
inline Character decode(const char* text, usize size) {
    const utf8_character found = utf8_first(text, size);
    if (found.bytes == 0) return {kInvalid + static_cast<unsigned char>(text[0]), 1};
    return {found.code, found.bytes};
}

struct Range {
    u32 first;
    u32 last;
};

// Marks that are drawn over the character before them, and characters that only direct how others are drawn.
constexpr Range kZeroWidth[] = {
    {0x0300, 0x036f},   {0x0483, 0x0489},   {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
    {0x05c4, 0x05c5},   {0x0610, 0x061a},   {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc},
    {0x0900, 0x0902},   {0x093c, 0x093c},   {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a},   {0x0e47, 0x0e4e},   {0x1160, 0x11ff}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200b, 0x200f},   {0x202a, 0x202e},   {0x2060, 0x2064}, {0x20d0, 0x20ff}, {0x302a, 0x302d},
    {0x3099, 0x309a},   {0xfe00, 0xfe0f},   {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0x1f3fb, 0x1f3ff},
    {0xe0001, 0xe007f}, {0xe0100, 0xe01ef},
};

// Characters of two columns: those that Unicode's East Asian Width calls Wide or Fullwidth, neighbours joined.
constexpr Range kWide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
    {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
    {0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
    {0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
    {0x2e80, 0x303e},   {0x3041, 0x3247},   {0x3250, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf},
    {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c},
    {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4},
    {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e},
    {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f},
    {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6df}, {0x1f6eb, 0x1f6ec},
    {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945},
    {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

template <usize count> constexpr bool among(const Range (&ranges)[count], u32 code) {
    usize low = 0, high = count;
    while (low < high) {
        usize middle = (low + high) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && code >= ranges[low].first;
}

// In columns of a terminal. A control character or an invalid byte has one, for whatever is shown in its place.
constexpr u32 width(u32 code) {
    if (code < 0x300) return 1;
    if (among(kZeroWidth, code)) return 0;
    return among(kWide, code) ? 2 : 1;
}

inline u32 width(const char* text, usize size) {
    u32 columns = 0;
    for (usize i = 0; i < size;) {
        Character character = decode(text + i, size - i);
        columns += width(character.code);
        i += character.bytes;
    }
    return columns;
}

// Characters are counted with the marks that are drawn over them. Whether one starts at a place, or the text ends there:
inline bool starts_character(const char* text, usize size, usize place) {
    return place == 0 || place == size || width(decode(text + place, size - place).code) != 0;
}

// Where the one at a place ends.
inline usize end_of_character(const char* text, usize size, usize place) {
    if (place == size) return place;
    do place += decode(text + place, size - place).bytes;
    while (!starts_character(text, size, place));
    return place;
}

// Where the one before a place starts, if any does.
inline usize start_of_character(const char* text, usize size, usize place) {
    constexpr usize kLongest = 4; // bytes of a character in UTF-8
    while (place > 0) {
        usize end = place--;
        while (place > 0 && end - place < kLongest && continues(text[place])) --place;
        // Bytes that are no character stand each for itself.
        if (decode(text + place, end - place).bytes != end - place) place = end - 1;
        if (starts_character(text, size, place)) break;
    }
    return place;
}

} // namespace unicode
