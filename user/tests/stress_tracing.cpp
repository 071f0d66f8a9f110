// user/tests/stress_tracing.cpp: many tracees at once, which fork, run threads and programs, and are killed at random.
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "team.h"
#include "tracing.h"
#include <fcntl.h>
#include <stdlib.h>

using namespace tracing;

namespace {

// What tracees do. Each answers 0, and would not if a call had gone wrong.
int asks() {
    const pid_t self = getpid();
    for (int i = 0; i < 30; i++)
        if (getpid() != self) return 1;
    return 0;
}
int forks() {
    for (int i = 0; i < 3; i++)
        if (child::run(asks) != child::exits(0)) return 1;
    return 0;
}
int threads() {
    return Team(3, [](u64) { return asks(); }).ok() ? 0 : 1;
}
int executes() {
    return child::run([] { return execl("/bin/true", "true", nullptr); }) == child::exits(0) ? 0 : 1;
}
int naps() {
    for (int i = 0; i < 5; i++)
        if (sys::sleep(50'000).error() != Errno::none) return 1;
    return 0;
}
int signals_itself() {
    static int handled;
    signal(SIGUSR1, [](int) { handled++; });
    for (int i = 0; i < 5; i++) raise(SIGUSR1);
    return handled == 5 ? 0 : 1;
}
constexpr int (*kDeeds[])() = {asks, forks, threads, executes, naps, signals_itself};
constexpr usize kDeedCount = sizeof kDeeds / sizeof kDeeds[0];

// How a tracee is treated: told by its number.
enum class Treatment { let_run, kill, let_go };

// Traces one child to its end, kills it after some events, or closes the tracer then. 0 if it ended as it should.
int trace_one(Random& random) {
    const auto deed = kDeeds[random.below(kDeedCount)];
    const auto treatment = static_cast<Treatment>(random.below(3));
    u64 patience = random.below(60);
    Traced traced(deed, random.below(2) ? TRACE_FORK : TRACE_PROCESS);
    TraceEvent event;
    while (read_event(traced.tracer, event)) {
        if (treatment == Treatment::let_go && patience == 0) break;
        if (treatment == Treatment::kill && patience == 0) kill(traced.pid, SIGKILL);
        if (patience > 0) patience--;
        if (waits(event)) (void)write_reply(traced.tracer, {event.tid, TRACE_CONTINUE, 0, 0});
    }
    traced.stop();
    const auto ending = child::ending_of(traced.pid);
    if (ending == child::exits(0)) return 0;
    return treatment == Treatment::kill && ending == child::ends_by(SIGKILL) ? 0 : 1;
}

// Several tracers at a time, each with one tracee after the other.
int storm(u64 seed) {
    constexpr u64 kTracers = 4;
    pid_t pids[kTracers];
    for (u64 i = 0; i < kTracers; i++) {
        pids[i] = child::start([&] {
            Random random(seed * kTracers + i);
            int wrong = 0;
            for (int n = 0; n < 12; n++) wrong += trace_one(random);
            return wrong;
        });
    }
    int wrong = 0;
    for (const pid_t pid : pids) wrong += child::ending_within(pid, child::kLong) != child::exits(0);
    return wrong;
}

// A tracer that is killed at a random moment, with all that it traces.
int abandon(u64 seed) {
    Random random(seed);
    for (int n = 0; n < 10; n++) {
        const pid_t tracer = child::start([&] {
            Traced traced(forks, TRACE_FORK);
            return traced.let_run() > 0 ? 0 : 1;
        });
        (void)sys::sleep(static_cast<i64>(random.below(4'000'000)));
        kill(tracer, SIGKILL);
        (void)child::ending_of(tracer);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const stress::Seeds seeds(argc, argv);
    leaks::Watch watch;
    for (const u64 seed : seeds) {
        tap::equal(storm(seed), 0, "tracees run, are killed and let go at random");
        watch.ok("nothing is left of them");
        tap::equal(abandon(seed), 0, "tracers are killed at random");
        watch.ok("nothing is left of them and of their tracees");
    }
    return tap::done();
}
