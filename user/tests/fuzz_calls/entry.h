// user/tests/fuzz_calls/entry.h: what differs between the two ways into the kernel: ours, and that of programs for Linux.
//
// entry.cpp is for ours. tests/linux/fuzz has the same for the other, of which workers are programs of their own.
#pragma once

#include "maker.h"

// The rows that calls are made of.
std::span<const table::Row> fuzzed_rows();

i64 make_call(const Call& call);

// Whether it may answer this.
bool is_lawful(const Call& call, i64 answer);

// The child's answer is 0. Nothing of the library's is put in order for it.
i64 fork_without_library();
