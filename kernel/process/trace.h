// process/trace.h: tracing: the stops of a thread whose calls somebody watches.
//
// A thread that is traced has a Tracee (process/tracer.h), and waits at each call until its tracer has said how it goes
// on: docs/tracing.md. Other threads are not delayed: Thread::detours is all that they look at.
#pragma once

#include "abi/trace.h"
#include "process/process.h"

namespace trace {

// A new descriptor, by which a process is traced until the last one who has it closes it.
Result<Fd> begin(Pid which, TraceFlags flags);

// The boot argument `lesson`: from now on the kernel tells of the calls of all processes that begin.
void begin_lesson();

// --- on the road of a call, if the thread is watched (trap/trap.cpp) ---

// Before the call. May change its number; or set its result: then no call is to be made, and the answer is false. Calls
// the thread's attention if its tracer is to hear of the end, too.
bool enter(TrapFrame& frame);

// After the call, for that attention. May change its result.
void leave(TrapFrame& frame);

// --- in the life of a thread ---

// A new thread of this process, or the first one of a child, is watched if this one is.
Result<void> watch(Thread& thread) REQUIRES(process_tree);

// It is over, and no longer in its process.
void thread_ended(Process& process, Thread& thread) REQUIRES(process_tree);

// The current thread is about to take a signal. True if the tracer had to be told first: what waits may be another one
// by then.
bool tell_signal(Guard& guard, Signal signal) REQUIRES(process_tree);

// The current thread has made a fault.
void tell_fault(Guard& guard, Signal signal) REQUIRES(process_tree);

} // namespace trace
