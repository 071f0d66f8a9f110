/* abi/counters.h: what programs and the kernel agree on about its counters: of system calls and of traps. Plain C. */
#pragma once

#include <stdint.h>

/* How often a call has given one answer since boot, as call_counts shows it. A call that a signal has interrupted and that is
 * made again counts once, when it is over. */
struct CallCount {
    int32_t number; /* of the call; CALL_UNKNOWN: all numbers together that no row has, or that are retired */
    uint32_t error; /* as errno has it; 0: successes */
    uint64_t count;
};

/* How often one cause has led into the kernel since boot, as cause_counts shows it. */
struct CauseCount {
    uint64_t cause; /* as xcause has it: the top bit is set for interrupts */
    uint64_t count;
};

enum { CALL_UNKNOWN = -1 };

enum {
    CALL_COUNTS_MAX = 8192, /* more can't be asked for: EINVAL */
    CAUSE_COUNTS_MAX = 64
};
