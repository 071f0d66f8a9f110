/* user/libc/include/time.h: the clock, and sleeping by it. The machine has no clock that knows the date. */
#pragma once

#include "abi/processes.h"
#include <sys/types.h>

struct timespec {
    time_t tv_sec;
    long tv_nsec;
};

#ifdef __cplusplus
extern "C" {
#endif

int clock_gettime(clockid_t clock, struct timespec* now);
int nanosleep(const struct timespec* duration, struct timespec* left); /* left: what a signal left of it */

#ifdef __cplusplus
}
#endif
