// user/tests/time.cpp: the clock and sleeping by it.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

namespace {

u64 now() { return sys::clock(CLOCK_MONOTONIC).value(); }

void clock() {
    tap::All all("the clock never goes backwards, and goes on");
    u64 last = now();
    const u64 start = last;
    for (int i = 0; i < 5000; i++) {
        const u64 next = now();
        all.check(next >= last, "%lu after %lu", next, last);
        last = next;
    }
    all.check(last > start, "it stands still");
    timespec spec;
    all.equal(clock_gettime(CLOCK_MONOTONIC, &spec), 0, "clock_gettime");
    const u64 by_posix = static_cast<u64>(spec.tv_sec) * 1'000'000'000 + static_cast<u64>(spec.tv_nsec);
    all.check(by_posix >= last && by_posix <= now() && spec.tv_nsec < 1'000'000'000,
              "clock_gettime tells the same");
    SystemInfo info;
    all.succeeds(sys::system_info(&info), "system_info");
    all.check(info.uptime >= by_posix && info.uptime <= now(), "system_info tells the same");
    for (const int clock : {-1, 2, 3, 77}) all.fails(sys::clock(Clock{clock}), Errno::inval, "no such clock");
}

// When the machine has started, as both clocks tell it together: somebody else may have had the hart between the two.
struct BootTime {
    u64 earliest;
    u64 latest;
};
BootTime boot_time() {
    const u64 before = now();
    const u64 day = sys::clock(CLOCK_REALTIME).value();
    return {day - now(), day - before};
}

// The time of day is some time after these lines were written, and goes on as fast as the other clock.
void time_of_day() {
    tap::All all("the time of day is that of the machine's clock, and all ways to ask for it agree");
    constexpr u64 kThen = 1'700'000'000ul * 1'000'000'000; // in November of 2023
    const BootTime boot = boot_time();
    const u64 by_call = sys::clock(CLOCK_REALTIME).value();
    all.check(by_call > kThen, "%lu ns since 1970", by_call);
    timespec spec;
    all.equal(clock_gettime(CLOCK_REALTIME, &spec), 0, "clock_gettime");
    timeval value;
    all.equal(gettimeofday(&value, nullptr), 0, "gettimeofday");
    time_t seconds;
    all.equal(time(&seconds), seconds, "time");
    const time_t first = static_cast<time_t>(by_call / 1'000'000'000);
    all.check(spec.tv_sec >= first && value.tv_sec >= spec.tv_sec && seconds >= value.tv_sec &&
                  seconds <= first + child::kLong / 1000,
              "%ld, %ld, %ld, %ld", first, spec.tv_sec, value.tv_sec, seconds);
    (void)sys::sleep(5 * child::kMillisecond);
    const BootTime later = boot_time();
    constexpr u64 kDrift = 1'000'000'000;
    all.check(later.earliest < boot.latest + kDrift && boot.earliest < later.latest + kDrift,
              "the two clocks went apart: from %lu to %lu ns, then from %lu to %lu ns", boot.earliest,
              boot.latest, later.earliest, later.latest);
}

// The counter that a program may read itself ticks at 10 MHz on this board, beside the kernel's clock.
void counter() {
    u64 first;
    u64 second;
    const u64 start = now();
    asm volatile("rdtime %0" : "=r"(first)); // an instruction without a C++ form
    (void)sys::sleep(20 * child::kMillisecond);
    asm volatile("rdtime %0" : "=r"(second)); // likewise
    const u64 passed = now() - start;
    const u64 by_counter = (second - first) * 100;
    tap::ok(by_counter >= 20'000'000 && by_counter <= passed,
            "the time counter and the clock agree: %lu ns of %lu", by_counter, passed);
}

void never_too_short() {
    tap::All all("sleep lasts at least as long as asked");
    for (const i64 wanted : {0l, 1l, 99l, 100l, 101l, 1'000l, 99'999l, 1'000'000l, 9'999'999l, 15'000'000l}) {
        const u64 start = now();
        all.succeeds(sys::sleep(wanted), "sleep");
        const u64 passed = now() - start;
        all.check(passed >= static_cast<u64>(wanted), "%ld ns: only %lu", wanted, passed);
    }
    const u64 start = now();
    timespec left{1, 1};
    const timespec wanted{0, 3'000'000};
    all.equal(nanosleep(&wanted, &left), 0, "nanosleep");
    all.check(now() - start >= 3'000'000, "nanosleep");
    all.equal(sleep(0), 0u, "sleep(0)");
}

void nonsense() {
    tap::All all("sleeping for a negative time is EINVAL [0.9]");
    for (const i64 wanted : {i64{-1}, i64{-1'000'000'000}, i64(1ul << 63)})
        all.fails(sys::sleep(wanted), Errno::inval, tap::words("%ld", wanted).text);
    timespec bad{0, 1'000'000'000};
    all.check(nanosleep(&bad, nullptr) == -1 && errno == EINVAL,
              "nanosleep with a thousand million nanoseconds");
}

// Whatever does not come before the universe ends must at least not come now, and can be ended.
void for_ever() {
    tap::All all("sleeping for ages neither returns at once nor stops anything else");
    for (const i64 ages : {1l << 40, 1l << 56, 1l << 62, 0x7fff'ffff'ffff'ffff}) {
        const pid_t pid = child::start([ages] { return static_cast<int>(sys::sleep(ages).raw()); });
        all.check(child::becomes(pid, PROCESS_SLEEPING), "%ld: asleep", ages);
        (void)sys::sleep(5 * child::kMillisecond);
        all.equal(waitpid(pid, nullptr, WNOHANG), 0, "still asleep");
        kill(pid, SIGKILL);
        all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "its end");
    }
}

// Who told when that it was awake, the first first: 0 was to wake before 1. Who had no time left to sleep tells nothing.
struct Order {
    static constexpr int kSleepers = 8;
    char turns[kSleepers + 1] = {};
};
Order order_of_waking(i64 head_start) {
    Order order;
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const i64 start = static_cast<i64>(now()) + head_start; // when all of them are there
    pid_t pids[Order::kSleepers];
    for (int i = 0; i < Order::kSleepers; i++) {
        pids[i] = child::start([&, i] {
            const int turn = (i * 5) % Order::kSleepers;
            const i64 until = start + turn * 15 * child::kMillisecond;
            if (!sys::sleep(until - static_cast<i64>(now()))) return 1;
            const char mark = static_cast<char>('0' + turn);
            return write(ends[1], &mark, 1) == 1 ? 0 : 2;
        });
    }
    for (const pid_t pid : pids) (void)child::ending_of(pid);
    close(ends[1]);
    (void)read(ends[0], order.turns, Order::kSleepers);
    close(ends[0]);
    return order;
}

// Sleepers wake in the order of their times, not in that of their births. Where there are several harts, each has its own
// pace, and who was woken first need not be the first to tell. The emulator itself may have to wait for its machine just
// before somebody sleeps, who then sleeps too long: so there are several tries.
void in_order() {
    tap::All all("sleepers wake in the order of their times");
    SystemInfo info;
    all.succeeds(sys::system_info(&info), "system_info");
    constexpr const char* kInOrder = "01234567";
    Order order;
    for (int tries = 1; tries <= 10 && strcmp(order.turns, kInOrder) != 0; tries++) {
        order = order_of_waking(tries * 500 * child::kMillisecond);
        if (info.harts > 1)
            qsort(order.turns, strlen(order.turns), 1, [](const void* a, const void* b) {
                return *static_cast<const char*>(a) - *static_cast<const char*>(b);
            });
    }
    all.equal(order.turns, kInOrder, "their order");
}

} // namespace

int main() {
    leaks::Watch watch;
    clock();
    time_of_day();
    counter();
    never_too_short();
    nonsense();
    if constexpr (child::kThereAre) {
        for_ever();
        in_order();
    }
    watch.ok("nothing is left behind");
    return tap::done();
}
