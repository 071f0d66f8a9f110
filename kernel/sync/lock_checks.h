// sync/lock_checks.h: what a kernel built with DEBUG=1 checks whenever a lock is taken or given back.
//
//   order       a lock comes after all that this hart holds already (sync/lock_order.h)
//   recursion   nobody waits for himself
//   owner       a lock is given back where it is held
//   interrupts  are off from before it is taken until after it is given back
//   sleep       whoever lets another thread run holds the scheduler's lock and no other
//   leak        a program runs only when no lock is held
//
// It also counts and measures, for the program /bin/locks. What is held belongs to the hart, not to the thread: the
// scheduler's lock is taken by one thread and given back by the next (docs/decisions/0003). In all other builds there
// is nothing of this.
#pragma once

#include "sync/lock_order.h"
#include <type_traits>

class LockChecks;

// Somebody who wants a lock, has it, or gives it back.
struct LockUse {
    const LockChecks* lock = nullptr;
    LockRank rank{};
    u64 place = 0; // where in the code it is taken or given back
    u64 since = 0; // when it was taken, counted in instructions of this hart
};

enum class LockMistake { order, recursion, owner, interrupts, sleep, leak };

// The end, with words: what somebody does, and with which lock; `held` is the other lock, if there is one. Defined in
// debug/lock_panic.cpp.
[[noreturn]] void panic_about_lock(LockMistake mistake, const LockUse& use, const LockUse* held);

// How all locks of one rank were used, by all harts.
struct LockUsage {
    u64 taken = 0;
    u64 waited = 0;        // of these, so often another hart had it
    u64 longest = 0;       // instructions that it was held, at most
    u64 longest_place = 0; // where it was taken that time
};

// One in each lock.
class LockChecks {
  public:
    static constexpr usize kMeasuredRanks = kLockRanks;

    constexpr explicit LockChecks(LockRank rank) : rank_(rank) {}

    // Around taking the lock, and before it is given back.
    void before_lock(Nesting nesting) const;
    void after_lock(bool waited) const;
    void before_unlock() const;

    static void before_switch();  // another thread is about to run here
    static void before_program(); // the program is about to go on
    static LockUsage usage(LockRank rank);

  private:
    const LockRank rank_;
};

// Nothing: in its place.
class NoLockChecks {
  public:
    static constexpr usize kMeasuredRanks = 0;

    constexpr explicit NoLockChecks(LockRank) {}
    constexpr void before_lock(Nesting) const {}
    constexpr void after_lock(bool) const {}
    constexpr void before_unlock() const {}
    static constexpr void before_switch() {}
    static constexpr void before_program() {}
    static constexpr LockUsage usage(LockRank) { return {}; }
};

#ifdef CHECK_LOCKS // the Makefile's DEBUG=1
constexpr bool kCheckLocks = true;
#else
constexpr bool kCheckLocks = false;
#endif
using SpinlockChecks = std::conditional_t<kCheckLocks, LockChecks, NoLockChecks>;
