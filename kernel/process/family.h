// process/family.h: the list of all processes, for the rooms of process/ themselves.
#pragma once

#include "process/process.h"

using ProcessList = List<Process, &Process::all_link>;

extern constinit ProcessList all_processes GUARDED_BY(process_tree);
extern constinit Process* first_process; // adopts orphans; never changes once it is there

void leave_family(Process& process) REQUIRES(process_tree); // nobody will find it any more
Process* find_process(Pid pid) REQUIRES(process_tree);      // null if there is none; a zombie is one too
ProcessState state_of(const Process& process) REQUIRES(process_tree);
ProcessInfo describe(Process& process) REQUIRES(process_tree);
ThreadInfo describe(const Process& process, const Thread& thread) REQUIRES(process_tree); // (threads.cpp)
u64 run_ticks_of(const Process& process) REQUIRES(process_tree);
