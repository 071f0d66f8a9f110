// user/bin/sleep.cpp: does nothing for some seconds.
#include "tool.h"

#include <ctype.h>
#include <time.h>

namespace {

constexpr long kLongest = 1000000000; // seconds: about 30 years

// Seconds, with a fraction if they like.
bool parse(const char* text, timespec& duration) {
    duration = {};
    if (!*text || strcmp(text, ".") == 0) return false;
    for (; isdigit(static_cast<unsigned char>(*text)); ++text) {
        if (duration.tv_sec < kLongest) duration.tv_sec = duration.tv_sec * 10 + (*text - '0');
    }
    if (duration.tv_sec > kLongest) duration.tv_sec = kLongest;
    if (*text == '.') {
        long unit = 100000000; // nanoseconds of the digit
        for (++text; isdigit(static_cast<unsigned char>(*text)); ++text) {
            duration.tv_nsec += (*text - '0') * unit;
            unit /= 10;
        }
    }
    return !*text;
}

} // namespace

int main(int count, char** arguments) {
    timespec duration;
    if (count != 2 || !parse(arguments[1], duration)) return usage("sleep seconds");
    return nanosleep(&duration, nullptr) < 0 ? complain("sleep", arguments[1]) : 0;
}
