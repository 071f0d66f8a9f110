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

/* What fstat and newfstatat answer. */
struct LinuxStat {
    uint64_t st_dev;
    uint64_t st_ino;
    uint32_t st_mode;
    uint32_t st_nlink;
    uint32_t st_uid;
    uint32_t st_gid;
    uint64_t st_rdev;
    uint64_t st_reserved;
    int64_t st_size;
    int32_t st_blksize;
    int32_t st_reserved_too;
    int64_t st_blocks;
    int64_t st_atime_sec;
    int64_t st_atime_nsec;
    int64_t st_mtime_sec;
    int64_t st_mtime_nsec;
    int64_t st_ctime_sec;
    int64_t st_ctime_nsec;
    uint32_t st_unused[2];
};

/* What a process does about a signal. */
struct LinuxAction {
    uint64_t handler; /* as in struct SignalAction */
    uint64_t flags;
    uint64_t mask;
};

/* What a process has used. */
struct LinuxUsage {
    int64_t ru_utime_sec; /* in the program, */
    int64_t ru_utime_usec;
    int64_t ru_stime_sec; /* and in the kernel */
    int64_t ru_stime_usec;
    int64_t ru_rest[14]; /* not counted here */
};

/* What uname answers. */
struct LinuxName {
    char sysname[65];
    char nodename[65];
    char release[65];
    char version[65];
    char machine[65];
    char domainname[65];
};
