// user/bench/works/works.cpp: the pieces of work; each does its work as many times as it is told.
#include "works.h"
#include "../measure.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr usize kPageSize = 4096;
constexpr usize kPages = 2048; // more than all times together touch
constexpr usize kBytes = 65536;

alignas(kPageSize) char bytes[kBytes];

void pass_through_pipe(Prepared& prepared, u64 times) {
    char byte = 'x';
    u64 moved = 0;
    for (u64 i = 0; i < times; i++) moved += write(prepared.to[1], &byte, 1) + read(prepared.to[0], &byte, 1);
    bench::must(moved == 2 * times, "a byte through a pipe");
}

// The partner sends back what it gets, until nobody can write to it any more.
[[noreturn]] void echo(const Prepared& prepared) {
    char byte;
    close(prepared.to[1]);
    while (read(prepared.to[0], &byte, 1) == 1 && write(prepared.back[1], &byte, 1) == 1) {
    }
    _exit(EXIT_SUCCESS);
}

void ping_pong(Prepared& prepared, u64 times) {
    if (!prepared.partner) {
        prepared.partner = fork();
        if (prepared.partner == 0) echo(prepared);
        bench::must(prepared.partner > 0, "fork");
    }
    char byte = 'x';
    u64 moved = 0;
    for (u64 i = 0; i < times; i++)
        moved += write(prepared.to[1], &byte, 1) + read(prepared.back[0], &byte, 1);
    bench::must(moved == 2 * times, "a byte there and back");
}

void open_and_close(Prepared&, u64 times) {
    bool good = true;
    for (u64 i = 0; i < times; i++) good &= close(open("/bin/cat", O_RDONLY)) == 0;
    bench::must(good, "open of /bin/cat");
}

// In one call each time, from the start of the file.
void read_much(Prepared& prepared, u64 times) {
    if (!prepared.large) prepared.large = open("/bin/sh", O_RDONLY);
    u64 moved = 0;
    for (u64 i = 0; i < times; i++) moved += pread(prepared.large, bytes, kBytes, 0);
    bench::must(moved == times * kBytes, "read of /bin/sh");
}

void write_much(Prepared& prepared, u64 times) {
    if (!prepared.written) prepared.written = open("/tmp/works", O_WRONLY | O_CREAT, 0644);
    u64 moved = 0;
    for (u64 i = 0; i < times; i++) moved += pwrite(prepared.written, bytes, kBytes, 0);
    bench::must(moved == times * kBytes, "write to /tmp/works");
}

void touch(Prepared& prepared, u64 times) {
    for (u64 i = 0; i < times; i++, prepared.pages += kPageSize) *prepared.pages = 1;
}

void wait_for(pid_t child) {
    int status = -1;
    bench::must(child > 0 && waitpid(child, &status, 0) == child && status == 0, "a child");
}

void fork_and_wait(Prepared&, u64 times) {
    for (u64 i = 0; i < times; i++) {
        const pid_t child = fork();
        if (child == 0) _exit(EXIT_SUCCESS);
        wait_for(child);
    }
}

void fork_exec_and_wait(Prepared&, u64 times) {
    for (u64 i = 0; i < times; i++) {
        const pid_t child = fork();
        if (child == 0) {
            execl("/bin/true", "true", static_cast<char*>(nullptr));
            _exit(EXIT_FAILURE);
        }
        wait_for(child);
    }
}

} // namespace

const NamedWork kWorks[] = {
    {"null", null_call, 1000},     {"pipe", pass_through_pipe, 200}, {"pingpong", ping_pong, 100},
    {"open", open_and_close, 100}, {"read", read_much, 20},          {"write", write_much, 20},
    {"touch", touch, 50},          {"fork", fork_and_wait, 10},      {"exec", fork_exec_and_wait, 5},
};

Prepared prepare() {
    Prepared made = {};
    bench::must(pipe2(made.to, 0) == 0 && pipe2(made.back, 0) == 0, "pipe");
    const u64 end = sys::brk(0).value();
    bench::must(static_cast<bool>(sys::brk(end + kPages * kPageSize)), "brk");
    made.pages =
        reinterpret_cast<char*>((end + kPageSize - 1) & -kPageSize); // the kernel's number is an address
    return made;
}
