// tests/reject/kernel/copied_guard.cpp: a lock that is held has one holder.
// expect: use of deleted function 'Guard::Guard\(const Guard&\)'
#include "sync/spinlock.h"

bool example(Spinlock& lock) {
#ifdef RIGHT
    const Guard guard(lock);
    return lock.is_locked();
#else
    const Guard guard(lock);
    const Guard second = guard;
    return lock.is_locked();
#endif
}
