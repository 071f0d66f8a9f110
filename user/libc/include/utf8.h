/* user/libc/include/utf8.h: a character of UTF-8 text, as RFC 3629 has it and in no other form. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct utf8_character {
    uint32_t code;  /* its number in Unicode */
    uint32_t bytes; /* from 1 to 4, or 0: what stands there is none */
    int cut_short;  /* it is none, but is one's beginning: what comes behind the text could end it */
};

/* How many bytes a character has that begins with this one; 0 if none does. 0xc0 and 0xc1 would begin forms that are longer
 * than need be, and what is behind 0xf4 would be beyond U+10FFFF, where Unicode ends. */
static inline uint32_t utf8_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Whether a byte may stand at this place, from 1, of a character. Behind some first bytes the second one has less to choose
 * from: the rest would be longer than need be (0xe0, 0xf0), a surrogate (0xed), or beyond U+10FFFF (0xf4). */
static inline int utf8_goes_on(unsigned char first, uint32_t place, unsigned char byte) {
    unsigned char lowest = 0x80, highest = 0xbf;
    if (place == 1 && first == 0xe0) lowest = 0xa0;
    if (place == 1 && first == 0xf0) lowest = 0x90;
    if (place == 1 && first == 0xed) highest = 0x9f;
    if (place == 1 && first == 0xf4) highest = 0x8f;
    return lowest <= byte && byte <= highest;
}

/* The first character of a text of at least one byte. */
static inline struct utf8_character utf8_first(const char* text, size_t size) {
    const unsigned char first = (unsigned char)text[0];
    struct utf8_character character = {first, utf8_length(first), 0};
    if (character.bytes > 1) character.code = first & (0x7fu >> character.bytes);
    for (uint32_t place = 1; place < character.bytes; place++) {
        const int at_end = place == size;
        if (at_end || !utf8_goes_on(first, place, (unsigned char)text[place])) {
            character.bytes = 0;
            character.cut_short = at_end;
            break;
        }
        character.code = character.code << 6 | ((unsigned char)text[place] & 0x3fu);
    }
    return character;
}
