// user/tests/stress_fork.cpp: forks until there is no room for more processes.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"

namespace {

// One parent makes children until fork fails; they all end together.
int until_full() {
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    int made = 0;
    int error = 0;
    while (made <= PROCESSES_MAX) {
        const pid_t pid = fork();
        if (pid == 0) {
            char byte;
            close(ends[1]);
            (void)read(ends[0], &byte, 1);
            _exit(made & 0x7f);
        }
        if (pid < 0) {
            error = errno;
            break;
        }
        made++;
    }
    SystemInfo info{};
    (void)sys::system_info(&info);
    const bool full = error == (info.processes == PROCESSES_MAX ? EAGAIN : ENOMEM) && fork() == -1;
    close(ends[0]);
    close(ends[1]);
    int ended = 0;
    int status = 0;
    while (wait(&status) > 0) ended += WIFEXITED(status);
    if (!full) return 2;
    if (ended != made) return 3;
    return made > 200 ? 0 : 4;
}

// Every process makes children, which do the same, until a time is over. Each waits for its own.
int tree(u64 deadline, u64 seed, int depth) {
    Random random(seed);
    int children = 0;
    while (sys::clock(CLOCK_MONOTONIC).value() < deadline && children < 20) {
        const u64 its_seed = random.next() | 1;
        const pid_t pid = fork();
        if (pid == 0) _exit(depth < 12 ? tree(deadline, its_seed, depth + 1) : 0);
        if (pid < 0) {
            if (errno != EAGAIN && errno != ENOMEM) return 5;
            (void)sys::sleep(child::kMillisecond);
            continue;
        }
        children++;
        if (random.below(4) == 0) {
            int status = 0;
            if (wait(&status) > 0) {
                children--;
                // Whoever needs memory when there is none is ended; that is no fault of fork's.
                if (status != 0 && status != SIGKILL) return WIFEXITED(status) ? WEXITSTATUS(status) : 6;
            }
        }
    }
    int status = 0;
    for (; children > 0; children--) {
        if (wait(&status) < 0) return 7;
        if (status != 0 && status != SIGKILL) return WIFEXITED(status) ? WEXITSTATUS(status) : 8;
    }
    return wait(&status) == -1 && errno == ECHILD ? 0 : 9;
}

} // namespace

int main(int argc, char** argv) {
    const stress::Seeds seeds(argc, argv);
    leaks::Watch watch;
    for (u64 round = 0; round < seeds.rounds(); round++) {
        const auto row = child::run(until_full);
        tap::equal(row, child::exits(0),
                   "a parent makes children until fork says EAGAIN or ENOMEM [0.9] [3.6]");
        watch.ok("and afterwards nothing is left behind");
        tap::equal(child::run([] { return execl("/bin/true", "true", nullptr); }), child::exits(0),
                   "and programs run again");
    }
    for (const u64 seed : seeds) {
        const u64 deadline = sys::clock(CLOCK_MONOTONIC).value() + 400 * child::kMillisecond;
        const auto whole = child::run([&] { return tree(deadline, seed, 0); });
        tap::ok(whole == child::exits(0) || whole == child::ends_by(SIGKILL),
                "a tree of forks that doubles and doubles again comes to its end [3.6]: %s",
                in_words(whole).text);
        watch.ok("and afterwards nothing is left behind");
    }
    return tap::done();
}
