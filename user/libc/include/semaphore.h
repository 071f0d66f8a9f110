/* user/libc/include/semaphore.h: a number that is never below 0: taking one from it waits until there is one. */
#pragma once

#include <time.h>

#define SEM_VALUE_MAX 0x7fffffff

typedef struct {
    unsigned int value;
    unsigned int waiters;
} sem_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Each answers -1 on failure, with errno. */
int sem_init(sem_t* semaphore, int between_processes, unsigned int value); /* only within a process */
int sem_destroy(sem_t* semaphore);
int sem_wait(sem_t* semaphore);
int sem_trywait(sem_t* semaphore);
int sem_timedwait(sem_t* semaphore, const struct timespec* time); /* of CLOCK_MONOTONIC */
int sem_post(sem_t* semaphore);
int sem_getvalue(sem_t* semaphore, int* value);

#ifdef __cplusplus
}
#endif
