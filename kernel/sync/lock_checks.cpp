// sync/lock_checks.cpp: which locks each hart holds, and whether it may.
#include "sync/lock_checks.h"
#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "lib/assert.h"
#include "lib/atomic.h"

namespace {

constexpr usize kHeldMost = 8; // locks at a time

// Written by its hart only, with interrupts off. Others may read, and see a figure that is a moment old.
struct Measured {
    Atomic<u64> taken = 0;
    Atomic<u64> waited = 0;
    Atomic<u64> longest = 0;
    Atomic<u64> longest_place = 0;
};

struct WatchedHart {
    LockUse held[kHeldMost]; // in the order in which they were taken
    usize count = 0;
    Measured measured[kLockRanks];

    void push(const LockUse& use);
    bool remove(const LockChecks* lock, LockUse& removed); // false if it is not held
};

constinit WatchedHart harts[kHartsMax];

WatchedHart& this_hart() { return harts[this_cpu().hart]; }

bool may_follow(LockRank rank, LockRank held, Nesting nesting) {
    return rank > held || (rank == held && nesting == Nesting::second_of_rank);
}

void WatchedHart::push(const LockUse& use) {
    kassert(count < kHeldMost);
    held[count++] = use;
}

bool WatchedHart::remove(const LockChecks* lock, LockUse& removed) {
    usize index = 0;
    while (index < count && held[index].lock != lock) index++;
    if (index == count) return false;
    removed = held[index];
    for (count--; index < count; index++) held[index] = held[index + 1];
    return true;
}

// Adds where only one hart writes.
void add(Atomic<u64>& figure, u64 more) { figure.store(figure.load(Order::relaxed) + more, Order::relaxed); }

void note_hold(Measured& measured, const LockUse& use) {
    const u64 length = csr::read<csr::instret>() - use.since;
    if (length <= measured.longest.load(Order::relaxed)) return;
    measured.longest.store(length, Order::relaxed);
    measured.longest_place.store(use.place, Order::relaxed);
}

// The call that returns there. The lock's own functions are inlined, so that it stands in the function that locks.
u64 place_of_call(const void* return_address) {
    return reinterpret_cast<u64>(return_address) - 4; // an address of code, as a number
}

} // namespace

void LockChecks::before_lock(Nesting nesting) const {
    const LockUse use{this, rank_, place_of_call(__builtin_return_address(0))};
    if (interrupts_are_on()) panic_about_lock(LockMistake::interrupts, use, nullptr);
    WatchedHart& hart = this_hart();
    for (usize i = 0; i < hart.count; i++) {
        const LockUse& held = hart.held[i];
        if (held.lock == this) panic_about_lock(LockMistake::recursion, use, &held);
        if (!may_follow(rank_, held.rank, nesting)) panic_about_lock(LockMistake::order, use, &held);
    }
    hart.push(use);
}

void LockChecks::after_lock(bool waited) const {
    WatchedHart& hart = this_hart();
    Measured& measured = hart.measured[static_cast<usize>(rank_)];
    add(measured.taken, 1);
    add(measured.waited, waited);
    hart.held[hart.count - 1].since = csr::read<csr::instret>(); // the newest is this one
}

void LockChecks::before_unlock() const {
    LockUse use{this, rank_, place_of_call(__builtin_return_address(0))};
    if (interrupts_are_on()) panic_about_lock(LockMistake::interrupts, use, nullptr);
    WatchedHart& hart = this_hart();
    if (!hart.remove(this, use)) panic_about_lock(LockMistake::owner, use, nullptr);
    note_hold(hart.measured[static_cast<usize>(rank_)], use);
}

void LockChecks::before_switch() {
    const WatchedHart& hart = this_hart();
    for (usize i = 0; i < hart.count; i++)
        if (hart.held[i].rank != LockRank::scheduler)
            panic_about_lock(LockMistake::sleep, hart.held[i], nullptr);
}

void LockChecks::before_program() {
    const WatchedHart& hart = this_hart();
    if (hart.count > 0) panic_about_lock(LockMistake::leak, hart.held[0], nullptr);
}

LockUsage LockChecks::usage(LockRank rank) {
    LockUsage usage;
    for (const WatchedHart& hart : harts) {
        const Measured& measured = hart.measured[static_cast<usize>(rank)];
        usage.taken += measured.taken.load(Order::relaxed);
        usage.waited += measured.waited.load(Order::relaxed);
        const u64 longest = measured.longest.load(Order::relaxed);
        if (longest <= usage.longest) continue;
        usage.longest = longest;
        usage.longest_place = measured.longest_place.load(Order::relaxed);
    }
    return usage;
}
