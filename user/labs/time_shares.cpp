// user/labs/time_shares.cpp: what a scheduling policy makes of processes that want the same hart.
//
//   time_shares waits|forgives|starves|equal|back
//
// There are processes that spin, that give way all the time, and that sleep and are to be quick when they wake up. Time is the
// machine's: where QEMU counts instructions (-icount, as `make grade` starts it), each is a nanosecond.
#include "tell.h"
#include <sched.h>

namespace {

constexpr usize kSpinners = 4;
constexpr u64 kTurn = 10 * 1'000'000; // nanoseconds, as kernel/thread/policy.h has it
constexpr int kNaps = 8;

// Many instructions without a branch: an emulator that counts them is quicker so.
[[noreturn]] int spin() {
    while (true) asm volatile(".rept 200\n nop\n .endr");
}

[[noreturn]] int give_way() {
    while (true) sched_yield();
}

u64 now() { return sys::clock(CLOCK_MONOTONIC).value(); }

u64 run_time(pid_t pid) {
    const ProcessInfo* process = child::find_process(pid);
    if (!process) lab::give_up("a child is gone");
    return process->run_time;
}

// Children that go on until they are ended.
template <usize kCount> class Team {
  public:
    explicit Team(int (*work)()) {
        for (pid_t& pid : pids_) pid = child::start(work);
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;
    ~Team() {
        for (const pid_t pid : pids_) {
            kill(pid, SIGKILL);
            (void)child::ending_of(pid);
        }
    }
    u64 time_of(usize i) const { return run_time(pids_[i]); }
    u64 time() const {
        u64 all = 0;
        for (usize i = 0; i < kCount; i++) all += time_of(i);
        return all;
    }

  private:
    pid_t pids_[kCount];
};

void spin_for(u64 nanoseconds) {
    const u64 before = run_time(getpid());
    while (run_time(getpid()) - before < nanoseconds) {
    }
}

// The longest time from the end of a nap until who took it runs.
u64 longest_wait() {
    u64 longest = 0;
    for (int i = 0; i < kNaps; i++) {
        const i64 nap = (3 + i % 5) * child::kMillisecond;
        const u64 end = now() + static_cast<u64>(nap);
        (void)sys::sleep(nap);
        const u64 waited = now() - end;
        if (waited > longest) longest = waited;
    }
    return longest;
}

// After each that spins has had a turn, so that it is known for that.
void waits() {
    const Team<kSpinners> spinners(spin);
    (void)sys::sleep(static_cast<i64>(2 * kSpinners * kTurn));
    lab::tell("longest wait after a nap, in instructions", longest_wait());
}

// Who spun for long, and does not any more.
void forgives() {
    const Team<kSpinners> spinners(spin);
    spin_for(3 * kTurn);
    (void)longest_wait(); // it may have to become known
    lab::tell("longest wait of one that has spun before", longest_wait());
}

// One that spins, among those that are always ready and never use up a turn.
void starves() {
    const Team<3> givers(give_way);
    const Team<1> spinner(spin);
    const u64 start = now();
    const u64 givers_before = givers.time();
    const u64 spinner_before = spinner.time();
    while (now() - start < 33 * kTurn) (void)sys::sleep(static_cast<i64>(kTurn));
    const u64 given = givers.time() - givers_before;
    const u64 spun = spinner.time() - spinner_before;
    lab::tell("hundredths for one that spins", spun * 100 / (given + spun + 1));
}

void equal() {
    const Team<kSpinners> spinners(spin);
    (void)sys::sleep(static_cast<i64>(32 * kTurn));
    const u64 average = spinners.time() / kSpinners;
    for (usize i = 0; i < kSpinners; i++) {
        static const char* const kNames[] = {"the first", "the second", "the third", "the fourth"};
        lab::tell(kNames[i], spinners.time_of(i) * 100 / average);
    }
}

// Whether everybody comes to the end who should: children that nap, that give way, and that spin for a while.
void back() {
    constexpr int kChildren = 18;
    pid_t pids[kChildren];
    for (int i = 0; i < kChildren; i++)
        pids[i] = child::start([i] {
            for (int turn = 0; turn < 5; turn++) {
                if (i % 3 == 0) (void)sys::sleep(child::kMillisecond);
                if (i % 3 == 1) sched_yield();
            }
            if (i % 3 == 2) spin_for(kTurn / 2);
            return 0;
        });
    u64 ended = 0;
    for (const pid_t pid : pids) ended += child::ending_of(pid) == child::exits(0);
    lab::tell("children that came to their end", ended);
}

struct Part {
    const char* name;
    void (*measure)();
};
constexpr Part kParts[] = {
    {"waits", waits}, {"forgives", forgives}, {"starves", starves}, {"equal", equal}, {"back", back}};

} // namespace

int main(int count, char** arguments) {
    for (const Part& part : kParts)
        if (count == 2 && strcmp(arguments[1], part.name) == 0) return part.measure(), 0;
    fprintf(stderr, "usage: time_shares waits|forgives|starves|equal|back\n");
    return 2;
}
