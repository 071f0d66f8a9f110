// user/libc/mutex.cpp: mutexes, and what is done once.

#include "lock.h"
#include "thread.h"
#include <errno.h>

namespace {

// Of the kinds that know their owner: what to do if that is the caller already. EAGAIN: it is not.
int lock_again(pthread_mutex_t* mutex) {
    if (mutex->kind == PTHREAD_MUTEX_NORMAL) return EAGAIN;
    if (__atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) != pthread_self()) return EAGAIN;
    if (mutex->kind == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
    mutex->depth++;
    return 0;
}

void become_owner(pthread_mutex_t* mutex) {
    if (mutex->kind == PTHREAD_MUTEX_NORMAL) return;
    __atomic_store_n(&mutex->owner, pthread_self(), __ATOMIC_RELAXED);
    mutex->depth = 1;
}

int lock_until(pthread_mutex_t* mutex, const timespec* end) {
    if (!libc::try_take(mutex->state)) {
        const int again = lock_again(mutex);
        if (again != EAGAIN) return again;
        const int error = libc::wait_and_take(mutex->state, end);
        if (error) return error;
    }
    become_owner(mutex);
    return 0;
}

} // namespace

extern "C" {

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
    *mutex = {0, attributes ? attributes->kind : PTHREAD_MUTEX_DEFAULT, nullptr, 0};
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t* mutex) {
    return __atomic_load_n(&mutex->state, __ATOMIC_RELAXED) == 0 ? 0 : EBUSY;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) { return lock_until(mutex, nullptr); }

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* time) { return lock_until(mutex, time); }

int pthread_mutex_trylock(pthread_mutex_t* mutex) {
    if (libc::try_take(mutex->state)) {
        become_owner(mutex);
        return 0;
    }
    return mutex->kind == PTHREAD_MUTEX_RECURSIVE && lock_again(mutex) == 0 ? 0 : EBUSY;
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) {
    if (mutex->kind != PTHREAD_MUTEX_NORMAL) {
        if (__atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) != pthread_self()) return EPERM;
        if (--mutex->depth > 0) return 0;
        __atomic_store_n(&mutex->owner, nullptr, __ATOMIC_RELAXED);
    }
    libc::give_back(mutex->state);
    return 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t* attributes) {
    attributes->kind = PTHREAD_MUTEX_DEFAULT;
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t*) { return 0; }

int pthread_mutexattr_settype(pthread_mutexattr_t* attributes, int kind) {
    if (kind < PTHREAD_MUTEX_NORMAL || kind > PTHREAD_MUTEX_ERRORCHECK) return EINVAL;
    attributes->kind = kind;
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t* attributes, int* kind) {
    *kind = attributes->kind;
    return 0;
}

// 0: nobody has called it yet; then somebody is in it; then it is done.
int pthread_once(pthread_once_t* once, void (*function)(void)) {
    enum : u32 { running = 1, done = 2 };
    for (u32 state = 0; (state = __atomic_load_n(once, __ATOMIC_ACQUIRE)) != done;) {
        if (state == running) {
            libc::sleep_at(*once, running);
        } else if (libc::try_take(*once)) {
            function();
            __atomic_store_n(once, done, __ATOMIC_RELEASE);
            libc::wake_at(*once, libc::kEverybody);
        }
    }
    return 0;
}

} // extern "C"
