// thread/shared_lock.h: a lock for long work, which may sleep: many share it to look, or one has it alone to change.
//
//   Shared shared(lock);     until the end of the scope: others may look too
//   Alone alone(lock);       nobody else looks or changes
//
// It is taken before any spinlock, never while one is held, and never twice by one thread: not even to share it, as
// somebody may wait in between. No signal ends the waiting. Where nobody waits, each end of it is one atomic
// instruction and a look.
//
// Nobody waits for ever: while somebody waits, all who come wait too, and those who had it pass it on, from one who
// had it alone to all who wait to share it, and from those to one who wants it alone.
#pragma once

#include "lib/atomic.h"
#include "thread/wait_queue.h"

class CAPABILITY("shared lock") SharedLock : NonCopyable {
  public:
    void share() ACQUIRE_SHARED() {
        u64 state = state_.load(Order::relaxed);
        while (!(state & (kAlone | kWaiting)))
            if (state_.compare_exchange(state, state + kOneMore, Order::acquire)) return;
        wait_to_share();
    }
    void unshare() RELEASE_SHARED() {
        if (state_.fetch_sub(kOneMore, Order::release) == (kOneMore | kWaiting)) pass_on(First::loners);
    }
    void take() ACQUIRE() {
        u64 state = 0;
        if (!state_.compare_exchange(state, kAlone, Order::acquire)) wait_to_take();
    }
    void give_back() RELEASE() {
        if (state_.fetch_and(~kAlone, Order::release) & kWaiting) pass_on(First::sharers);
    }

    bool is_taken() const { return state_.load(Order::relaxed) & kAlone; } // by somebody, alone

  private:
    // state_ has these bits, and above them the number of those who share.
    static constexpr u64 kAlone = 1;
    static constexpr u64 kWaiting =
        2; // somebody waits: then only who holds waiting_ changes it, or gives something back
    static constexpr u64 kOneMore = 4;

    enum class First { sharers, loners }; // who gets it, if both wait

    void wait_to_share();
    void wait_to_take();
    void pass_on(First first);
    void tell_whether_some_wait() REQUIRES(waiting_);

    Atomic<u64> state_ = 0;
    Spinlock waiting_{LockRank::shared_lock};
    u32 sharers_waiting_ GUARDED_BY(waiting_) = 0;
    u32 loners_waiting_ GUARDED_BY(waiting_) = 0;
    // Who is woken here has been given the lock by who woke it.
    WaitQueue sharers_ GUARDED_BY(waiting_);
    WaitQueue loners_ GUARDED_BY(waiting_);
};

class SCOPED_CAPABILITY Shared : NonCopyable {
  public:
    explicit Shared(SharedLock& lock) ACQUIRE_SHARED(lock) : lock_(lock) { lock.share(); }
    ~Shared() RELEASE() { lock_.unshare(); }

  private:
    SharedLock& lock_;
};

class SCOPED_CAPABILITY Alone : NonCopyable {
  public:
    explicit Alone(SharedLock& lock) ACQUIRE(lock) : lock_(lock) { lock.take(); }
    ~Alone() RELEASE() { lock_.give_back(); }

  private:
    SharedLock& lock_;
};
