// user/tests/stress_kill.cpp: children that do all kinds of things are killed at random moments.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>

namespace {

// What a child may be doing when its end comes. None of these ends by itself.
int spins() {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}
int naps() {
    while (true) (void)sys::sleep(100'000);
}
int yields() {
    while (true) sched_yield();
}
int forks() {
    while (true) {
        child::start([] { return 0; });
        (void)wait(nullptr);
    }
}
int forks_and_forgets() {
    while (true) {
        if (fork() == 0) {
            (void)sys::sleep(200'000);
            _exit(0);
        }
        (void)sys::sleep(300'000);
    }
}
int executes() {
    while (true) {
        if (fork() == 0) _exit(execl("/bin/true", "true", nullptr));
        (void)wait(nullptr);
    }
}
int talks_to_itself() {
    static char bytes[PIPE_CAPACITY];
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    while (true) {
        (void)write(ends[1], bytes, sizeof bytes);
        (void)read(ends[0], bytes, sizeof bytes);
    }
}
int talks_to_a_child() {
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    if (fork() == 0) {
        char got[700];
        close(ends[1]);
        while (read(ends[0], got, sizeof got) > 0) {
        }
        _exit(0);
    }
    static char bytes[3 * PIPE_CAPACITY];
    close(ends[0]);
    while (true) (void)write(ends[1], bytes, sizeof bytes);
}
int reads_files() {
    static char bytes[10'000];
    while (true) {
        const int fd = open("/bin/sh", O_RDONLY);
        while (read(fd, bytes, sizeof bytes) > 0) {
        }
        close(fd);
    }
}
int takes_and_gives_memory() {
    const u64 start = sys::brk(0).value();
    while (true) {
        (void)sys::brk(start + 200 * 4096);
        for (u64 at = start; at < start + 200 * 4096; at += 4096) *reinterpret_cast<volatile char*>(at) = 1;
        (void)sys::brk(start);
    }
}
int reads_much() {
    static char bytes[1 << 20];
    const int fd = open("/dev/zero", O_RDONLY);
    while (true) (void)read(fd, bytes, sizeof bytes);
}

constexpr int (*kDeeds[])() = {spins,
                               naps,
                               yields,
                               forks,
                               forks_and_forgets,
                               executes,
                               talks_to_itself,
                               talks_to_a_child,
                               reads_files,
                               takes_and_gives_memory,
                               reads_much};
constexpr usize kDeedCount = sizeof kDeeds / sizeof kDeeds[0];

// So many children at a time; each lives for a random while, and is followed by another one.
int storm(u64 seed, int victims) {
    Random random(seed);
    constexpr usize kAtOnce = 6;
    pid_t pids[kAtOnce] = {};
    for (int n = 0; n < victims; n++) {
        pid_t& pid = pids[random.below(kAtOnce)];
        if (pid) {
            const Signal signal = random.below(2) ? SIGKILL : SIGTERM;
            if (kill(pid, signal) != 0) return 1;
            if (child::ending_of(pid) != child::ends_by(signal)) return 2;
        }
        const auto deed = kDeeds[random.below(kDeedCount)];
        pid = child::start(deed);
        if (pid < 0) return 3;
        (void)sys::sleep(static_cast<i64>(random.below(3'000'000)));
    }
    for (const pid_t pid : pids) {
        if (!pid) continue;
        if (kill(pid, SIGKILL) != 0) return 4;
        if (child::ending_of(pid) != child::ends_by(SIGKILL)) return 5;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const stress::Seeds seeds(argc, argv);
    leaks::Watch watch;
    for (usize i = 0; i < kDeedCount; i++) {
        const pid_t pid = child::start(kDeeds[i]);
        (void)sys::sleep(3 * child::kMillisecond);
        kill(pid, SIGKILL);
        tap::equal(child::ending_within(pid, child::kLong), child::ends_by(SIGKILL),
                   tap::words("deed %lu can be ended", i).text);
    }
    watch.ok("nothing is left of any deed");
    for (const u64 seed : seeds) {
        tap::equal(child::run([&] { return storm(seed, 60); }), child::exits(0),
                   "60 children are killed at random moments [3.6]");
        watch.ok("nothing is left of them");
    }
    return tap::done();
}
