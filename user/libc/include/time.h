/* user/libc/include/time.h: clocks, sleeping by them, and dates. All times are UTC: there are no time zones. */
#pragma once

#include "abi/processes.h"
#include <stddef.h>
#include <sys/types.h>

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};

/* A time as a calendar has it. */
struct tm {
    int tm_sec;   /* 0 to 59 */
    int tm_min;   /* 0 to 59 */
    int tm_hour;  /* 0 to 23 */
    int tm_mday;  /* day of the month, from 1 */
    int tm_mon;   /* months since January */
    int tm_year;  /* years since 1900 */
    int tm_wday;  /* days since Sunday */
    int tm_yday;  /* days since 1 January */
    int tm_isdst; /* always 0 */
};

#ifdef __cplusplus
extern "C" {
#endif

time_t time(time_t* now); /* seconds since 1970; also stored, unless now is NULL */
int clock_gettime(clockid_t clock, struct timespec* now);
int nanosleep(const struct timespec* duration, struct timespec* left); /* left: what a signal left of it */

/* From seconds to a calendar; NULL with EOVERFLOW if tm_year cannot tell the year. Without _r the answer is valid until
 * the next call. */
struct tm* gmtime_r(const time_t* __restrict time, struct tm* __restrict date);
struct tm* gmtime(const time_t* time);
struct tm* localtime_r(const time_t* __restrict time, struct tm* __restrict date);
struct tm* localtime(const time_t* time);

/* And back. Fields may be out of range: the 32nd of January is the first of February, and date is set right. */
time_t timegm(struct tm* date);
time_t mktime(struct tm* date);

/* As text: the number of bytes without the zero byte, or 0 if there is no room. */
size_t strftime(char* __restrict text, size_t size, const char* __restrict format,
                const struct tm* __restrict date) __attribute__((format(strftime, 3, 0)));

#ifdef __cplusplus
}
#endif
