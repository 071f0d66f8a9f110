// user/bench/growth/null_calls.cpp: a call that does nothing, with more and more processes and open files.
#include "growth.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr u64 kTimes = 100;
constexpr u64 kFilesOfOneProcess = 50; // it may have 64

void measure(const char* what, u64 many) {
    bench::Samples samples;
    for (u64& sample : samples) {
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) (void)sys::getpid();
        sample = bench::instructions() - start;
    }
    samples.report_at(what, many, kTimes);
}

void with_processes(u64 count) {
    growth::Sleepers others(count - 1); // this process is there, too
    measure("null call, with processes", count);
}

void open_files(u64 count, int* files) {
    for (u64 i = 0; i < count; i++) {
        files[i] = open("/dev/null", O_RDONLY);
        bench::must(files[i] >= 0, "open");
    }
}

// Those that one process cannot have, a child has; it lives until the pipe ends.
void with_files(u64 count) {
    int files[kFilesOfOneProcess], ready[2], stay[2];
    const u64 of_child = count > kFilesOfOneProcess ? count - kFilesOfOneProcess : 0;
    char byte = 'x';
    bench::must(pipe2(ready, 0) == 0 && pipe2(stay, 0) == 0, "pipe");
    const pid_t child = fork();
    if (child == 0) {
        close(stay[1]);
        open_files(of_child, files);
        if (write(ready[1], &byte, 1) == 1) (void)!read(stay[0], &byte, 1);
        _exit(EXIT_SUCCESS);
    }
    bench::must(read(ready[0], &byte, 1) == 1, "hearing of the child");
    open_files(count - of_child, files);
    measure("null call, with open files", count);
    for (u64 i = 0; i < count - of_child; i++) close(files[i]);
    for (const int end : {ready[0], ready[1], stay[0], stay[1]}) close(end);
    bench::must(waitpid(child, nullptr, 0) == child, "waitpid");
}

} // namespace

void growth::null_calls() {
    for (const u64 count : {1, 10, 100, 500}) with_processes(count);
    for (const u64 count : {1, 10, 50, 100}) with_files(count);
}
