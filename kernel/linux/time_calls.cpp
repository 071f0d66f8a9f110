// linux/time_calls.cpp: Linux's calls about time, where they are not ours.
#include "arch/time.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/user_copy.h"
#include "process/family.h"
#include "thread/scheduler.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

u64 process_time() {
    Guard guard(process_tree);
    return ticks_to_nanoseconds(run_ticks_of(current_process()));
}

// Several of Linux's clocks show the same time here. The numbers are Linux's.
Result<u64> time_of(int clock) {
    switch (clock) {
    case 0:                                                                      // CLOCK_REALTIME
    case 5:                                                                      // CLOCK_REALTIME_COARSE
    case 11: return sys_clock(CLOCK_REALTIME);                                   // CLOCK_TAI
    case 1:                                                                      // CLOCK_MONOTONIC
    case 4:                                                                      // CLOCK_MONOTONIC_RAW
    case 6:                                                                      // CLOCK_MONOTONIC_COARSE
    case 7: return sys_clock(CLOCK_MONOTONIC);                                   // CLOCK_BOOTTIME
    case 2: return process_time();                                               // CLOCK_PROCESS_CPUTIME_ID
    case 3: return ticks_to_nanoseconds(scheduler::run_time(*current_thread())); // CLOCK_THREAD_CPUTIME_ID
    default: return Errno::inval;
    }
}

} // namespace

Result<i64> linux_duration(In<LinuxTime> time) {
    LinuxTime value{};
    TRY(copy_in(user_space(), value, time));
    constexpr i64 kPerSecond = kNanosecondsPerSecond;
    if (value.tv_sec < 0 || value.tv_nsec < 0 || value.tv_nsec >= kPerSecond) return Errno::inval;
    if (value.tv_sec >= INT64_MAX / kPerSecond) return INT64_MAX;
    return value.tv_sec * kPerSecond + value.tv_nsec;
}

Result<void> linux_copy_out(Out<LinuxTime> to, u64 nanoseconds) {
    const LinuxTime value = {static_cast<i64>(nanoseconds / kNanosecondsPerSecond),
                             static_cast<i64>(nanoseconds % kNanosecondsPerSecond)};
    return copy_out(user_space(), to, value);
}

Result<void> linux_clock_gettime(int clock, Out<LinuxTime> time) {
    return linux_copy_out(time, TRY(time_of(clock)));
}

// All clocks go by the same counter.
Result<void> linux_clock_getres(int clock, Out<LinuxTime> resolution) {
    (void)TRY(time_of(clock));
    return resolution.address() ? linux_copy_out(resolution, ticks_to_nanoseconds(1)) : Result<void>();
}

Result<void> linux_gettimeofday(Out<LinuxTimeOfDay> time) {
    const u64 microseconds = TRY(sys_clock(CLOCK_REALTIME)) / 1000;
    const LinuxTimeOfDay value = {static_cast<i64>(microseconds / 1'000'000),
                                  static_cast<i64>(microseconds % 1'000'000)};
    return copy_out(user_space(), time, value);
}

namespace {

// A signal has come first: what of the time is left.
Result<void> sleep(i64 nanoseconds, Out<LinuxTime> left) {
    const Result<void> slept = sys_sleep(nanoseconds);
    if (slept.error() != Errno::intr || !left.address()) return slept;
    const u64 end = current_thread()->interrupted_call.deadline;
    const u64 time = read_time();
    TRY(linux_copy_out(left, end > time ? ticks_to_nanoseconds(end - time) : 0));
    return slept;
}

} // namespace

Result<void> linux_nanosleep(In<LinuxTime> time, Out<LinuxTime> left) {
    return sleep(TRY(linux_duration(time)), left);
}

// For so long, or until then.
Result<void> linux_clock_nanosleep(int clock, int flags, In<LinuxTime> time, Out<LinuxTime> left) {
    constexpr int kUntil = 1; // TIMER_ABSTIME
    const i64 given = TRY(linux_duration(time));
    const auto now = static_cast<i64>(TRY(time_of(clock)));
    if (!(flags & kUntil)) return sleep(given, left);
    return sleep(given > now ? given - now : 0, Out<LinuxTime>(u64{0}));
}

namespace {

// Of Linux's timers there is the one that goes by time, ITIMER_REAL; the others go by what the process uses.
constexpr int kRealTimer = 0;
constexpr u64 kMicrosecondsPerSecond = 1'000'000;

Result<u64> nanoseconds_of(const LinuxTimeOfDay& time) {
    if (time.tv_sec < 0 || time.tv_usec < 0) return Errno::inval;
    if (static_cast<u64>(time.tv_usec) >= kMicrosecondsPerSecond) return Errno::inval;
    constexpr i64 kMost = INT64_MAX / static_cast<i64>(kNanosecondsPerSecond) - 1;
    const auto seconds = static_cast<u64>(time.tv_sec < kMost ? time.tv_sec : kMost);
    return seconds * kNanosecondsPerSecond + static_cast<u64>(time.tv_usec) * 1000;
}

// Rounded up: what is still to come is not 0.
LinuxTimeOfDay time_of_day(u64 nanoseconds) {
    const u64 microseconds = (nanoseconds + 999) / 1000;
    return {static_cast<i64>(microseconds / kMicrosecondsPerSecond),
            static_cast<i64>(microseconds % kMicrosecondsPerSecond)};
}

Result<void> tell_timer(Out<LinuxTimer> place, const AlarmTimer& timer) {
    if (!place.address()) return {};
    return copy_out(user_space(), place, LinuxTimer{time_of_day(timer.interval), time_of_day(timer.left)});
}

} // namespace

Result<void> linux_getitimer(int which, Out<LinuxTimer> timer) {
    if (which != kRealTimer) return Errno::inval;
    if (!timer.address()) return Errno::fault;
    return tell_timer(timer, exchange_alarm(nullptr));
}

// Without a timer it is as if all of it were zero.
Result<void> linux_setitimer(int which, In<LinuxTimer> timer, Out<LinuxTimer> before) {
    if (which != kRealTimer) return Errno::inval;
    LinuxTimer given{};
    if (timer.address()) TRY(copy_in(user_space(), given, timer));
    const AlarmTimer wanted = {TRY(nanoseconds_of(given.it_value)), TRY(nanoseconds_of(given.it_interval))};
    return tell_timer(before, exchange_alarm(&wanted));
}
