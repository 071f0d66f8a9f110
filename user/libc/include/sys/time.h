/* user/libc/include/sys/time.h: times in seconds and microseconds, as older programs have them. */
#pragma once

#include <sys/types.h>

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

#ifdef __cplusplus
extern "C" {
#endif

int gettimeofday(struct timeval* now, void* zone); /* there are no time zones: zone is not looked at */
int utimes(const char* path, const struct timeval times[2]); /* of access and of modification; NULL: now */

#ifdef __cplusplus
}
#endif
