// user/bench/growth/wake_ups.cpp: waking one while others sleep, and waking all.
#include "growth.h"

#include <pthread.h>
#include <sched.h>
#include <sys/calls.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr u64 kRoundTrips = 20;
constexpr u64 kMostThreads = 100;

// A byte to another process and back: two wake-ups, while so many sleep elsewhere.
void wake_one(u64 sleepers) {
    int there[2], back[2];
    char byte = 'x';
    bench::must(pipe2(there, 0) == 0 && pipe2(back, 0) == 0, "pipe");
    const pid_t other = fork();
    if (other == 0) {
        close(there[1]);
        while (read(there[0], &byte, 1) == 1 && write(back[1], &byte, 1) == 1) {
        }
        _exit(EXIT_SUCCESS);
    }
    {
        growth::Sleepers others(sleepers);
        bench::Samples samples;
        for (u64& sample : samples) {
            i64 moved = 0;
            const u64 start = bench::instructions();
            for (u64 i = 0; i < kRoundTrips; i++)
                moved += write(there[1], &byte, 1) + read(back[0], &byte, 1);
            sample = bench::instructions() - start;
            bench::must(moved == static_cast<i64>(2 * kRoundTrips), "a byte there and back");
        }
        samples.report_at("pipe round trip, with sleepers", sleepers, kRoundTrips);
    }
    for (const int end : {there[0], there[1], back[0], back[1]}) close(end);
    bench::must(waitpid(other, nullptr, 0) == other, "waitpid");
}

u32 word = 0;           // where threads sleep
u64 about_to_sleep = 0; // how many have come as far as that, by now

void* sleep_again_and_again(void*) {
    u32 seen = 0;
    while (seen != UINT32_MAX) {
        __atomic_add_fetch(&about_to_sleep, 1, __ATOMIC_RELAXED);
        (void)call_futex_wait(&word, seen, -1);
        seen = __atomic_load_n(&word, __ATOMIC_RELAXED);
    }
    return nullptr;
}

// All of them have said that they would, and had their turn since.
void wait_for_sleepers(u64 count) {
    while (__atomic_load_n(&about_to_sleep, __ATOMIC_RELAXED) < count) sched_yield();
    sched_yield();
    __atomic_store_n(&about_to_sleep, 0, __ATOMIC_RELAXED);
}

// The call that wakes them, until it comes back: they have not run yet.
void wake_all(u64 threads) {
    pthread_t sleepers[kMostThreads];
    for (u64 i = 0; i < threads; i++)
        bench::must(pthread_create(&sleepers[i], nullptr, sleep_again_and_again, nullptr) == 0,
                    "pthread_create");
    bench::Samples samples;
    for (u64& sample : samples) {
        wait_for_sleepers(threads);
        __atomic_add_fetch(&word, 1, __ATOMIC_RELAXED);
        const u64 start = bench::instructions();
        const long woken = call_futex_wake(&word, UINT32_MAX);
        sample = bench::instructions() - start;
        bench::must(woken == static_cast<long>(threads), "waking all of them");
    }
    samples.report_at("wake all that sleep at a word", threads, 1);
    wait_for_sleepers(threads);
    __atomic_store_n(&word, UINT32_MAX, __ATOMIC_RELAXED);
    (void)call_futex_wake(&word, UINT32_MAX);
    for (u64 i = 0; i < threads; i++) bench::must(pthread_join(sleepers[i], nullptr) == 0, "pthread_join");
    __atomic_store_n(&word, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&about_to_sleep, 0, __ATOMIC_RELAXED);
}

} // namespace

void growth::wake_ups() {
    for (const u64 count : {1, 10, 100}) wake_one(count);
    for (const u64 count : {1, 10, 50, 100}) wake_all(count);
}
