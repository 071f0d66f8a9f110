// user/bench/works/works.h: pieces of work of which one wants to know where their instructions go, and how long they take.
#pragma once

#include "abi/integers.h"

#include <sys/types.h>

// What some works need, made before.
struct Prepared {
    int to[2];            // a pipe
    int back[2];          // another one, from a partner
    pid_t partner;        // once there is one
    int large;            // a file that is longer than what is read, once it is open
    int written;          // likewise, one to be written
    volatile char* pages; // that nobody has touched yet
};

using Work = void(Prepared& prepared, u64 times);

struct NamedWork {
    const char* name;
    Work* work;
    u64 often; // how many times a clock can tell how long it takes
};
extern const NamedWork kWorks[9];

extern "C" Work null_call; // null_call.S

Prepared prepare();
