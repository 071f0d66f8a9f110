// thread/wait_queue.h: where threads sleep until something is so.
//
//   Guard guard(lock_);
//   while (ring_.empty()) TRY(readers_.wait(guard));       lock_ is held again here
//
// No wake-up is lost: the condition changes only under lock_, and wait lets go of lock_ only after the thread stands
// in the queue. Waking costs as much as there are threads woken.
#pragma once

#include "abi/result.h"
#include "sync/spinlock.h"
#include "thread/thread.h"

class WaitQueue : NonCopyable {
  public:
    // Sleeps until woken; the guard's lock is let go meanwhile. Errno::intr if a signal came instead: then the caller
    // gives up. Being woken does not mean that the condition holds: look again.
    Result<void> wait(Guard& guard);

    // The same, until a time in ticks at most (0: for ever): then Errno::timedout.
    Result<void> wait_until(Guard& guard, u64 deadline);

    // The same, and no signal ends it: for what is sure to come soon, such as the answer of a disk.
    void wait_through_signals(Guard& guard);

    void wake_all();
    void wake_one();

  private:
    List<Thread, &Thread::queue_link> sleepers_; // guarded by the scheduler's lock
};
