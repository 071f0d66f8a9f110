/* user/libc/include/signal.h: signals. Their numbers and structures are in abi/signals.h. */
#pragma once

#include "abi/signals.h"
#include <sys/types.h>

#define NSIG SIGNAL_COUNT

typedef int sig_atomic_t;
typedef uint64_t sigset_t; /* bit n - 1 is signal n */
typedef struct siginfo siginfo_t;
typedef struct ucontext ucontext_t;
typedef struct SignalStack stack_t;

typedef void (*sighandler_t)(int signal);

/* In the place of a handler; SIG_ERR is what signal() answers when it fails. */
#define SIG_DFL ((sighandler_t)SIGNAL_DEFAULT)
#define SIG_IGN ((sighandler_t)SIGNAL_IGNORE)
#define SIG_ERR ((sighandler_t)-1)

struct sigaction {
    union {
        sighandler_t sa_handler;
        void (*sa_sigaction)(int signal, siginfo_t* info, void* context); /* with SA_SIGINFO */
    };
    sigset_t sa_mask;
    unsigned int sa_flags;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Sending. */
int kill(pid_t pid, int signal);
int killpg(pid_t group, int signal);
int raise(int signal);
int sigqueue(pid_t pid, int signal, union sigval value); /* a handler finds the value as si_value */
struct pthread_;                                         /* what a pthread_t points to */
int pthread_kill(struct pthread_* thread, int signal);   /* an error is its result, not in errno */

/* What happens then. signal() means SA_RESTART, as on Linux. */
sighandler_t signal(int signal, sighandler_t handler);
int sigaction(int signal, const struct sigaction* action, struct sigaction* before);

/* Where handlers with SA_ONSTACK run in this thread: then they can run when the stack itself is full. */
int sigaltstack(const stack_t* stack, stack_t* before);

/* Sets, and which signals a thread blocks. */
int sigemptyset(sigset_t* set);
int sigfillset(sigset_t* set);
int sigaddset(sigset_t* set, int signal);
int sigdelset(sigset_t* set, int signal);
int sigismember(const sigset_t* set, int signal);
int sigprocmask(int how, const sigset_t* set, sigset_t* before);
int pthread_sigmask(int how, const sigset_t* set,
                    sigset_t* before); /* an error is its result, not in errno */

/* Waiting. */
int sigpending(sigset_t* set);
int sigsuspend(const sigset_t* mask);
struct timespec;
int sigwait(const sigset_t* set, int* signal); /* the set should be blocked; an error is its result */
int sigwaitinfo(const sigset_t* set, siginfo_t* info);
int sigtimedwait(const sigset_t* set, siginfo_t* info, const struct timespec* limit);

#ifdef __cplusplus
}
#endif
