/* abi/signals.h: what programs and the kernel agree on about signals. Plain C, with POSIX's names and Linux's numbers. */
#pragma once

#include "abi/enum.h"
#include <stdint.h>

/* What may be sent to processes and threads. */
enum Signal ABI_INT {
    SIGNONE = 0, /* for kill: only ask whether the process exists */
    SIGHUP = 1,  /* a stopped group has lost its shell */
    SIGINT = 2,  /* Ctrl-C */
    SIGQUIT = 3, /* Ctrl-\ */
    SIGILL = 4,  /* an instruction that there is not, or not for programs */
    SIGTRAP = 5, /* ebreak */
    SIGABRT = 6, /* abort */
    SIGBUS = 7,  /* an address that is no multiple of what it should be */
    SIGFPE = 8,
    SIGKILL = 9, /* the end, which nobody can prevent */
    SIGUSR1 = 10,
    SIGSEGV = 11, /* memory that is not there, or may not be used so */
    SIGUSR2 = 12,
    SIGPIPE = 13, /* a pipe that nobody reads */
    SIGALRM = 14,
    SIGTERM = 15, /* a request to end */
    SIGSTKFLT = 16,
    SIGCHLD = 17, /* a child has ended, is stopped or goes on */
    SIGCONT = 18, /* go on */
    SIGSTOP = 19, /* stop, which nobody can prevent */
    SIGTSTP = 20, /* Ctrl-Z */
    SIGTTIN = 21, /* a read from the terminal, in the background */
    SIGTTOU = 22,
    SIGURG = 23,
    SIGXCPU = 24,
    SIGXFSZ = 25,
    SIGVTALRM = 26,
    SIGPROF = 27,
    SIGWINCH = 28,
    SIGIO = 29,
    SIGPWR = 30,
    SIGSYS = 31,
    SIGRTMIN = 32, /* from here on real-time signals: as many as were sent are delivered, in their order */
    SIGRTMAX = 64,
    SIGNAL_COUNT = 65, /* numbers are below this */
};

enum { SIGNALS_QUEUED_MAX = 256 }; /* so many wait at once for a process, and for each of its threads */

/* How sigmask changes the set of blocked signals. A set is 64 bits: bit n - 1 is signal n. */
enum MaskChange ABI_INT {
    SIG_BLOCK = 0,   /* these are blocked, too */
    SIG_UNBLOCK = 1, /* these no more */
    SIG_SETMASK = 2, /* these and no others */
};

/* What stands in the place of a handler. */
#define SIGNAL_DEFAULT 0
#define SIGNAL_IGNORE  1

/* How a handler is to be called. */
#define SA_NOCLDSTOP 0x00000001u /* of SIGCHLD: not when a child is stopped or continued */
#define SA_NOCLDWAIT 0x00000002u /* of SIGCHLD: children that end leave nothing to wait for */
#define SA_SIGINFO                                                                                           \
    0x00000004u /* the handler takes three arguments; all get them, so that this changes nothing */
#define SA_ONSTACK                                                                                           \
    0x08000000u /* the handler runs on the thread's other stack, if it has one: see sigaltstack */
#define SA_RESTART   0x10000000u /* a call that the signal interrupted is made again */
#define SA_NODEFER   0x40000000u /* the signal itself is not blocked while the handler runs */
#define SA_RESETHAND 0x80000000u /* only once: then the default action again */

/* What a process does about a signal. */
struct SignalAction {
    uint64_t handler;  /* SIGNAL_DEFAULT, SIGNAL_IGNORE, or the address of a function */
    uint64_t flags;    /* SA_RESTART and its kin */
    uint64_t restorer; /* where the handler returns to: code that calls sigreturn */
    uint64_t mask;     /* blocked besides the signal itself, while the handler runs */
};

/* A stack for handlers. One that overflows cannot take the handler of its own fault. */
struct SignalStack {
    void* ss_sp; /* where its memory begins */
    int32_t ss_flags;
    uint32_t ss_reserved;
    uint64_t ss_size; /* bytes */
};

/* What is so about it. */
#define SS_ONSTACK 1 /* the thread is on it */
#define SS_DISABLE 2 /* there is none */
#define SS_AUTODISARM                                                                                        \
    0x80000000u          /* while a handler runs on it there is none: so the handler may leave it for good */
#define MINSIGSTKSZ 2048 /* bytes: no smaller one is taken */
#define SIGSTKSZ    8192 /* enough for most handlers */

/* When a process gets SIGALRM; all zero: never. */
struct AlarmTimer {
    uint64_t left; /* nanoseconds until the next one */
    uint64_t
        interval; /* from then on one comes whenever so many nanoseconds have passed; 0: no more than that one */
};

/* si_code: why there is a signal. */
enum SignalCode ABI_INT {
    SI_USER = 0,      /* kill: si_pid is who called it */
    SI_KERNEL = 0x80, /* the kernel itself: the terminal, a broken pipe, no memory */
    SI_QUEUE = -1,    /* sigqueue: si_pid is who called it, si_value what it sends along */
    SI_TKILL = -6,    /* thread_kill, from the same process */
    SEGV_MAPERR = 1,  /* a fault, at si_addr: nothing is there */
    SEGV_ACCERR = 2,  /* or it may not be used in this way */
    ILL_ILLOPC = 1,
    BUS_ADRALN = 1,
    TRAP_BRKPT = 1,
    CLD_EXITED = 1, /* SIGCHLD: the child si_pid has ended by itself, si_status is its exit status */
    CLD_KILLED = 2, /* it was ended, stopped or continued by signal si_status */
    CLD_STOPPED = 5,
    CLD_CONTINUED = 6,
};

/* What sigqueue sends along. */
union sigval {
    int sival_int;
    void* sival_ptr;
};

/* What a handler is told. */
struct siginfo {
    int32_t si_signo;
    int32_t si_errno; /* not used */
    int32_t si_code;
    int32_t si_reserved;
    union {
        struct {
            int32_t si_pid;
            uint32_t si_uid; /* there is one user: 0 */
            union {
                int32_t si_status;
                union sigval si_value;
            };
        };
        void* si_addr;
        uint8_t si_rest[112];
    };
};

/* The registers of a thread: the program counter, x1 to x31, f0 to f31. */
struct mcontext {
    uint64_t registers[32];
    uint64_t floating_point[32];
    uint32_t fcsr;
    uint8_t reserved[268];
} __attribute__((aligned(16)));

/* The state that a handler interrupts, and to which sigreturn goes back. A handler may change it. */
struct ucontext {
    uint64_t uc_flags;
    struct ucontext* uc_link;
    struct SignalStack uc_stack; /* the other stack that the thread has: see sigaltstack */
    uint64_t uc_sigmask;
    uint8_t uc_reserved[120];
    struct mcontext uc_mcontext;
};

/* What lies on the user's stack while a handler runs, at its first stack pointer (docs/signals.md). */
struct SignalFrame {
    struct siginfo info;
    struct ucontext context;
    uint64_t mark;    /* SIGNAL_FRAME_MARK */
    uint64_t address; /* of this frame */
};
#define SIGNAL_FRAME_MARK 0x656d6172466c6753ul /* "SglFrame" */
