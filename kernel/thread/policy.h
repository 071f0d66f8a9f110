// thread/policy.h: the scheduling policies: who is next. All else about scheduling is mechanism (thread/scheduler.cpp).
//
// A policy is one function. The boot argument `policy` chooses one by its name; docs/scheduling.md tells how to add one.
#pragma once

#include "arch/time.h"
#include "thread/thread.h"

using RunQueue = List<Thread, &Thread::queue_link>;

constexpr u64 kTurn = 10'000'000; // nanoseconds that a thread may run while others wait

namespace policy {

// Takes the thread that is next out of the queue, which holds all that could run, the latest to come at its end; null if
// there is none. The scheduler's lock is held.
using Choice = Thread* (*)(RunQueue& ready);

Thread* round_robin(RunQueue& ready); // whoever has waited longest
Thread* fair(RunQueue& ready);        // whoever has had the least time on a hart

// The one that was chosen: round_robin, unless the boot arguments say otherwise.
Thread* pick_next(RunQueue& ready);

// By the boot argument `policy`, before there are threads. A name that nobody knows is remarked upon.
void choose(const char* name);

} // namespace policy
