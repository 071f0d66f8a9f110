/* user/libc/include/signal.h: sending signals. Their numbers are in abi/processes.h. */
#pragma once

#include "abi/processes.h"
#include <sys/types.h>

#define NSIG SIGNAL_COUNT

typedef int sig_atomic_t;

#ifdef __cplusplus
extern "C" {
#endif

int kill(pid_t pid, int signal);
int killpg(pid_t group, int signal);
int raise(int signal);

#ifdef __cplusplus
}
#endif
