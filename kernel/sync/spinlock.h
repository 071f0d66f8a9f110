// sync/spinlock.h: the lock for a few instructions: whoever holds it has interrupts off and does not sleep.
//
//   Guard guard(lock_);      held until the end of the scope
//
// Which one may be taken while another is held: sync/lock_order.h. The functions below are inlined in every build, so
// that the checks of DEBUG=1 know who locks.
#pragma once

#include "arch/interrupts.h"
#include "lib/assert.h"
#include "lib/atomic.h"
#include "lib/noncopyable.h"
#include "sync/annotations.h"
#include "sync/lock_checks.h"
#include "sync/requests.h"

class CAPABILITY("spinlock") Spinlock : NonCopyable {
  public:
    constexpr explicit Spinlock(LockRank rank) : checks_(rank) {}

    // Interrupts must be off already, and stay off until unlock.
    [[gnu::always_inline]] void lock(Nesting nesting = Nesting::by_rank) ACQUIRE() {
        checks_.before_lock(nesting);
        const bool wait = locked_.exchange(1, Order::acquire);
        if (wait) [[unlikely]]
            wait_and_lock();
        checks_.after_lock(wait);
    }
    [[gnu::always_inline]] void unlock() RELEASE() {
        checks_.before_unlock();
        locked_.store(0, Order::release);
    }
    bool is_locked() const { return locked_.load(Order::relaxed); }

  private:
    // Another hart has it. It may in turn be waiting for this one to serve a request. Rare: not to be made part of the
    // caller.
    [[gnu::noinline, gnu::cold]] void wait_and_lock() {
        do {
            while (is_locked()) requests::serve();
        } while (locked_.exchange(1, Order::acquire));
    }

    Atomic<u64> locked_ = 0; // what is exchanged with a u32 would have to be extended to be looked at
    [[no_unique_address]] SpinlockChecks checks_;
};

// Holds a spinlock, with interrupts off, until the end of the scope.
class SCOPED_CAPABILITY Guard : NonCopyable {
  public:
    [[gnu::always_inline]] explicit Guard(Spinlock& lock, Nesting nesting = Nesting::by_rank) ACQUIRE(lock)
        : lock_(lock), interrupts_were_on_(save_interrupts()) {
        lock.lock(nesting);
    }
    [[gnu::always_inline]] ~Guard() RELEASE() {
        lock_.unlock();
        restore_interrupts(interrupts_were_on_);
    }

    // For WaitQueue::wait: lets go of the lock, but keeps interrupts off; and takes it again.
    [[gnu::always_inline]] void release_for_wait() NO_THREAD_SAFETY { lock_.unlock(); }
    [[gnu::always_inline]] void acquire_after_wait() NO_THREAD_SAFETY { lock_.lock(); }

  private:
    Spinlock& lock_;
    bool interrupts_were_on_;
};
