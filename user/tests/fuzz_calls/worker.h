// user/tests/fuzz_calls/worker.h: a process that makes calls with several threads, until it has made enough or a call ends it.
#pragma once

#include "abi/integers.h"

struct Work {
    u64 seed;
    u32 worker;     // its place among those at a time
    u32 generation; // how many there were before in that place
    u32 calls;      // for each thread
    u32 threads;
};

// In a child of the fuzzer; reports go to kReportFd.
[[noreturn]] void work(const Work& work);
