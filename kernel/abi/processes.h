/* abi/processes.h: what programs and the kernel agree on about processes and the whole system. Plain C. */
#pragma once

#include "abi/enum.h"
#include "abi/signals.h"
#include <stdint.h>

/* How waitpid waits. */
enum WaitFlags ABI_INT {
    WAIT_BLOCK = 0,
    WNOHANG = 1,    /* it does not wait */
    WUNTRACED = 2,  /* for children that were stopped, too */
    WCONTINUED = 8, /* and for those that go on after that */
};

/* What waitpid tells of a process: (exit status << 8), or the number of the signal that ended it; or that it was
 * stopped, 0x7f | signal << 8; or that it goes on. */
#define WIFEXITED(status)    (((status)&0x7f) == 0)
#define WEXITSTATUS(status)  (((status) >> 8) & 0xff)
#define WIFSIGNALED(status)  (((((status)&0x7f) + 1) & 0x7f) > 1)
#define WTERMSIG(status)     ((status)&0x7f)
#define WIFSTOPPED(status)   (((status)&0xff) == 0x7f)
#define WSTOPSIG(status)     (((status) >> 8) & 0xff)
#define WIFCONTINUED(status) ((status) == 0xffff)

/* What clock tells. */
enum Clock ABI_INT {
    CLOCK_REALTIME = 0,  /* nanoseconds since 1970, UTC: the time of day */
    CLOCK_MONOTONIC = 1, /* nanoseconds since boot; never goes backwards */
};

/* What a process is doing: the letters that ps shows. */
enum ProcessState ABI_INT {
    PROCESS_RUNNING = 'R',  /* R: on a hart, or waiting for one */
    PROCESS_SLEEPING = 'S', /* S: waiting for something else */
    PROCESS_STOPPED = 'T',  /* T: until a SIGCONT comes */
    PROCESS_ZOMBIE = 'Z',   /* Z: over, and not yet waited for */
};

/* Whose calls a process makes: which table its numbers come from. execve chooses it by the program. */
enum Personality ABI_INT {
    PERSONALITY_NATIVE = 0, /* this kernel's own: abi/syscalls.def */
    PERSONALITY_LINUX = 1,  /* those of Linux: abi/linux.def */
};

/* One process, as process_list shows it. */
struct ProcessInfo {
    int32_t pid;
    int32_t parent;
    int32_t group;
    uint32_t state;       /* an enum ProcessState */
    uint64_t pages;       /* of memory that it uses, 4 KiB each; pages shared with others count too */
    uint64_t run_time;    /* nanoseconds on a hart */
    char name[32];        /* of its program, cut off if longer */
    uint32_t personality; /* an enum Personality */
    uint32_t reserved;
};

/* One thread, as thread_list shows it. */
struct ThreadInfo {
    int32_t tid;
    int32_t pid;
    uint32_t state;    /* PROCESS_RUNNING or PROCESS_SLEEPING */
    int32_t hart;      /* where it ran last; -1 if it never did */
    uint64_t run_time; /* nanoseconds on a hart */
    char name[32];     /* of its program */
};

enum { HARTS_MAX = 8 };

/* The whole system in numbers. */
struct SystemInfo {
    uint64_t uptime;      /* nanoseconds since boot */
    uint64_t idle_time;   /* of these, nanoseconds without work, summed over harts */
    uint64_t total_pages; /* of memory, 4 KiB each */
    uint64_t free_pages;
    uint32_t harts;
    uint32_t processes; /* zombies included */
    uint32_t threads;
    uint32_t open_files;
    uint32_t privilege; /* the kernel's: 3 is machine mode, 1 supervisor mode */
    uint32_t reserved;
    uint64_t hart_idle_time[HARTS_MAX]; /* of each hart, nanoseconds without work */
};

enum {
    PROCESSES_MAX = 1024,      /* alive at once, zombies included; one more is EAGAIN */
    THREADS_MAX = 4096,        /* alive at once, of all processes together; one more is EAGAIN */
    ARGUMENT_BYTES_MAX = 65536 /* of all strings and pointers given to execve; more is E2BIG */
};
