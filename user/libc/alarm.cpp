// user/libc/alarm.cpp: SIGALRM when a time has passed: <sys/time.h> and alarm.

#include "answer.h"
#include <errno.h>
#include <sys/time.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr u64 kPerSecond = 1'000'000'000; // nanoseconds
constexpr u64 kPerMicrosecond = 1000;
constexpr suseconds_t kMicroseconds = 1'000'000; // per second

bool is_time(const timeval& time) {
    return time.tv_sec >= 0 && time.tv_usec >= 0 && time.tv_usec < kMicroseconds;
}

u64 nanoseconds_of(const timeval& time) {
    return static_cast<u64>(time.tv_sec) * kPerSecond + static_cast<u64>(time.tv_usec) * kPerMicrosecond;
}

// Rounded up: what is still to come is not 0.
timeval timeval_of(u64 nanoseconds) {
    const u64 microseconds = (nanoseconds + kPerMicrosecond - 1) / kPerMicrosecond;
    return {static_cast<time_t>(microseconds / kMicroseconds),
            static_cast<suseconds_t>(microseconds % kMicroseconds)};
}

int fail(int error) {
    errno = error;
    return -1;
}

} // namespace

extern "C" {

int setitimer(int which, const itimerval* timer, itimerval* before) {
    if (which != ITIMER_REAL || !is_time(timer->it_value) || !is_time(timer->it_interval))
        return fail(EINVAL);
    const AlarmTimer wanted = {nanoseconds_of(timer->it_value), nanoseconds_of(timer->it_interval)};
    AlarmTimer old = {};
    if (libc::answer(sys::alarm_timer.raw(&wanted, &old)) < 0) return -1;
    if (before) *before = {timeval_of(old.interval), timeval_of(old.left)};
    return 0;
}

int getitimer(int which, itimerval* timer) {
    if (which != ITIMER_REAL) return fail(EINVAL);
    AlarmTimer now = {};
    if (libc::answer(sys::alarm_timer.raw(nullptr, &now)) < 0) return -1;
    *timer = {timeval_of(now.interval), timeval_of(now.left)};
    return 0;
}

// Part of a second that is left is told as a whole one.
unsigned int alarm(unsigned int seconds) {
    const AlarmTimer wanted = {seconds * kPerSecond, 0};
    AlarmTimer old = {};
    (void)sys::alarm_timer.raw(&wanted, &old);
    return static_cast<unsigned>((old.left + kPerSecond - 1) / kPerSecond);
}

} // extern "C"
