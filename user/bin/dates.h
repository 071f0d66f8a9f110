// user/bin/dates.h: times as people write them for touch and date, and as ls, stat and find show them.
#pragma once

#include "tool.h"

#include <time.h>

namespace dates {

// So many digits, all of them; text moves behind them.
inline bool take_number(const char*& text, int digits, int& number) {
    number = 0;
    for (; digits > 0; --digits, ++text) {
        if (*text < '0' || *text > '9') return false;
        number = number * 10 + (*text - '0');
    }
    return true;
}

inline bool take(const char*& text, char character) {
    if (*text != character) return false;
    ++text;
    return true;
}

// 2026-12-31, 2026-12-31 23:59 or 2026-12-31 23:59:58, in UTC.
inline bool parse_date(const char* text, time_t& time) {
    tm date = {};
    if (!take_number(text, 4, date.tm_year) || !take(text, '-') || !take_number(text, 2, date.tm_mon) ||
        !take(text, '-') || !take_number(text, 2, date.tm_mday))
        return false;
    if (take(text, ' ') || take(text, 'T')) {
        if (!take_number(text, 2, date.tm_hour) || !take(text, ':') || !take_number(text, 2, date.tm_min))
            return false;
        if (take(text, ':') && !take_number(text, 2, date.tm_sec)) return false;
    }
    date.tm_year -= 1900;
    date.tm_mon -= 1;
    tm normal = date; // a date that is none becomes another one
    time = timegm(&normal);
    return !*text && normal.tm_mon == date.tm_mon && normal.tm_mday == date.tm_mday &&
           normal.tm_hour == date.tm_hour && normal.tm_min == date.tm_min && normal.tm_sec == date.tm_sec;
}

// @seconds since 1970, now, or a date. False for anything else.
inline bool parse_time(const char* text, time_t& time) {
    if (strcmp(text, "now") == 0) {
        ::time(&time);
        return true;
    }
    if (*text != '@') return parse_date(text, time);
    char* rest;
    errno = 0;
    time = strtol(text + 1, &rest, 10);
    return rest != text + 1 && !*rest && !errno;
}

// A time as text, by strftime; its seconds as a number if there is no such year.
struct Text {
    char text[64];

    Text(const char* format, time_t time) {
        tm date;
        if (!gmtime_r(&time, &date) || strftime(text, sizeof text, format, &date) == 0)
            snprintf(text, sizeof text, "@%ld", time);
    }
};

} // namespace dates
