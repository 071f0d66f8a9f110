// user/libc/lock.cpp: taking a lock that is not free, and one that one has already.

#include "lock.h"
#include <errno.h>

namespace libc {

constinit bool threaded = false;
constinit Lock heap_lock;

// Whoever has slept leaves the word at 2, as there may be others: so the one who gives the lock back wakes the next.
int wait_and_take(u32& word, const timespec* end) {
    while (__atomic_exchange_n(&word, 2, __ATOMIC_ACQUIRE) != 0) {
        i64 nanoseconds = kForEver;
        if (end && !time_left(*end, nanoseconds)) return EINVAL;
        if (sleep_at(word, 2, nanoseconds) == ETIMEDOUT) return ETIMEDOUT;
    }
    return 0;
}

// Only its owner can find itself there, so that nobody is mistaken about it, even without the lock.
void RecursiveLock::take() {
    if (!threaded) return;
    if (__atomic_load_n(&owner_, __ATOMIC_RELAXED) != &errno) {
        lock_.take();
        __atomic_store_n(&owner_, &errno, __ATOMIC_RELAXED);
    }
    depth_++;
}

// It may have been taken before there were threads, and then nobody has it.
void RecursiveLock::give_back() {
    if (!threaded || __atomic_load_n(&owner_, __ATOMIC_RELAXED) != &errno || --depth_ > 0) return;
    __atomic_store_n(&owner_, nullptr, __ATOMIC_RELAXED);
    lock_.give_back();
}

void RecursiveLock::reset() {
    lock_.reset();
    owner_ = nullptr;
    depth_ = 0;
}

} // namespace libc
