// user/libc/strftime.cpp: a date as text.

#include "abi/integers.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

namespace {

constexpr const char* kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                 "Thursday", "Friday", "Saturday"};
constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
constexpr int kShort = 3; // letters of the short form of each

// Some text in a buffer. What does not fit is noticed.
class Writer {
  public:
    Writer(char* text, usize size) : text_(text), size_(size) {}

    void add(const char* text, usize count) {
        full_ = full_ || count >= size_ - length_;
        if (full_) return;
        memcpy(text_ + length_, text, count);
        length_ += count;
    }
    void add(const char* text) { add(text, strlen(text)); }
    void add_number(const char* format, long number) {
        char digits[24];
        snprintf(digits, sizeof digits, format, number);
        add(digits);
    }
    // One of a list, and all of it or its short form; a question mark if there is no such one.
    void add_name(const char* const* names, int count, int which, bool whole) {
        if (which < 0 || which >= count) return add("?");
        add(names[which], whole ? strlen(names[which]) : kShort);
    }

    // The length, or 0 if it was too long.
    usize end() {
        if (full_ || size_ == 0) return 0;
        text_[length_] = '\0';
        return length_;
    }

  private:
    char* text_;
    usize size_; // with the zero byte
    usize length_ = 0;
    bool full_ = false;
};

// The week of the year, the first day of a week being Sunday (0) or Monday (1); days before the first such day are in week 0.
int week_of(const tm& date, int first_day) {
    return (date.tm_yday + 7 - (date.tm_wday - first_day + 7) % 7) / 7;
}

int hour_of_twelve(const tm& date) { return (date.tm_hour + 11) % 12 + 1; }

// What a conversion stands for that is made of others; null if it is none.
const char* expansion_of(char conversion) {
    switch (conversion) {
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'R': return "%H:%M";
    case 'r': return "%I:%M:%S %p";
    case 'T':
    case 'X': return "%H:%M:%S";
    case 'h': return "%b";
    default: return nullptr;
    }
}

// The conversions that are a number. False if it is another.
bool add_number(Writer& writer, char conversion, const tm& date) {
    const long year = date.tm_year + 1900l;
    switch (conversion) {
    case 'C': writer.add_number("%02ld", year / 100); return true;
    case 'd': writer.add_number("%02ld", date.tm_mday); return true;
    case 'e': writer.add_number("%2ld", date.tm_mday); return true;
    case 'H': writer.add_number("%02ld", date.tm_hour); return true;
    case 'I': writer.add_number("%02ld", hour_of_twelve(date)); return true;
    case 'j': writer.add_number("%03ld", date.tm_yday + 1l); return true;
    case 'M': writer.add_number("%02ld", date.tm_min); return true;
    case 'm': writer.add_number("%02ld", date.tm_mon + 1l); return true;
    case 'S': writer.add_number("%02ld", date.tm_sec); return true;
    case 'U': writer.add_number("%02ld", week_of(date, 0)); return true;
    case 'u': writer.add_number("%ld", (date.tm_wday + 6) % 7 + 1l); return true;
    case 'W': writer.add_number("%02ld", week_of(date, 1)); return true;
    case 'w': writer.add_number("%ld", date.tm_wday); return true;
    case 'Y': writer.add_number("%ld", year); return true;
    case 'y': writer.add_number("%02ld", (year % 100 + 100) % 100); return true;
    case 's': {
        tm copy = date;
        writer.add_number("%ld", timegm(&copy));
        return true;
    }
    default: return false;
    }
}

void add_all(Writer& writer, const char* format, const tm& date);

// A conversion that is not known stays as it is.
void add_conversion(Writer& writer, char conversion, const tm& date) {
    if (const char* expansion = expansion_of(conversion)) return add_all(writer, expansion, date);
    if (add_number(writer, conversion, date)) return;
    switch (conversion) {
    case 'A': writer.add_name(kDays, 7, date.tm_wday, true); break;
    case 'a': writer.add_name(kDays, 7, date.tm_wday, false); break;
    case 'B': writer.add_name(kMonths, 12, date.tm_mon, true); break;
    case 'b': writer.add_name(kMonths, 12, date.tm_mon, false); break;
    case 'n': writer.add("\n"); break;
    case 'p': writer.add(date.tm_hour < 12 ? "AM" : "PM"); break;
    case 't': writer.add("\t"); break;
    case 'Z': writer.add("UTC"); break;
    case 'z': writer.add("+0000"); break;
    case '%': writer.add("%"); break;
    default:
        writer.add("%");
        writer.add(&conversion, 1);
        break;
    }
}

void add_all(Writer& writer, const char* format, const tm& date) {
    for (; *format; ++format) {
        if (*format == '%' && format[1])
            add_conversion(writer, *++format, date);
        else
            writer.add(format, 1);
    }
}

} // namespace

extern "C" size_t strftime(char* text, size_t size, const char* format, const tm* date) {
    Writer writer(text, size);
    add_all(writer, format, *date);
    return writer.end();
}
