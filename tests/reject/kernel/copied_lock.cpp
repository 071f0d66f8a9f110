// tests/reject/kernel/copied_lock.cpp: a copy of a lock would lock something else.
// expect: use of deleted function 'Spinlock::Spinlock\(const Spinlock&\)'
#include "sync/spinlock.h"

bool example(const Spinlock& lock) {
#ifdef RIGHT
    const Spinlock& same = lock;
    return same.is_locked();
#else
    const Spinlock copy = lock;
    return copy.is_locked();
#endif
}
