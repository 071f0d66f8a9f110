// thread/scheduler.h: which thread runs, and for how long.
//
// One lock guards the run queue, every wait queue and the states of all threads, so that a wake-up cannot fall between
// looking and sleeping. It is taken under any other lock but those of the log, and it is held across a switch: the
// thread that leaves takes it, the one that comes gives it back.
#pragma once

#include "sync/spinlock.h"
#include "thread/thread.h"

namespace scheduler {

// Who runs here goes on as this thread, the idle one of its hart; the clock starts to tick.
void initialise_hart(Thread& idle);

void start(Thread* thread);                     // a new thread may run; the scheduler owns it from now on
void yield();                                   // others first
Result<void> sleep_until(u64 deadline);         // ticks; Errno::intr if a signal came first
[[noreturn]] void exit_thread();                // this thread is over; interrupts are off
void change_address_space(AddressSpace* space); // of this thread; null before the old one is deleted
void copy_floating_point(Thread& to);           // this thread's floating-point registers, for a copy of it
void use_floating_point();                      // this thread's program needs them: they are on, and its own
void keep_floating_point();          // they are in Thread::floating_point, until they are next used
u64 deadline_after(u64 nanoseconds); // for a call; one that is made again keeps its first deadline
bool may_sleep();                    // not the idle thread of a hart, which also boots the system
Result<void> check_signal();         // Errno::intr if this thread should look at its signals
void notice_signal(Thread& thread);  // a signal waits for it: it stops waiting for anything else
void timer_interrupt();              // from the trap handler
void have_interrupt_by(u64 ticks);   // a timer interrupt of this hart, for others who go by time
[[noreturn]] void idle();            // for initialise_hart's caller

struct Usage {
    u32 threads;               // idle ones not counted
    u32 harts;                 // that run
    u64 idle_ticks[kHartsMax]; // of each
};
Usage usage();
// Ticks on a hart so far, the present turn included.
u64 run_time(const Thread& thread);
bool is_blocked(const Thread& thread);
i32 last_hart(const Thread& thread); // where it ran last; -1 if it never did

} // namespace scheduler
