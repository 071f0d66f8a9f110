// user/libc/condition.cpp: conditions, and what is made of a mutex and a condition: read-write locks and barriers.

#include "lock.h"
#include <errno.h>
#include <pthread.h>

namespace {

// Holds a mutex until the end of the scope.
class MutexHolder {
  public:
    explicit MutexHolder(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
    MutexHolder(const MutexHolder&) = delete;
    ~MutexHolder() { pthread_mutex_unlock(&mutex_); }

  private:
    pthread_mutex_t& mutex_;
};

// Who waits has read the number of wake-ups while he had the mutex: one that comes later changes it, and the kernel then
// does not let him sleep. So none is lost.
int wait(pthread_cond_t* condition, pthread_mutex_t* mutex, i64 nanoseconds) {
    const u32 seen = __atomic_load_n(&condition->wakeups, __ATOMIC_RELAXED);
    __atomic_fetch_add(&condition->waiters, 1, __ATOMIC_SEQ_CST);
    const int unlocked = pthread_mutex_unlock(mutex);
    const int woken = unlocked ? unlocked : libc::sleep_at(condition->wakeups, seen, nanoseconds);
    __atomic_fetch_sub(&condition->waiters, 1, __ATOMIC_RELAXED);
    if (unlocked) return unlocked;
    const int locked = pthread_mutex_lock(mutex);
    return locked ? locked : woken == ETIMEDOUT ? ETIMEDOUT : 0;
}

void wake(pthread_cond_t* condition, u32 count) {
    __atomic_fetch_add(&condition->wakeups, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&condition->waiters, __ATOMIC_SEQ_CST) > 0) libc::wake_at(condition->wakeups, count);
}

} // namespace

extern "C" {

int pthread_cond_init(pthread_cond_t* condition, const pthread_condattr_t*) {
    *condition = PTHREAD_COND_INITIALIZER;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t*) { return 0; }

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    return wait(condition, mutex, libc::kForEver);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* time) {
    i64 nanoseconds;
    if (!libc::time_left(*time, nanoseconds)) return EINVAL;
    return wait(condition, mutex, nanoseconds);
}

int pthread_cond_signal(pthread_cond_t* condition) {
    wake(condition, 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t* condition) {
    wake(condition, libc::kEverybody);
    return 0;
}

int pthread_condattr_init(pthread_condattr_t* attributes) {
    attributes->clock = CLOCK_MONOTONIC;
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t*) { return 0; }

int pthread_condattr_setclock(pthread_condattr_t*, clockid_t clock) {
    return clock == CLOCK_MONOTONIC ? 0 : EINVAL;
}

int pthread_condattr_getclock(const pthread_condattr_t* attributes, clockid_t* clock) {
    *clock = attributes->clock;
    return 0;
}

// --- read-write locks: a writer that waits goes before new readers ---

int pthread_rwlock_init(pthread_rwlock_t* lock, const pthread_rwlockattr_t*) {
    *lock = PTHREAD_RWLOCK_INITIALIZER;
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t*) { return 0; }

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
    const MutexHolder holder(lock->mutex);
    while (lock->written || lock->waiting_writers > 0) pthread_cond_wait(&lock->changed, &lock->mutex);
    lock->readers++;
    return 0;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) {
    const MutexHolder holder(lock->mutex);
    if (lock->written || lock->waiting_writers > 0) return EBUSY;
    lock->readers++;
    return 0;
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
    const MutexHolder holder(lock->mutex);
    lock->waiting_writers++;
    while (lock->written || lock->readers > 0) pthread_cond_wait(&lock->changed, &lock->mutex);
    lock->waiting_writers--;
    lock->written = 1;
    return 0;
}

int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) {
    const MutexHolder holder(lock->mutex);
    if (lock->written || lock->readers > 0) return EBUSY;
    lock->written = 1;
    return 0;
}

int pthread_rwlock_unlock(pthread_rwlock_t* lock) {
    const MutexHolder holder(lock->mutex);
    if (lock->written)
        lock->written = 0;
    else
        lock->readers--;
    if (lock->readers == 0) pthread_cond_broadcast(&lock->changed);
    return 0;
}

// --- barriers ---

int pthread_barrier_init(pthread_barrier_t* barrier, const pthread_barrierattr_t*, unsigned int needed) {
    if (needed == 0) return EINVAL;
    *barrier = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, needed, 0, 0};
    return 0;
}

// Who has come may still be on his way out: his mutex must be free.
int pthread_barrier_destroy(pthread_barrier_t* barrier) {
    const MutexHolder holder(barrier->mutex);
    return barrier->arrived == 0 ? 0 : EBUSY;
}

int pthread_barrier_wait(pthread_barrier_t* barrier) {
    const MutexHolder holder(barrier->mutex);
    const unsigned int round = barrier->round;
    if (++barrier->arrived == barrier->needed) {
        barrier->arrived = 0;
        barrier->round++;
        pthread_cond_broadcast(&barrier->opened);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    while (barrier->round == round) pthread_cond_wait(&barrier->opened, &barrier->mutex);
    return 0;
}

} // extern "C"
