/* user/libc/include/sys/time.h: times in seconds and microseconds, as older programs have them. */
#pragma once

#include <sys/types.h>

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

/* SIGALRM comes when the time in it_value has passed, and then in intervals. */
struct itimerval {
    struct timeval it_interval;
    struct timeval it_value; /* until the next one; 0: none comes */
};
#define ITIMER_REAL 0

#ifdef __cplusplus
extern "C" {
#endif

int gettimeofday(struct timeval* now, void* zone); /* there are no time zones: zone is not looked at */
int utimes(const char* path, const struct timeval times[2]); /* of access and of modification; NULL: now */
int setitimer(int which, const struct itimerval* timer, struct itimerval* before);
int getitimer(int which, struct itimerval* timer);

#ifdef __cplusplus
}
#endif
