/* user/libc/include/pthread.h: threads, as POSIX has them; each function answers 0 or the error itself.
 *
 * There is one difference: the times of timed calls are those of CLOCK_MONOTONIC, which nobody sets.
 */
#pragma once

#include <sched.h>
#include <stddef.h>
#include <time.h>

#define PTHREAD_STACK_MIN             16384
#define PTHREAD_KEYS_MAX              64
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define PTHREAD_BARRIER_SERIAL_THREAD (-1)

enum { PTHREAD_CREATE_JOINABLE = 0, PTHREAD_CREATE_DETACHED = 1 };
enum {
    PTHREAD_MUTEX_NORMAL = 0,
    PTHREAD_MUTEX_RECURSIVE = 1,
    PTHREAD_MUTEX_ERRORCHECK = 2,
    PTHREAD_MUTEX_DEFAULT = PTHREAD_MUTEX_NORMAL,
};

/* Nobody but the library looks inside of these. Words that say who may go on are futexes. */
typedef struct pthread_* pthread_t;
typedef unsigned int pthread_key_t;
typedef unsigned int pthread_once_t;
typedef struct {
    size_t stack_size;
    int detach_state;
} pthread_attr_t;
typedef struct {
    int kind;
} pthread_mutexattr_t;
typedef struct {
    unsigned int state; /* 0 free, 1 locked, 2 locked and somebody may wait */
    int kind;
    pthread_t owner;    /* unless it is a normal one */
    unsigned int depth; /* of a recursive one */
} pthread_mutex_t;
typedef struct {
    clockid_t clock;
} pthread_condattr_t;
typedef struct {
    unsigned int wakeups; /* so far */
    unsigned int waiters;
} pthread_cond_t;
typedef struct {
    int reserved;
} pthread_rwlockattr_t;
typedef struct {
    pthread_mutex_t mutex; /* for all below */
    pthread_cond_t changed;
    unsigned int readers;
    unsigned int waiting_writers;
    int written; /* a writer has it */
} pthread_rwlock_t;
typedef struct {
    int reserved;
} pthread_barrierattr_t;
typedef struct {
    pthread_mutex_t mutex; /* for all below */
    pthread_cond_t opened;
    unsigned int needed;
    unsigned int arrived;
    unsigned int round;
} pthread_barrier_t;

/* clang-format off */
#define PTHREAD_MUTEX_INITIALIZER              { 0, PTHREAD_MUTEX_NORMAL, NULL, 0 }
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_RECURSIVE, NULL, 0 }
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_ERRORCHECK, NULL, 0 }
#define PTHREAD_COND_INITIALIZER               { 0, 0 }
#define PTHREAD_RWLOCK_INITIALIZER             { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0 }
#define PTHREAD_ONCE_INIT                      0
/* clang-format on */

#ifdef __cplusplus
extern "C" {
#endif

/* Threads. */
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument);
int pthread_join(pthread_t thread, void** result);
int pthread_detach(pthread_t thread);
pthread_t pthread_self(void);
int pthread_equal(pthread_t a, pthread_t b);
void pthread_exit(void* result) __attribute__((noreturn));
int pthread_attr_init(pthread_attr_t* attributes);
int pthread_attr_destroy(pthread_attr_t* attributes);
int pthread_attr_setstacksize(pthread_attr_t* attributes, size_t bytes);
int pthread_attr_getstacksize(const pthread_attr_t* attributes, size_t* bytes);
int pthread_attr_setdetachstate(pthread_attr_t* attributes, int state);
int pthread_attr_getdetachstate(const pthread_attr_t* attributes, int* state);

/* Mutexes: one thread at a time. */
int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes);
int pthread_mutex_destroy(pthread_mutex_t* mutex);
int pthread_mutex_lock(pthread_mutex_t* mutex);
int pthread_mutex_trylock(pthread_mutex_t* mutex);
int pthread_mutex_timedlock(pthread_mutex_t* mutex, const struct timespec* time);
int pthread_mutex_unlock(pthread_mutex_t* mutex);
int pthread_mutexattr_init(pthread_mutexattr_t* attributes);
int pthread_mutexattr_destroy(pthread_mutexattr_t* attributes);
int pthread_mutexattr_settype(pthread_mutexattr_t* attributes, int kind);
int pthread_mutexattr_gettype(const pthread_mutexattr_t* attributes, int* kind);
int pthread_once(pthread_once_t* once, void (*function)(void));

/* Conditions: waiting until something that a mutex guards is so. Look again after each wait. */
int pthread_cond_init(pthread_cond_t* condition, const pthread_condattr_t* attributes);
int pthread_cond_destroy(pthread_cond_t* condition);
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex);
int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const struct timespec* time);
int pthread_cond_signal(pthread_cond_t* condition);
int pthread_cond_broadcast(pthread_cond_t* condition);
int pthread_condattr_init(pthread_condattr_t* attributes);
int pthread_condattr_destroy(pthread_condattr_t* attributes);
int pthread_condattr_setclock(pthread_condattr_t* attributes, clockid_t clock);
int pthread_condattr_getclock(const pthread_condattr_t* attributes, clockid_t* clock);

/* Many readers or one writer; and waiting for each other. */
int pthread_rwlock_init(pthread_rwlock_t* lock, const pthread_rwlockattr_t* attributes);
int pthread_rwlock_destroy(pthread_rwlock_t* lock);
int pthread_rwlock_rdlock(pthread_rwlock_t* lock);
int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock);
int pthread_rwlock_wrlock(pthread_rwlock_t* lock);
int pthread_rwlock_trywrlock(pthread_rwlock_t* lock);
int pthread_rwlock_unlock(pthread_rwlock_t* lock);
int pthread_barrier_init(pthread_barrier_t* barrier, const pthread_barrierattr_t* attributes,
                         unsigned int needed);
int pthread_barrier_destroy(pthread_barrier_t* barrier);
int pthread_barrier_wait(pthread_barrier_t* barrier); /* PTHREAD_BARRIER_SERIAL_THREAD for one of them */

/* Values that each thread has its own of. `destructor` is called with those that are not null when a thread ends. */
int pthread_key_create(pthread_key_t* key, void (*destructor)(void* value));
int pthread_key_delete(pthread_key_t key);
void* pthread_getspecific(pthread_key_t key);
int pthread_setspecific(pthread_key_t key, const void* value);

#ifdef __cplusplus
}
#endif
