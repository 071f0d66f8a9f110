/* abi/linux.h: the structures that programs for Linux share with the kernel, where they are not ours. Plain C. */
#pragma once

#include "abi/enum.h"
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

/* When a timer of a process is over, and how often. */
struct LinuxTimer {
    struct LinuxTimeOfDay it_interval;
    struct LinuxTimeOfDay it_value; /* until the next time */
};

/* One piece of what readv and writev move. */
struct LinuxVector {
    uint64_t iov_base;
    uint64_t iov_len; /* bytes */
};
enum { LINUX_VECTORS_MAX = 1024 };

/* What sendmsg and recvmsg move: the pieces of a message, and what is told of it. */
struct LinuxMessage {
    uint64_t msg_name; /* whom it goes to, or where it is to be written whom it comes from */
    uint32_t msg_namelen;
    uint64_t msg_iov;
    uint64_t msg_iovlen; /* pieces */
    uint64_t msg_control;
    uint64_t msg_controllen; /* bytes, of what goes with it that is no data */
    int32_t msg_flags;
};

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

/* What statx answers. */
struct LinuxStatxTime {
    int64_t tv_sec;
    uint32_t tv_nsec;
    int32_t reserved;
};
struct LinuxStatx {
    uint32_t stx_mask; /* which of the others are told */
    uint32_t stx_blksize;
    uint64_t stx_attributes;
    uint32_t stx_nlink;
    uint32_t stx_uid;
    uint32_t stx_gid;
    uint16_t stx_mode;
    uint16_t reserved;
    uint64_t stx_ino;
    uint64_t stx_size;
    uint64_t stx_blocks;
    uint64_t stx_attributes_mask;
    struct LinuxStatxTime stx_atime;
    struct LinuxStatxTime stx_btime;
    struct LinuxStatxTime stx_ctime;
    struct LinuxStatxTime stx_mtime;
    uint32_t stx_rdev_major;
    uint32_t stx_rdev_minor;
    uint32_t stx_dev_major;
    uint32_t stx_dev_minor;
    uint64_t stx_rest[14];
};

/* What fcntl is asked about locks. */
struct LinuxLock {
    int16_t l_type;
    int16_t l_whence;
    int64_t l_start;
    int64_t l_len;
    int32_t l_pid;
};

/* What statfs and fstatfs answer. */
struct LinuxFileSystem {
    uint64_t f_type;
    uint64_t f_bsize;
    uint64_t f_blocks;
    uint64_t f_bfree;
    uint64_t f_bavail;
    uint64_t f_files;
    uint64_t f_ffree;
    uint64_t f_fsid;
    uint64_t f_namelen;
    uint64_t f_frsize;
    uint64_t f_flags;
    uint64_t f_rest[4];
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

/* What sysinfo answers. */
struct LinuxSystem {
    int64_t uptime;    /* seconds */
    uint64_t loads[3]; /* nobody counts them: 0 */
    uint64_t totalram; /* in units of mem_unit */
    uint64_t freeram;
    uint64_t sharedram;
    uint64_t bufferram;
    uint64_t totalswap;
    uint64_t freeswap;
    uint16_t procs;
    uint16_t reserved[3];
    uint64_t totalhigh;
    uint64_t freehigh;
    uint32_t mem_unit; /* bytes */
    uint32_t reserved_too;
};

/* What times answers, in hundredths of a second. */
struct LinuxTimes {
    int64_t tms_utime;
    int64_t tms_stime;
    int64_t tms_cutime; /* of children that were waited for */
    int64_t tms_cstime;
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

/* A file that epoll watches. */
struct LinuxWatch {
    uint32_t events; /* to watch for, or seen: PollEvents, and how in the upper half */
    uint32_t unused;
    uint64_t data;
};

/* The signals that pselect6 is to block. */
struct LinuxMask {
    uint64_t address; /* of a set; 0: none */
    uint64_t bytes;   /* in it */
};

/* What ioctl is asked to do. */
enum LinuxControl ABI_INT {
    TCGETS = 0x5401,  /* tell a struct termios, */
    TCSETS = 0x5402,  /* and change it, as TCSANOW does, */
    TCSETSW = 0x5403, /* TCSADRAIN, */
    TCSETSF = 0x5404, /* and TCSAFLUSH */
    TCSBRK = 0x5409,
    TCXONC = 0x540a,
    TCFLSH = 0x540b, /* discard what was typed */
    TIOCSCTTY = 0x540e,
    TIOCGPGRP = 0x540f, /* the foreground group */
    TIOCSPGRP = 0x5410,
    TIOCOUTQ = 0x5411,   /* bytes not yet sent */
    TIOCGWINSZ = 0x5413, /* a struct winsize */
    TIOCSWINSZ = 0x5414,
    FIONREAD = 0x541b, /* bytes that can be read */
    FIONBIO = 0x5421,  /* O_NONBLOCK on or off */
    TCSBRKP = 0x5425,
    TIOCGSID = 0x5429,    /* the session whose terminal it is */
    FIONCLEX = 0x5450,    /* FD_CLOEXEC off, */
    FIOCLEX = 0x5451,     /* and on */
    TCSETS2 = 0x402c542b, /* the same again, of settings with speeds behind them */
    TCSETSW2 = 0x402c542c,
    TCSETSF2 = 0x402c542d,
    TCGETS2 = -0x7fd3abd6, /* 0x802c542a */
};

/* The speeds of a line, in bits a second. */
struct LinuxSpeeds {
    uint32_t c_ispeed;
    uint32_t c_ospeed;
};
