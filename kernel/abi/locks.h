/* abi/locks.h: what programs and the kernel agree on about the kernel's own locks. Plain C. */
#pragma once

#include <stdint.h>

/* How the locks of one rank were used since boot, as lock_list shows it. Only a kernel built with DEBUG=1 counts. */
struct LockInfo {
    char name[32];
    uint64_t taken;
    uint64_t waited;        /* of these, so often another hart had it */
    uint64_t longest;       /* instructions that one was held, at most */
    char longest_place[48]; /* where it was taken that time: function+offset */
};

enum {
    LOCKS_MAX = 64 /* more can't be asked for: EINVAL */
};
