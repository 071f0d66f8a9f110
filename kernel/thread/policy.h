// thread/policy.h: the scheduling policy: the one place that decides who is next. All else is mechanism.
#pragma once

#include "arch/time.h"
#include "thread/thread.h"

using RunQueue = List<Thread, &Thread::queue_link>;

constexpr u64 kTurn = 10'000'000; // nanoseconds that a thread may run while others wait

// Round robin: whoever has waited longest. Takes the thread out of the queue; null if nobody waits.
inline Thread* pick_next(RunQueue& ready) { return ready.pop_front(); }
