// user/bin/sizes.h: sizes in bytes as people write them, 64K or 3M, and as they like to read them.
#pragma once

#include "abi/integers.h"
#include "tool.h"

// Digits, and one letter if they like: b (512), k or K, M, G. False for anything else, and for more than a file can have.
inline bool parse_size(const char* text, i64& bytes) {
    char* rest;
    errno = 0;
    if (*text < '0' || *text > '9') return false;
    i64 number = strtol(text, &rest, 10);
    if (errno) return false;
    i64 unit = 1;
    switch (*rest) {
    case 0: bytes = number; return true;
    case 'b': unit = 512; break;
    case 'k':
    case 'K': unit = 1 << 10; break;
    case 'M': unit = 1 << 20; break;
    case 'G': unit = 1 << 30; break;
    default: return false;
    }
    return !rest[1] && !__builtin_mul_overflow(number, unit, &bytes);
}

// 999, 1.0K, 23M: rounded up, so that nothing seems smaller than it is.
struct HumanSize {
    char text[12];

    explicit HumanSize(u64 bytes) {
        u64 tenths = bytes * 10; // no disk here has 2^60 bytes
        const char* unit = "BKMGTP";
        for (; tenths >= 10240 && unit[1]; ++unit) tenths = (tenths + 1023) / 1024;
        if (*unit == 'B')
            snprintf(text, sizeof text, "%lu", bytes);
        else if (tenths < 100)
            snprintf(text, sizeof text, "%lu.%lu%c", tenths / 10, tenths % 10, *unit);
        else
            snprintf(text, sizeof text, "%lu%c", (tenths + 9) / 10, *unit);
    }
};
