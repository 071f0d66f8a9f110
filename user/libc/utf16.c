/* user/libc/utf16.c: text from UTF-8 to UTF-16 and back. In C, as it is also compiled for Windows (make levels). */
#include <utf16.h>
#include <utf8.h>

static const uint32_t kFirstOfTwoUnits = 0x10000;
static const uint16_t kHighSurrogate =
    0xd800; /* 0xd800 to 0xdbff: the upper ten bits of what is beyond U+FFFF */
static const uint16_t kLowSurrogate = 0xdc00; /* 0xdc00 to 0xdfff: the lower ten */

static int is_high_surrogate(uint16_t unit) { return (unit & 0xfc00) == kHighSurrogate; }
static int is_low_surrogate(uint16_t unit) { return (unit & 0xfc00) == kLowSurrogate; }

static size_t units_of(uint32_t code) { return code < kFirstOfTwoUnits ? 1 : 2; }
static size_t bytes_of(uint32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

static void put_units(uint16_t* to, uint32_t code) {
    if (units_of(code) == 1) {
        to[0] = (uint16_t)code;
        return;
    }
    const uint32_t beyond = code - kFirstOfTwoUnits;
    to[0] = (uint16_t)(kHighSurrogate | beyond >> 10);
    to[1] = (uint16_t)(kLowSurrogate | (beyond & 0x3ff));
}

static void put_bytes(char* to, uint32_t code) {
    static const unsigned char first_of[] = {0, 0, 0xc0, 0xe0, 0xf0}; /* by the number of bytes */
    const size_t bytes = bytes_of(code);
    for (size_t place = bytes - 1; place > 0; place--, code >>= 6) to[place] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(first_of[bytes] | code);
}

struct text_converted utf8_to_utf16(const char* text, size_t bytes, uint16_t* made, size_t room) {
    struct text_converted done = {0, 0, TEXT_WHOLE};
    while (done.taken < bytes) {
        const struct utf8_character next = utf8_first(text + done.taken, bytes - done.taken);
        done.end = next.bytes == 0                          ? next.cut_short ? TEXT_CUT_SHORT : TEXT_WRONG
                   : room - done.made < units_of(next.code) ? TEXT_NO_ROOM
                                                            : TEXT_WHOLE;
        if (done.end != TEXT_WHOLE) break;
        put_units(made + done.made, next.code);
        done.made += units_of(next.code);
        done.taken += next.bytes;
    }
    return done;
}

/* The first character of a text of at least one unit. What is none ends the text: TEXT_WHOLE if it is one. */
static enum text_end first_of_units(const uint16_t* text, size_t units, uint32_t* code) {
    *code = text[0];
    if (is_low_surrogate(text[0])) return TEXT_WRONG;
    if (!is_high_surrogate(text[0])) return TEXT_WHOLE;
    if (units == 1) return TEXT_CUT_SHORT;
    if (!is_low_surrogate(text[1])) return TEXT_WRONG;
    *code = kFirstOfTwoUnits + ((text[0] & 0x3ffu) << 10 | (text[1] & 0x3ffu));
    return TEXT_WHOLE;
}

struct text_converted utf16_to_utf8(const uint16_t* text, size_t units, char* made, size_t room) {
    struct text_converted done = {0, 0, TEXT_WHOLE};
    while (done.taken < units) {
        uint32_t code;
        done.end = first_of_units(text + done.taken, units - done.taken, &code);
        if (done.end == TEXT_WHOLE && room - done.made < bytes_of(code)) done.end = TEXT_NO_ROOM;
        if (done.end != TEXT_WHOLE) break;
        put_bytes(made + done.made, code);
        done.made += bytes_of(code);
        done.taken += units_of(code);
    }
    return done;
}
