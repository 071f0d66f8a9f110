/* abi/linux.h: the structures that programs for Linux share with the kernel, where they are not ours. Plain C. */
#pragma once

#include <stdint.h>

/* A time, or how long something takes. */
struct LinuxTime {
    int64_t tv_sec;
    int64_t tv_nsec;
};

/* The same, as older calls have it. */
struct LinuxTimeOfDay {
    int64_t tv_sec;
    int64_t tv_usec;
};

/* One piece of what readv and writev move. */
struct LinuxVector {
    uint64_t iov_base;
    uint64_t iov_len; /* bytes */
};
enum { LINUX_VECTORS_MAX = 1024 };

/* How much of something a process may have. */
struct LinuxLimit {
    uint64_t rlim_cur;
    uint64_t rlim_max;
};
#define LINUX_UNLIMITED UINT64_MAX

/* What uname answers. */
struct LinuxName {
    char sysname[65];
    char nodename[65];
    char release[65];
    char version[65];
    char machine[65];
    char domainname[65];
};
