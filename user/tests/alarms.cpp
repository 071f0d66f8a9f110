// user/tests/alarms.cpp: SIGALRM after a time, in intervals, and who has which alarm.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <sys/time.h>
#include <time.h>

namespace {

constexpr suseconds_t kShort = 5'000; // microseconds
constexpr time_t kLong = 1'000;       // seconds: more than the test takes

volatile int calls;
void count(int) { calls = calls + 1; }

i64 now() { return static_cast<i64>(sys::clock(CLOCK_MONOTONIC).value()); }

itimerval timer_of(suseconds_t first, suseconds_t interval) { return {{0, interval}, {0, first}}; }

void block_alarms() {
    const sigset_t alarms = 1ul << (SIGALRM - 1);
    sigprocmask(SIG_BLOCK, &alarms, nullptr);
}

void wait_for_alarm() {
    sigset_t others = 0;
    sigprocmask(SIG_BLOCK, nullptr, &others);
    others &= ~(1ul << (SIGALRM - 1));
    sigsuspend(&others);
}

bool is_off() {
    itimerval timer = {};
    getitimer(ITIMER_REAL, &timer);
    return timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0;
}

void once() {
    tap::All all("an alarm comes once, and not before its time");
    calls = 0;
    const itimerval timer = timer_of(kShort, 0);
    alarm(kLong);
    all.check(!is_off(), "it is still to come");
    const i64 start = now();
    all.equal(setitimer(ITIMER_REAL, &timer, nullptr), 0, "setitimer");
    wait_for_alarm();
    all.check(now() - start >= kShort * 1000, "not before");
    all.equal(int{calls}, 1, "calls");
    all.check(is_off(), "no other one");
}

void in_intervals() {
    tap::All all("with an interval it comes again and again, until it is taken back");
    calls = 0;
    const itimerval timer = timer_of(kShort, kShort);
    const itimerval off = {};
    itimerval before = {};
    const i64 start = now();
    all.equal(setitimer(ITIMER_REAL, &timer, nullptr), 0, "setitimer");
    while (calls < 4) wait_for_alarm();
    all.check(now() - start >= 4 * kShort * 1000, "not before");
    all.equal(setitimer(ITIMER_REAL, &off, &before), 0, "setitimer");
    all.equal(before.it_interval.tv_usec, kShort, "the interval that it was");
    all.check(is_off(), "it is off");
}

void while_busy() {
    tap::All all("an alarm interrupts a program that makes no call, and a call that waits");
    calls = 0;
    const sigset_t none = 0;
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const itimerval timer = timer_of(kShort, kShort); // again and again: the first may come before the sleep
    const itimerval off = {};
    setitimer(ITIMER_REAL, &timer, nullptr);
    while (calls == 0) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
    all.fails(sys::sleep(1l << 62), Errno::intr, "sleep");
    all.check(calls >= 2, "%d calls", calls);
    setitimer(ITIMER_REAL, &off, nullptr);
    block_alarms();
}

// Whether so many seconds can be left of some, when it may have taken a while until one was told.
bool can_be_left(time_t left, time_t whole, i64 since) {
    return left <= whole && left >= whole - (now() - since) / 1'000'000'000;
}

void left() {
    tap::All all("alarm tells what was left of the one before, in whole seconds");
    const i64 start = now();
    all.equal(alarm(kLong), 0u, "none before");
    all.check(can_be_left(alarm(2 * kLong), kLong, start), "a second that has begun is one");
    itimerval timer = {};
    all.equal(getitimer(ITIMER_REAL, &timer), 0, "getitimer");
    all.check(can_be_left(timer.it_value.tv_sec, 2 * kLong - 1, start), "nearly all is left: %ld s",
              timer.it_value.tv_sec);
    all.check(can_be_left(alarm(0), 2 * kLong, start), "the end of it");
    all.check(is_off(), "it is off");
    const itimerval odd = {{0, 0}, {0, 1'000'000}};
    all.equal(setitimer(ITIMER_REAL, &odd, nullptr), -1, "no such time");
    all.equal(setitimer(1, &timer, nullptr), -1, "no such timer");
}

void of_others() {
    tap::All all(
        "a child begins without an alarm, another program keeps it, and without a handler it is the end");
    alarm(kLong);
    all.equal(child::run([] { return is_off() ? 4 : 0; }), child::exits(4), "a child");
    alarm(0);
    const auto end = [](bool another) {
        signal(SIGALRM, SIG_DFL);
        const sigset_t none = 0;
        sigprocmask(SIG_SETMASK, &none, nullptr);
        const itimerval timer = timer_of(kShort, 0);
        setitimer(ITIMER_REAL, &timer, nullptr);
        if (another) execl("/bin/sleep", "sleep", "1000", nullptr);
        return static_cast<int>(sys::sleep.raw(1l << 62));
    };
    all.equal(child::run([end] { return end(false); }), child::ends_by(SIGALRM), "the end");
    all.equal(child::run([end] { return end(true); }), child::ends_by(SIGALRM), "of another program");
}

// The shortest there are, in several processes at once.
void many() {
    tap::All all("however short and many, they leave time for the programs");
    pid_t pids[8];
    for (pid_t& pid : pids) {
        pid = child::start([] {
            const AlarmTimer shortest = {1, 1};
            (void)sys::alarm_timer(&shortest, nullptr);
            while (calls < 50) wait_for_alarm();
            return 0;
        });
    }
    for (const pid_t pid : pids) all.equal(child::ending_of(pid), child::exits(0), "one of them");
}

} // namespace

int main() {
    leaks::Watch watch;
    signal(SIGALRM, count);
    block_alarms();
    once();
    in_intervals();
    while_busy();
    left();
    of_others();
    calls = 0;
    many();
    watch.ok("nothing is left behind");
    return tap::done();
}
