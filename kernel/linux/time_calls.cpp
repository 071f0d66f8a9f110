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
