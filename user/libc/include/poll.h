/* user/libc/include/poll.h: waiting until something can be done with one of several files. */
#pragma once

#include "abi/poll.h"
#include <signal.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned long nfds_t;

/* A time in milliseconds; below 0: for ever. How many entries have an answer. */
int poll(struct pollfd* entries, nfds_t count, int milliseconds);

/* A time as nanosleep has it, null for ever; and the signals to block meanwhile, null for those that are blocked anyhow. */
int ppoll(struct pollfd* entries, nfds_t count, const struct timespec* time, const sigset_t* mask);

#ifdef __cplusplus
}
#endif
