// user/libc/semaphore.cpp: semaphores.

#include "futex.h"
#include <errno.h>
#include <semaphore.h>

namespace {

bool try_take(sem_t* semaphore) {
    u32 value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    while (value > 0) {
        if (__atomic_compare_exchange_n(&semaphore->value, &value, value - 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
    }
    return false;
}

int fail(int error) {
    errno = error;
    return -1;
}

int wait_until(sem_t* semaphore, const timespec* end) {
    while (!try_take(semaphore)) {
        i64 nanoseconds = libc::kForEver;
        if (end && !libc::time_left(*end, nanoseconds)) return fail(EINVAL);
        __atomic_fetch_add(&semaphore->waiters, 1, __ATOMIC_SEQ_CST);
        const int error = libc::sleep_at(semaphore->value, 0, nanoseconds);
        __atomic_fetch_sub(&semaphore->waiters, 1, __ATOMIC_RELAXED);
        if (error == ETIMEDOUT || error == EINTR) return fail(error);
    }
    return 0;
}

} // namespace

extern "C" {

int sem_init(sem_t* semaphore, int between_processes, unsigned int value) {
    if (between_processes) return fail(ENOSYS);
    if (value > SEM_VALUE_MAX) return fail(EINVAL);
    *semaphore = {value, 0};
    return 0;
}

int sem_destroy(sem_t*) { return 0; }
int sem_wait(sem_t* semaphore) { return wait_until(semaphore, nullptr); }
int sem_timedwait(sem_t* semaphore, const timespec* time) { return wait_until(semaphore, time); }
int sem_trywait(sem_t* semaphore) { return try_take(semaphore) ? 0 : fail(EAGAIN); }

int sem_post(sem_t* semaphore) {
    u32 value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    do {
        if (value == SEM_VALUE_MAX) return fail(EOVERFLOW);
    } while (!__atomic_compare_exchange_n(&semaphore->value, &value, value + 1, false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_RELAXED));
    if (__atomic_load_n(&semaphore->waiters, __ATOMIC_SEQ_CST) > 0) libc::wake_at(semaphore->value, 1);
    return 0;
}

int sem_getvalue(sem_t* semaphore, int* value) {
    *value = static_cast<int>(__atomic_load_n(&semaphore->value, __ATOMIC_RELAXED));
    return 0;
}

} // extern "C"
