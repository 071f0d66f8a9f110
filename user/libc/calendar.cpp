// user/libc/calendar.cpp: from seconds since 1970 to the date in the Gregorian calendar, and back.

#include "abi/integers.h"
#include <errno.h>
#include <time.h>

namespace {

constexpr i64 kSecondsPerDay = 24 * 60 * 60;
constexpr i64 kDaysPerEra = 146'097;         // of 400 years, after which the calendar repeats itself
constexpr i64 kDaysToMarchOfYear0 = 719'468; // from 0000-03-01 to 1970-01-01
constexpr i64 kThursday = 4;                 // what 1970-01-01 was

// Rounded down, where C rounds towards 0.
constexpr i64 floor_divide(i64 value, i64 by) { return value / by - (value % by < 0 ? 1 : 0); }

struct Date {
    i64 year;
    i64 month; // from 0, which is January
    i64 day;   // from 1
};

// Days since 1970. A year is taken to begin in March, so that a leap day is its last, and months before it have no part
// in it: 153 days for every five of them, from March on.
constexpr i64 days_until(const Date& date) {
    const i64 year = date.month < 2 ? date.year - 1 : date.year;
    const i64 months_since_march = (date.month + 10) % 12;
    const i64 era = floor_divide(year, 400);
    const i64 year_of_era = year - era * 400;
    const i64 day_of_year = (153 * months_since_march + 2) / 5 + date.day - 1;
    const i64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * kDaysPerEra + day_of_era - kDaysToMarchOfYear0;
}

// The opposite.
constexpr Date date_after(i64 days) {
    days += kDaysToMarchOfYear0;
    const i64 era = floor_divide(days, kDaysPerEra);
    const i64 day_of_era = days - era * kDaysPerEra;
    // Without the leap days before it, which come every 1461 days, not every 36525, and at the very end of the era.
    const i64 year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (kDaysPerEra - 1)) / 365;
    const i64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const i64 months_since_march = (5 * day_of_year + 2) / 153;
    const i64 month = (months_since_march + 2) % 12;
    const i64 year = year_of_era + era * 400 + (month < 2 ? 1 : 0);
    return {year, month, day_of_year - (153 * months_since_march + 2) / 5 + 1};
}

static_assert(days_until({1970, 0, 1}) == 0 && days_until({2000, 1, 29}) == 11'016);
static_assert(date_after(11'016).month == 1 && date_after(11'016).day == 29);

tm kept; // what gmtime answers

} // namespace

extern "C" {

tm* gmtime_r(const time_t* time, tm* date) {
    const i64 days = floor_divide(*time, kSecondsPerDay);
    const i64 seconds = (*time % kSecondsPerDay + kSecondsPerDay) % kSecondsPerDay;
    const Date found = date_after(days);
    if (__builtin_sub_overflow(found.year, 1900, &date->tm_year)) {
        errno = EOVERFLOW;
        return nullptr;
    }
    date->tm_sec = static_cast<int>(seconds % 60);
    date->tm_min = static_cast<int>(seconds / 60 % 60);
    date->tm_hour = static_cast<int>(seconds / 3600);
    date->tm_mday = static_cast<int>(found.day);
    date->tm_mon = static_cast<int>(found.month);
    date->tm_wday = static_cast<int>(days + kThursday - floor_divide(days + kThursday, 7) * 7);
    date->tm_yday = static_cast<int>(days - days_until({found.year, 0, 1}));
    date->tm_isdst = 0;
    return date;
}

tm* gmtime(const time_t* time) { return gmtime_r(time, &kept); }
tm* localtime_r(const time_t* time, tm* date) { return gmtime_r(time, date); }
tm* localtime(const time_t* time) { return gmtime(time); }

time_t timegm(tm* date) {
    const i64 years = i64{date->tm_year} + 1900 + floor_divide(date->tm_mon, 12);
    const i64 month = date->tm_mon - floor_divide(date->tm_mon, 12) * 12;
    const i64 days = days_until({years, month, 1}) + date->tm_mday - 1;
    const time_t time =
        days * kSecondsPerDay + i64{date->tm_hour} * 3600 + i64{date->tm_min} * 60 + date->tm_sec;
    return gmtime_r(&time, date) ? time : -1;
}

time_t mktime(tm* date) { return timegm(date); }

} // extern "C"
