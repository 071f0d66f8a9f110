// user/bench/works/marks.h: the two marks between which a piece of work runs.
#pragma once

#include "works.h"

// Calls work(prepared, times): how many instructions that took, of the program and of the kernel, without the call and
// the return. work_begins is the address of the call, and work_ends the one behind it: between them, scripts/profile.py
// counts too.
extern "C" u64 run_marked(Prepared& prepared, u64 times, Work* work);
