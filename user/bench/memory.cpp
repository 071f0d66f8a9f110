// user/bench/memory.cpp: how much memory a process and a thread take that do nothing but sleep.
#include "measure.h"

#include <pthread.h>
#include <stile.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr u64 kMany = 50;
constexpr u64 kKibibytesPerPage = 4;

u64 free_pages() {
    SystemInfo info;
    bench::must(system_info(&info) == 0, "system_info");
    return info.free_pages;
}

void report(const char* what, u64 before, u64 after) {
    const u64 bytes = (before - after) * kKibibytesPerPage * 1024 / kMany;
    printf("%-32s %10lu bytes\n", what, bytes);
}

// Each child says that it is there, and sleeps until the pipe ends.
void sleeping_processes() {
    int awake[2], stay[2];
    char byte = 'x';
    bench::must(pipe2(awake, 0) == 0 && pipe2(stay, 0) == 0, "pipe");
    const u64 before = free_pages();
    for (u64 i = 0; i < kMany; i++) {
        const pid_t child = fork();
        bench::must(child >= 0, "fork");
        if (child == 0) {
            close(stay[1]);
            if (write(awake[1], &byte, 1) == 1) (void)read(stay[0], &byte, 1);
            _exit(EXIT_SUCCESS);
        }
        bench::must(read(awake[0], &byte, 1) == 1, "hearing of a child");
    }
    report("idle process, just forked", before, free_pages());
    close(stay[1]);
    for (u64 i = 0; i < kMany; i++) bench::must(wait(nullptr) > 0, "wait");
}

int thread_awake[2], thread_stay[2];

void* sleep_in_thread(void*) {
    char byte = 'x';
    if (write(thread_awake[1], &byte, 1) == 1) (void)read(thread_stay[0], &byte, 1);
    return nullptr;
}

void sleeping_threads() {
    char byte;
    pthread_t threads[kMany];
    bench::must(pipe2(thread_awake, 0) == 0 && pipe2(thread_stay, 0) == 0, "pipe");
    const u64 before = free_pages();
    for (pthread_t& thread : threads) {
        bench::must(pthread_create(&thread, nullptr, sleep_in_thread, nullptr) == 0, "pthread_create");
        bench::must(read(thread_awake[0], &byte, 1) == 1, "hearing of a thread");
    }
    report("idle thread", before, free_pages());
    close(thread_stay[1]);
    for (pthread_t thread : threads) bench::must(pthread_join(thread, nullptr) == 0, "pthread_join");
}

} // namespace

int main() {
    sleeping_processes();
    sleeping_threads();
    return EXIT_SUCCESS;
}
