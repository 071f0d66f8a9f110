/* user/libc/include/utf16.h: text from UTF-8 to UTF-16, which Windows has, and back.
 *
 * UTF-16 has units of 16 bits: one for a character up to U+FFFF, and two for one beyond it, a high surrogate and a low one.
 * Nothing wrong is let through or put right. Wrong is, in UTF-8, what <utf8.h> says; in UTF-16, one surrogate without the
 * other. The number 0 is a character like any other: how long a text is, the caller says. A conversion ends before the
 * first character that cannot be converted, never within one, and tells why; what it has made till then is good.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum text_end {
    TEXT_WHOLE,     /* all of it was converted */
    TEXT_CUT_SHORT, /* the end of its last character is missing */
    TEXT_WRONG,     /* what comes next is no character */
    TEXT_NO_ROOM    /* what comes next does not fit into what is left */
};

struct text_converted {
    size_t taken; /* of the text, in bytes or units */
    size_t made;  /* in units or bytes */
    enum text_end end;
};

struct text_converted utf8_to_utf16(const char* text, size_t bytes, uint16_t* made, size_t room);
struct text_converted utf16_to_utf8(const uint16_t* text, size_t units, char* made, size_t room);

#ifdef __cplusplus
}
#endif
