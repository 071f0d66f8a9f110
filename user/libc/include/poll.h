/* user/libc/include/poll.h: waiting until something can be done with one of several files. */
#pragma once

#include "abi/poll.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned long nfds_t;

/* A time in milliseconds; below 0: for ever. How many entries have an answer. */
int poll(struct pollfd* entries, nfds_t count, int milliseconds);

#ifdef __cplusplus
}
#endif
