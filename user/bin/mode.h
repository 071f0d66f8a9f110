// user/bin/mode.h: permissions as chmod and mkdir are told them: 644, or u=rw,go+r.
#pragma once

#include "abi/integers.h"

#include <string.h>
#include <sys/stat.h>

namespace mode {

constexpr mode_t kAll = 07777;

// Whose permissions: the bits of owner, group and others, and those that are not somebody's.
inline mode_t whose(char letter) {
    switch (letter) {
    case 'u': return S_ISUID | S_IRWXU;
    case 'g': return S_ISGID | S_IRWXG;
    case 'o': return S_IRWXO;
    case 'a': return kAll;
    default: return 0;
    }
}

// What may be done, for everybody; those of one of them, for everybody, if the letter is u, g or o.
inline bool rights(char letter, mode_t now, bool directory, mode_t& bits) {
    switch (letter) {
    case 'r': bits = 0444; return true;
    case 'w': bits = 0222; return true;
    case 'x': bits = 0111; return true;
    case 'X': bits = directory || now & 0111 ? 0111 : 0; return true; // where it makes sense
    case 's': bits = S_ISUID | S_ISGID; return true;
    case 't': bits = S_ISVTX; return true;
    case 'u': bits = (now >> 6 & 7) * 0111; return true;
    case 'g': bits = (now >> 3 & 7) * 0111; return true;
    case 'o': bits = (now & 7) * 0111; return true;
    default: return false;
    }
}

// One clause, such as go+r-w; text moves behind it. False if it is none.
inline bool apply_clause(const char*& text, mode_t mask, bool directory, mode_t& now) {
    mode_t who = 0;
    for (; whose(*text); ++text) who |= whose(*text);
    mode_t kept = who ? 0 : mask; // who names nobody leaves alone what new files do not get
    if (!who) who = kAll;
    if (!*text || !strchr("+-=", *text)) return false;
    while (*text && strchr("+-=", *text)) {
        char action = *text++;
        mode_t bits = 0;
        for (mode_t more; rights(*text, now, directory, more); ++text) bits |= more;
        bits &= who & ~kept;
        if (action == '=') now &= ~(who & ~kept);
        now = action == '-' ? now & ~bits : now | bits;
    }
    return true;
}

// What becomes of the permissions `now`. False if text is no mode.
inline bool change(const char* text, mode_t mask, bool directory, mode_t& now) {
    if (*text >= '0' && *text <= '7') {
        mode_t number = 0;
        for (; *text >= '0' && *text <= '7' && number <= kAll; ++text)
            number = number * 8 + static_cast<mode_t>(*text - '0');
        if (*text || number > kAll) return false;
        now = number;
        return true;
    }
    now &= kAll;
    while (apply_clause(text, mask, directory, now)) {
        if (!*text) return true;
        if (*text++ != ',') return false;
    }
    return false;
}

} // namespace mode
