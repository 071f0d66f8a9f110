// user/bench/works.cpp: one piece of work, between two marks, for scripts/profile.py.
#include "measure.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

// The tracer looks for these two functions; what runs in between is the work.
extern "C" [[gnu::noinline]] void work_begins() { asm volatile(""); } // not to be optimised away
extern "C" [[gnu::noinline]] void work_ends() { asm volatile(""); }

namespace {

int ends[2];
int child_ends[2];
char byte = 'x';
struct stat info;
char* page;

void null_call() { (void)sys::getpid(); }
void pipe_write_read() { bench::must(write(ends[1], &byte, 1) + read(ends[0], &byte, 1) == 2, "pipe"); }
void open_close() { bench::must(close(open("/bin/cat", O_RDONLY)) == 0, "open"); }
void stat_descriptor() { bench::must(fstat(ends[0], &info) == 0, "fstat"); }
void touch() {
    page += 4096;
    *static_cast<volatile char*>(page) = 1;
}
void fork_and_wait() {
    int status;
    const pid_t child = fork();
    if (child == 0) _exit(0);
    bench::must(waitpid(child, &status, 0) == child, "wait");
}
void fork_exec() {
    int status;
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/true", "true", static_cast<char*>(nullptr));
        _exit(1);
    }
    bench::must(waitpid(child, &status, 0) == child, "wait");
}
void ping_pong() {
    bench::must(write(ends[1], &byte, 1) == 1 && read(child_ends[0], &byte, 1) == 1, "ping-pong");
}

struct Work {
    const char* name;
    void (*run)();
};
constexpr Work kWorks[] = {
    {"null", null_call}, {"pipe", pipe_write_read}, {"open", open_close}, {"fstat", stat_descriptor},
    {"touch", touch},    {"fork", fork_and_wait},   {"exec", fork_exec},  {"pingpong", ping_pong},
};

} // namespace

int main(int count, char** arguments) {
    const char* name = count > 1 ? arguments[1] : "null";
    (void)pipe(ends);
    (void)pipe(child_ends);
    page = static_cast<char*>(sbrk(100 * 4096));
    if (!strcmp(name, "pingpong")) {
        if (fork() == 0) {
            close(ends[1]);
            close(child_ends[0]);
            while (read(ends[0], &byte, 1) == 1) (void)!write(child_ends[1], &byte, 1);
            _exit(0);
        }
    }
    for (const Work& work : kWorks) {
        if (strcmp(work.name, name) != 0) continue;
        for (int i = 0; i < 4; i++) work.run();
        work_begins();
        work.run();
        work_ends();
        return EXIT_SUCCESS;
    }
    return EXIT_FAILURE;
}
