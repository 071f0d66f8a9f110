// user/bin/date.cpp: what day it is, and what time; or of another time, the same.
#include "dates.h"

namespace {

constexpr const char* kUsage = "date [-u] [-d @seconds|date] [+format]";
constexpr size_t kLongest = 4096; // bytes of what is printed

} // namespace

// There are no time zones, so that -u, for UTC, changes nothing.
int main(int count, char** arguments) {
    const char* given = "now";
    int option;
    while ((option = getopt(count, arguments, "ud:")) != -1) {
        if (option == 'd')
            given = optarg;
        else if (option != 'u')
            return usage(kUsage);
    }
    const char* format = "+%a %b %e %H:%M:%S %Z %Y";
    if (optind < count) format = arguments[optind++];
    if (optind < count || *format != '+') return usage(kUsage);

    time_t time;
    tm date;
    if (!dates::parse_time(given, time) || !gmtime_r(&time, &date)) {
        fprintf(stderr, "date: %s: neither @seconds nor a date such as 2026-12-31 23:59:59\n", given);
        return 1;
    }
    char text[kLongest] = "";
    if (strftime(text, sizeof text, format + 1, &date) == 0 && format[1]) {
        fprintf(stderr, "date: the format makes more than %zu bytes\n", sizeof text);
        return 1;
    }
    puts(text);
    return finish("date", 0);
}
