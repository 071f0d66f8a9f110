// user/tests/thread_locks.cpp: mutexes, conditions, semaphores, barriers and their kin do what they promise.
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>

namespace {

constexpr i64 kMillisecond = 1'000'000;

// Threads that run the same function, each with its number; how many of them answered that all went well.
template <int count> class Team {
  public:
    explicit Team(void* (*function)(void*)) {
        for (u64 i = 0; i < count; i++)
            if (pthread_create(&threads_[i], nullptr, function, reinterpret_cast<void*>(i)) != 0)
                tap::bail_out("no thread");
    }
    int join() {
        int good = 0;
        for (const pthread_t thread : threads_) {
            void* result = nullptr;
            if (pthread_join(thread, &result) == 0 && result) good++;
        }
        return good;
    }

  private:
    pthread_t threads_[count];
};

void* yes() { return reinterpret_cast<void*>(1ul); }

timespec in(i64 nanoseconds) {
    const i64 time = static_cast<i64>(sys::clock(CLOCK_MONOTONIC).value()) + nanoseconds;
    return {time / 1'000'000'000, time % 1'000'000'000};
}

// --- mutexes ---

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
volatile u64 counter = 0;
constexpr u64 kRounds = 2000;

// Without the mutex, counts are lost: between reading and writing, others run.
void* count_up(void*) {
    for (u64 i = 0; i < kRounds; i++) {
        pthread_mutex_lock(&mutex);
        const u64 seen = counter;
        if (i % 64 == 0) sched_yield();
        counter = seen + 1;
        pthread_mutex_unlock(&mutex);
    }
    return yes();
}

void counting() {
    counter = 0;
    Team<6> team(count_up);
    team.join();
    tap::equal(u64{counter}, 6 * kRounds, "six threads count under a mutex, and none is lost");
}

void* try_and_time(void*) {
    const bool busy = pthread_mutex_trylock(&mutex) == EBUSY;
    const timespec soon = in(3 * kMillisecond);
    const bool late = pthread_mutex_timedlock(&mutex, &soon) == ETIMEDOUT;
    const timespec no_time = {0, -1};
    const bool refused = pthread_mutex_timedlock(&mutex, &no_time) == EINVAL;
    return busy && late && refused ? yes() : nullptr;
}

void kinds() {
    tap::All all("a mutex knows its kind");
    pthread_mutex_lock(&mutex);
    Team<1> other(try_and_time);
    all.equal(other.join(), 1, "another thread gets EBUSY from trylock and ETIMEDOUT from timedlock");
    all.equal(pthread_mutex_destroy(&mutex), int{EBUSY}, "destroy while it is locked");
    pthread_mutex_unlock(&mutex);
    const timespec past = {0, 1};
    all.equal(pthread_mutex_timedlock(&mutex, &past), 0, "timedlock of a free one, whatever the time");
    pthread_mutex_unlock(&mutex);

    static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    all.equal(pthread_mutex_lock(&recursive), 0, "recursive: once");
    all.equal(pthread_mutex_lock(&recursive), 0, "twice");
    all.equal(pthread_mutex_trylock(&recursive), 0, "three times");
    const auto other_tries = [](void*) -> void* {
        const bool unlocked = pthread_mutex_unlock(&recursive) == EPERM;
        return unlocked && pthread_mutex_trylock(&recursive) == EBUSY ? yes() : nullptr;
    };
    for (int i = 0; i < 3; i++) {
        all.equal(Team<1>(other_tries).join(), 1, "it is not another thread's");
        all.equal(pthread_mutex_unlock(&recursive), 0, "unlock");
    }
    all.equal(pthread_mutex_unlock(&recursive), int{EPERM}, "unlock once more");

    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    all.equal(pthread_mutexattr_settype(&attributes, 9), int{EINVAL}, "no such kind");
    all.equal(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK), 0, "errorcheck");
    pthread_mutex_t checked;
    all.equal(pthread_mutex_init(&checked, &attributes), 0, "init");
    all.equal(pthread_mutex_unlock(&checked), int{EPERM}, "unlock a free one");
    all.equal(pthread_mutex_lock(&checked), 0, "lock");
    all.equal(pthread_mutex_lock(&checked), int{EDEADLK}, "lock again");
    all.equal(pthread_mutex_trylock(&checked), int{EBUSY}, "trylock again");
    all.equal(pthread_mutex_unlock(&checked), 0, "unlock");
    all.equal(pthread_mutex_destroy(&checked), 0, "destroy");
}

// --- conditions ---

constexpr int kSlots = 4;
constexpr u64 kItems = 1000; // of each producer
pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
u64 slots[kSlots];
int filled = 0;
u64 total = 0;

void put(u64 item) {
    pthread_mutex_lock(&mutex);
    while (filled == kSlots) pthread_cond_wait(&not_full, &mutex);
    slots[filled++] = item;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&mutex);
}

u64 take() {
    pthread_mutex_lock(&mutex);
    while (filled == 0) pthread_cond_wait(&not_empty, &mutex);
    const u64 item = slots[--filled];
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&mutex);
    return item;
}

void* produce(void*) {
    for (u64 i = 1; i <= kItems; i++) put(i);
    return yes();
}

void* consume(void*) {
    for (u64 i = 0; i < kItems; i++) __atomic_fetch_add(&total, take(), __ATOMIC_RELAXED);
    return yes();
}

void producers_and_consumers() {
    total = 0;
    Team<3> consumers(consume);
    Team<3> producers(produce);
    producers.join();
    consumers.join();
    tap::equal(total, 3 * kItems * (kItems + 1) / 2, "what three threads put in, three others take out");
}

bool opened = false;
int waiting = 0;

void* wait_for_opening(void*) {
    pthread_mutex_lock(&mutex);
    waiting++;
    while (!opened) pthread_cond_wait(&not_full, &mutex);
    pthread_mutex_unlock(&mutex);
    return yes();
}

void broadcasts_and_times() {
    tap::All all("a broadcast wakes everybody; a timed wait ends by itself, with the mutex");
    Team<5> team(wait_for_opening);
    for (bool ready = false; !ready; sched_yield()) {
        pthread_mutex_lock(&mutex);
        ready = waiting == 5;
        if (ready) opened = true;
        pthread_mutex_unlock(&mutex);
    }
    pthread_cond_broadcast(&not_full);
    all.equal(team.join(), 5, "woken");
    pthread_mutex_lock(&mutex);
    const u64 before = sys::clock(CLOCK_MONOTONIC).value();
    const timespec soon = in(4 * kMillisecond);
    all.equal(pthread_cond_timedwait(&not_empty, &mutex, &soon), int{ETIMEDOUT}, "nobody signals");
    all.check(sys::clock(CLOCK_MONOTONIC).value() - before >= 4 * kMillisecond, "not too early");
    all.equal(pthread_mutex_trylock(&mutex), int{EBUSY}, "the mutex is locked again");
    const timespec past = {0, 1};
    all.equal(pthread_cond_timedwait(&not_empty, &mutex, &past), int{ETIMEDOUT}, "a time that is over");
    const timespec no_time = {0, 1'000'000'000};
    all.equal(pthread_cond_timedwait(&not_empty, &mutex, &no_time), int{EINVAL}, "no time");
    pthread_mutex_unlock(&mutex);
}

// --- semaphores ---

sem_t ping;
sem_t pong;

void* answer_pings(void*) {
    for (u64 i = 0; i < kRounds; i++) {
        if (sem_wait(&ping) != 0 || sem_post(&pong) != 0) return nullptr;
    }
    return yes();
}

void semaphores() {
    tap::All all("semaphores count, wait and wake");
    all.equal(sem_init(&ping, 1, 0), -1, "between processes");
    all.equal(sem_init(&ping, 0, SEM_VALUE_MAX + 1u), -1, "a value that is too large");
    sem_init(&ping, 0, 2);
    sem_init(&pong, 0, 0);
    int value = -1;
    all.equal(sem_getvalue(&ping, &value), 0, "getvalue");
    all.equal(value, 2, "the value");
    all.check(sem_trywait(&ping) == 0 && sem_wait(&ping) == 0, "it can be taken twice");
    all.equal(sem_trywait(&ping), -1, "and not again");
    all.equal(int{errno}, int{EAGAIN}, "the reason");
    const timespec soon = in(3 * kMillisecond);
    all.equal(sem_timedwait(&ping, &soon), -1, "timedwait");
    all.equal(int{errno}, int{ETIMEDOUT}, "the reason");
    Team<1> other(answer_pings);
    for (u64 i = 0; i < kRounds; i++) {
        sem_post(&ping);
        sem_wait(&pong);
    }
    all.equal(other.join(), 1, "two threads take turns");
    sem_init(&ping, 0, SEM_VALUE_MAX);
    all.equal(sem_post(&ping), -1, "post beyond the largest value");
    all.equal(int{errno}, int{EOVERFLOW}, "the reason");
}

// --- once, keys, barriers, read-write locks ---

pthread_once_t once = PTHREAD_ONCE_INIT;
int times = 0;

void* do_once(void*) {
    pthread_once(&once, [] {
        for (int i = 0; i < 20; i++) sched_yield();
        times++;
    });
    return times == 1 ? yes() : nullptr; // whoever comes back finds it done
}

pthread_key_t key;
int values_destroyed = 0;

void* use_key(void* number) {
    if (pthread_getspecific(key)) return nullptr;
    pthread_setspecific(key, static_cast<char*>(number) + 1);
    sched_yield();
    return pthread_getspecific(key) == static_cast<char*>(number) + 1 ? yes() : nullptr;
}

void once_and_keys() {
    tap::All all("pthread_once, and values by key");
    all.equal(Team<5>(do_once).join(), 5, "done once, before any of them went on");
    all.equal(times, 1, "how often");
    const auto count_value = [](void*) { (void)__atomic_fetch_add(&values_destroyed, 1, __ATOMIC_RELAXED); };
    all.equal(pthread_key_create(&key, count_value), 0, "key_create");
    all.equal(Team<5>(use_key).join(), 5, "each thread has its own value");
    all.equal(values_destroyed, 5, "destructors called");
    pthread_setspecific(key, &times);
    all.equal(pthread_key_delete(key), 0, "key_delete");
    all.equal(pthread_key_delete(key), int{EINVAL}, "twice");
    all.equal(pthread_setspecific(key, &times), int{EINVAL}, "setspecific of a key that is none");
    pthread_key_t again;
    pthread_key_create(&again, nullptr);
    all.check(again == key && !pthread_getspecific(again), "a key made anew has no old values");
    int count = 1;
    for (pthread_key_t more; pthread_key_create(&more, nullptr) == 0;) count++;
    all.equal(count, PTHREAD_KEYS_MAX, "so many keys there are");
}

pthread_barrier_t barrier;
u32 arrived = 0;
u32 serial = 0;

void* meet(void*) {
    for (u32 round = 1; round <= 50; round++) {
        __atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < 4 * round) return nullptr;
    }
    return yes();
}

void barriers() {
    tap::All all("nobody passes a barrier before all have come, and one of them is told so");
    all.equal(pthread_barrier_init(&barrier, nullptr, 0), int{EINVAL}, "a barrier for nobody");
    all.equal(pthread_barrier_init(&barrier, nullptr, 4), 0, "init");
    all.equal(Team<4>(meet).join(), 4, "all four");
    all.equal(serial, 50u, "one in each round");
    all.equal(pthread_barrier_destroy(&barrier), 0, "destroy");
}

pthread_rwlock_t shared_lock = PTHREAD_RWLOCK_INITIALIZER;
volatile u64 left_half = 0;
volatile u64 right_half = 0;

void* read_or_write(void* number) {
    const bool writes = reinterpret_cast<u64>(number) % 3 == 0;
    bool good = true;
    for (int i = 0; i < 300; i++) {
        if (writes) {
            pthread_rwlock_wrlock(&shared_lock);
            left_half = left_half + 1;
            sched_yield();
            right_half = right_half + 1;
        } else {
            pthread_rwlock_rdlock(&shared_lock);
            good &= left_half == right_half;
        }
        pthread_rwlock_unlock(&shared_lock);
    }
    return good ? yes() : nullptr;
}

void read_write_locks() {
    tap::All all("many may read or one may write");
    all.equal(Team<6>(read_or_write).join(), 6, "readers never see half of a change");
    all.equal(u64{left_half}, 600ul, "no change is lost");
    pthread_rwlock_rdlock(&shared_lock);
    all.equal(pthread_rwlock_tryrdlock(&shared_lock), 0, "two readers");
    all.equal(pthread_rwlock_trywrlock(&shared_lock), int{EBUSY}, "no writer with them");
    pthread_rwlock_unlock(&shared_lock);
    pthread_rwlock_unlock(&shared_lock);
    all.equal(pthread_rwlock_trywrlock(&shared_lock), 0, "a writer alone");
    all.equal(pthread_rwlock_tryrdlock(&shared_lock), int{EBUSY}, "no reader with it");
    pthread_rwlock_unlock(&shared_lock);
}

// --- the library itself ---

FILE* file;

// Blocks of many sizes are filled, and must not be anybody else's.
void* use_heap(void* number) {
    const int own = static_cast<int>(reinterpret_cast<u64>(number)) + 1;
    char* blocks[16] = {};
    for (usize round = 0; round < 600; round++) {
        char*& block = blocks[round * 7 % 16];
        const usize size = round * 37 % 900 + 1;
        if (block && block[0] != own) return nullptr;
        if (round % 3 == 0) {
            block = static_cast<char*>(realloc(block, size));
        } else {
            free(block);
            block = static_cast<char*>(malloc(size));
        }
        if (!block) return nullptr;
        memset(block, own, size);
        if (round % 50 == 0) sched_yield();
    }
    for (char* block : blocks) {
        if (block && block[0] != own) return nullptr;
        free(block);
    }
    return yes();
}

void* print_lines(void* number) {
    for (int i = 0; i < 100; i++)
        fprintf(file, "<%lu:%s>\n", reinterpret_cast<u64>(number), "a line of its own");
    return yes();
}

void library() {
    tap::All all("malloc and stdio serve many threads");
    all.equal(Team<4>(use_heap).join(), 4, "no block is given out twice");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    file = fdopen(ends[1], "w");
    FILE* reader = fdopen(ends[0], "r");
    const auto print_and_close = [](void*) -> void* {
        const int good = Team<3>(print_lines).join();
        return fclose(file) == 0 && good == 3 ? yes() : nullptr;
    };
    Team<1> printers(print_and_close);
    int lines = 0;
    char line[64];
    while (fgets(line, sizeof line, reader)) {
        lines++;
        all.check(strcmp(line + 2, ":a line of its own>\n") == 0, "a line is whole: %s", line);
    }
    fclose(reader);
    all.equal(printers.join(), 1, "the printers");
    all.equal(lines, 300, "lines");
}

} // namespace

int main() {
    Team<1>(count_up).join(); // so that what the library itself needs is there
    leaks::Watch watch;
    counting();
    kinds();
    producers_and_consumers();
    broadcasts_and_times();
    semaphores();
    once_and_keys();
    barriers();
    read_write_locks();
    library();
    watch.ok("nothing is left behind");
    return tap::done();
}
