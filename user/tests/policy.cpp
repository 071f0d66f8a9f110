// user/tests/policy.cpp: how the scheduler shares out the time: `policy`, or `policy fair` if it was booted so.
//
// There are as many that spin as there are harts, so that whoever else wants to run has to share with them.
#include "child.h"
#include "tap.h"
#include <sched.h>

namespace {

constexpr u64 kLongEnough = 100 * 1'000'000; // nanoseconds on a hart: ten turns
constexpr usize kHartsMost = 8;

[[noreturn]] int spin() {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}

[[noreturn]] int give_way() {
    while (true) sched_yield();
}

u64 run_time(pid_t pid) {
    const ProcessInfo* process = child::find_process(pid);
    if (!process) tap::bail_out("a child is gone");
    return process->run_time;
}

usize harts() {
    SystemInfo info{};
    (void)sys::system_info(&info);
    return info.harts;
}

class Spinners {
  public:
    Spinners() {
        for (usize i = 0; i < count_; i++) pids_[i] = child::start(spin);
    }
    Spinners(const Spinners&) = delete;
    Spinners& operator=(const Spinners&) = delete;
    ~Spinners() {
        for (usize i = 0; i < count_; i++) {
            kill(pids_[i], SIGKILL);
            (void)child::ending_of(pids_[i]);
        }
    }
    // What each has had on the average.
    u64 time() const {
        u64 total = 0;
        for (usize i = 0; i < count_; i++) total += run_time(pids_[i]);
        return total / count_;
    }
    void run_for(u64 time_each) const {
        const u64 until = time() + time_each;
        while (time() < until) (void)sys::sleep(5 * child::kMillisecond);
    }

  private:
    const usize count_ = harts();
    pid_t pids_[kHartsMost] = {};
};

// Hundredths of what one that spins has had.
u64 share_of(pid_t pid, const Spinners& spinners) { return run_time(pid) * 100 / spinners.time(); }

u64 share_of_one_that_gives_way() {
    const Spinners spinners;
    const pid_t giver = child::start(give_way);
    spinners.run_for(kLongEnough);
    const u64 share = share_of(giver, spinners);
    kill(giver, SIGKILL);
    (void)child::ending_of(giver);
    return share;
}

// How much of the time that the others get meanwhile, if it comes when they have had much already.
u64 share_of_one_that_comes_late() {
    const Spinners spinners;
    spinners.run_for(kLongEnough);
    const pid_t late = child::start(spin);
    const u64 before = spinners.time();
    spinners.run_for(kLongEnough);
    const u64 share = run_time(late) * 100 / (spinners.time() - before);
    kill(late, SIGKILL);
    (void)child::ending_of(late);
    return share;
}

// The emulator itself may have to wait for its machine in the middle of somebody's turn: then it is tried again.
u64 measured(u64 (*share)(), u64 least, u64 most) {
    u64 answer = share();
    for (int tries = 0; tries < 5 && (answer < least || answer > most); tries++) answer = share();
    return answer;
}

} // namespace

int main(int count, char** arguments) {
    const bool fair = count == 2 && strcmp(arguments[1], "fair") == 0;
    const u64 least = fair ? 60 : 0;
    const u64 most = fair ? 200 : 30;
    const u64 giving = measured(share_of_one_that_gives_way, least, most);
    tap::ok(giving >= least && giving <= most, "who gives way early gets %s who spins: %lu of 100 [3.10]",
            fair ? "as much as" : "less than", giving);
    const u64 late = measured(share_of_one_that_comes_late, 50, 200);
    tap::ok(late >= 50 && late <= 200, "who comes late neither starves nor makes up for it: %lu of 100",
            late);
    return tap::done();
}
