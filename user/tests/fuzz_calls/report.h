// user/tests/fuzz_calls/report.h: what a worker tells the program that started it, in one piece through a pipe.
#pragma once

#include "abi/files.h"
#include "abi/integers.h"

struct Report {
    u32 worker;
    u32 calls;         // made since the last report
    char failure[312]; // what is wrong, in words; empty: nothing
};
static_assert(sizeof(Report) <= PIPE_CAPACITY, "it is written at once");

// Where a worker writes them. No call of the fuzzer is given this descriptor.
constexpr int kReportFd = OPEN_FILES_MAX - 1;
