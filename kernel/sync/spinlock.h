// sync/spinlock.h: the lock for a few instructions: whoever holds it has interrupts off and does not sleep.
//
//   Guard guard(lock_);      held until the end of the scope
//
// Order, where one is taken while another is held (left before right):
//   process tree -> descriptors, current directory, console, pipe, file offset, inode, futex
//     -> address space (a parent's before its child's) -> heap -> page allocator
//   all of these -> scheduler -> log, console output
#pragma once

#include "arch/interrupts.h"
#include "lib/assert.h"
#include "lib/atomic.h"
#include "lib/noncopyable.h"
#include "sync/annotations.h"
#include "sync/requests.h"

class CAPABILITY("spinlock") Spinlock : NonCopyable {
  public:
    constexpr explicit Spinlock(const char* name) : name_(name) {}

    // Interrupts must be off already, and stay off until unlock.
    void lock() ACQUIRE() {
        while (locked_.exchange(1, Order::acquire)) [[unlikely]] spin();
    }
    void unlock() RELEASE() { locked_.store(0, Order::release); }
    bool is_locked() const { return locked_.load(Order::relaxed); }
    const char* name() const { return name_; }

  private:
    // Another hart has it. It may in turn be waiting for this one to serve a request.
    void spin() const {
        while (is_locked()) requests::serve();
    }

    Atomic<u32> locked_ = 0;
    const char* name_;
};

// Holds a spinlock, with interrupts off, until the end of the scope.
class SCOPED_CAPABILITY Guard : NonCopyable {
  public:
    explicit Guard(Spinlock& lock) ACQUIRE(lock) : lock_(lock), interrupts_were_on_(save_interrupts()) {
        lock_.lock();
    }
    ~Guard() RELEASE() {
        lock_.unlock();
        restore_interrupts(interrupts_were_on_);
    }

    // For WaitQueue::wait: lets go of the lock, but keeps interrupts off; and takes it again.
    void release_for_wait() NO_THREAD_SAFETY { lock_.unlock(); }
    void acquire_after_wait() NO_THREAD_SAFETY { lock_.lock(); }

  private:
    Spinlock& lock_;
    bool interrupts_were_on_;
};
