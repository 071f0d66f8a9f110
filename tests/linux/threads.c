/* tests/linux/threads.c: POSIX threads, with all that they synchronise by. */
#define _GNU_SOURCE
#include "tell.h"

#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 6, ROUNDS = 300 };

/* The argument of a thread is a number. */
static void start_all(pthread_t* threads, void* (*run)(void*)) {
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, run, (void*)i);
}

static long join_all(const pthread_t* threads) {
    long sum = 0;
    for (int i = 0; i < THREADS; i++) {
        void* result = NULL;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    return sum;
}

/* --- locks --- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int counted, written, spun, ran_once;
static atomic_long added;

static void run_once(void) { ran_once++; }

static void* use_locks(void* argument) {
    long serial = 0;
    pthread_once(&once, run_once);
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        counted++;
        pthread_mutex_unlock(&mutex);
        pthread_rwlock_rdlock(&lock);
        atomic_fetch_add(&added, written >= 0);
        pthread_rwlock_unlock(&lock);
        pthread_rwlock_wrlock(&lock);
        written++;
        pthread_rwlock_unlock(&lock);
        pthread_spin_lock(&spin);
        spun++;
        pthread_spin_unlock(&spin);
        if (i % 100 == 0) serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    }
    return (void*)(serial * 1000 + (long)argument);
}

static void locks(void) {
    begin("locks");
    pthread_t threads[THREADS];
    pthread_spin_init(&spin, 0);
    pthread_barrier_init(&barrier, NULL, THREADS);
    start_all(threads, use_locks);
    TELL(join_all(threads));
    printf("%d %d %d %d %ld\n", counted, written, spun, ran_once, atomic_load(&added));

    pthread_mutexattr_t kind;
    pthread_mutex_t checked;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checked, &kind);
    TELL(pthread_mutex_lock(&checked));
    printf("%s\n", strerror(pthread_mutex_lock(&checked)));
    TELL(pthread_mutex_unlock(&checked));
    printf("%s\n", strerror(pthread_mutex_unlock(&checked)));
}

/* --- who waits for whom --- */

static sem_t items, room;
static int buffer[4], first, last;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn;

static void* produce(void* argument) {
    for (int i = 1; i <= ROUNDS; i++) {
        sem_wait(&room);
        buffer[last++ % 4] = i;
        sem_post(&items);
    }
    return argument;
}

static void* take_turns(void* argument) {
    for (int i = 0; i < 20; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % THREADS != (long)argument) pthread_cond_wait(&changed, &mutex);
        turn++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return argument;
}

static void waiting(void) {
    begin("waiting");
    pthread_t producer, threads[THREADS];
    sem_init(&items, 0, 0);
    sem_init(&room, 0, 4);
    pthread_create(&producer, NULL, produce, NULL);
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&items);
        sum += buffer[first++ % 4];
        sem_post(&room);
    }
    pthread_join(producer, NULL);
    TELL(sum);
    TELL(sem_trywait(&items));
    const struct timespec over = {1, 0};
    TELL(sem_timedwait(&items, &over));
    start_all(threads, take_turns);
    TELL(join_all(threads));
    TELL(turn);
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 5000000;
    if (soon.tv_nsec >= 1000000000) soon.tv_sec++, soon.tv_nsec -= 1000000000;
    pthread_mutex_lock(&mutex);
    printf("%s\n", strerror(pthread_cond_timedwait(&changed, &mutex, &soon)));
    pthread_mutex_unlock(&mutex);
}

/* --- what each has for itself --- */

static pthread_key_t key;
static __thread int own = 5;
static atomic_int destroyed;

static void destroy(void* value) { atomic_fetch_add(&destroyed, *(int*)value); }

static void* keep(void* argument) {
    pthread_setspecific(key, &own);
    own += (int)(long)argument;
    errno = own;
    sched_yield();
    return (void*)(long)(errno + *(int*)pthread_getspecific(key));
}

static void* deep(void* argument) {
    volatile char room_on_stack[200000];
    room_on_stack[0] = 1;
    return (void*)(room_on_stack[0] + (long)argument);
}

static void own_things(void) {
    begin("own things");
    pthread_t threads[THREADS], one;
    pthread_key_create(&key, destroy);
    start_all(threads, keep);
    TELL(join_all(threads));
    TELL(destroyed);
    TELL(own);
    pthread_attr_t attributes;
    size_t size = 0;
    pthread_attr_init(&attributes);
    TELL(pthread_attr_setstacksize(&attributes, 262144 + PTHREAD_STACK_MIN));
    TELL(pthread_create(&one, &attributes, deep, (void*)41));
    void* result = NULL;
    TELL(pthread_join(one, &result));
    TELL(result);
    TELL(pthread_getattr_np(pthread_self(), &attributes));
    TELL(pthread_attr_getstacksize(&attributes, &size) == 0 && size > 100000);
    char name[16] = "";
    TELL(pthread_setname_np(pthread_self(), "main thread"));
    TELL(pthread_getname_np(pthread_self(), name, sizeof name));
    printf("%s\n", name);
}

/* --- ends --- */

static const char* cleaned;
static void note_cleaning(void* what) { cleaned = what; }

static void* wait_for_ever(void* argument) {
    pthread_cleanup_push(note_cleaning, argument);
    sem_post(&room);
    for (;;) pause();
    pthread_cleanup_pop(0);
    return NULL;
}

static void* leave(void* argument) { pthread_exit(argument); }

static void* go_on(void* argument) {
    sem_post(&room);
    for (;;) sleep(1000);
    return argument;
}

static void ends(void) {
    begin("ends");
    pthread_t one;
    void* result = NULL;
    pthread_create(&one, NULL, leave, (void*)17);
    TELL(pthread_join(one, &result));
    TELL(result);
    sem_init(&room, 0, 0);
    pthread_create(&one, NULL, wait_for_ever, "the one that was cancelled");
    sem_wait(&room);
    TELL(pthread_cancel(one));
    TELL(pthread_join(one, &result));
    TELL(result == PTHREAD_CANCELED);
    printf("cleaned up: %s\n", cleaned);
    pthread_create(&one, NULL, go_on, NULL);
    TELL(pthread_detach(one));
    sem_wait(&room);
}

int main(void) {
    locks();
    waiting();
    own_things();
    ends();
    printf("the last word\n");
    exit(9);
}
