// user/tests/stress_exit.cpp: whole families end in every order, and are buried.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"

namespace {

// A process with children, which have children: each naps, and ends without waiting for any of them.
int family(u64 seed, int depth) {
    Random random(seed);
    for (int i = 0; i < 3 && depth > 0; i++) {
        const u64 its_seed = random.next() | 1;
        if (fork() == 0) _exit(family(its_seed, depth - 1));
    }
    (void)sys::sleep(static_cast<i64>(random.below(3'000'000)));
    if (random.below(3) == 0) (void)wait(nullptr);
    if (random.below(5) == 0) kill(getpid(), SIGTERM);
    return static_cast<int>(random.below(256));
}

// All at once, with the last breath of each a fault or an exit.
int crowd(u64 seed) {
    constexpr int kChildren = 150;
    int go[2];
    if (pipe2(go, 0) != 0) return 1;
    Random random(seed);
    for (int i = 0; i < kChildren; i++) {
        const u64 fate = random.below(3);
        const pid_t pid = fork();
        if (pid < 0) return 2;
        if (pid == 0) {
            char byte;
            close(go[1]);
            (void)read(go[0], &byte, 1);
            if (fate == 1) (void)sys::kill(Pid(getpid()), SIGUSR1);
            if (fate == 2 && fork() == 0) (void)sys::sleep(1'000'000);
            _exit(static_cast<int>(fate));
        }
    }
    close(go[0]);
    close(go[1]);
    int counts[2] = {}; // by exit, by signal
    for (int i = 0; i < kChildren; i++) {
        int status = 0;
        if (wait(&status) < 0) return 3;
        counts[WIFSIGNALED(status)]++;
    }
    return counts[0] + counts[1] == kChildren && wait(nullptr) == -1 ? 0 : 4;
}

// One that ends while it is being waited for, and just when another one kills it: both nap equally long.
int contested(u64 seed) {
    Random random(seed);
    for (int n = 0; n < 200; n++) {
        const pid_t victim = child::start([&] {
            (void)sys::sleep(static_cast<i64>(random.below(400'000)));
            return 7;
        });
        const pid_t killer = child::start([&] {
            (void)sys::sleep(static_cast<i64>(random.below(400'000)));
            (void)sys::kill(Pid(victim), SIGKILL);
            return 0;
        });
        (void)random.next();
        const auto ending = child::ending_of(victim);
        if (ending != child::exits(7) && ending != child::ends_by(SIGKILL)) return 1;
        if (child::ending_of(killer) != child::exits(0)) return 2;
        if (kill(victim, SIGNONE) == 0) return 3;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const stress::Seeds seeds(argc, argv);
    leaks::Watch watch;
    for (const u64 seed : seeds) {
        const auto ending = child::run([seed] { return family(seed, 5); });
        tap::ok(ending != child::kStillRuns,
                "a family of hundreds of processes, where nobody waits for all [3.6]");
        watch.ok("init has buried them all");
    }
    for (const u64 seed : seeds) {
        tap::equal(child::run([seed] { return crowd(seed); }), child::exits(0),
                   "150 children end at the same time [3.6]");
        watch.ok("and nothing is left of them");
    }
    tap::equal(child::run([] { return contested(71); }), child::exits(0),
               "200 children end while others try to kill them [3.6]");
    watch.ok("and nothing is left of them");
    return tap::done();
}
