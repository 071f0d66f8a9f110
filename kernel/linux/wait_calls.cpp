// linux/wait_calls.cpp: Linux's calls that wait for children, and that tell of time that was used.
//
// The kernel measures how long a thread was on a hart, and not which part of that in the kernel: all is told as the
// program's own.
#include "arch/time.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/family.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// Numbers of Linux (its include/uapi/linux/wait.h). WNOHANG and WCONTINUED are ours.
constexpr u32 kStopped = 2;
constexpr u32 kEnded = 4;
constexpr u32 kStays = 0x1000000;
constexpr u32 kIgnored = 0x60000000; // __WALL, __WNOTHREAD: all children are of all threads, and of one kind

LinuxUsage usage_of(u64 ticks) {
    const u64 microseconds = ticks_to_nanoseconds(ticks) / 1000;
    LinuxUsage usage{};
    usage.ru_utime_sec = static_cast<i64>(microseconds / 1'000'000);
    usage.ru_utime_usec = static_cast<i64>(microseconds % 1'000'000);
    return usage;
}

Result<void> tell_usage(Out<LinuxUsage> usage, u64 ticks) {
    return usage.address() ? copy_out(user_space(), usage, usage_of(ticks)) : Result<void>();
}

struct Used {
    u64 own;
    u64 children;
};
Used used_ticks() {
    Guard guard(process_tree);
    const Process& process = current_process();
    return {run_ticks_of(process), process.children_run_ticks};
}

Result<WhichChildren> children_by_kind(int kind, Pid number) {
    switch (kind) {
    case 0: return WhichChildren{WhichChildren::all, number}; // P_ALL
    case 1:                                                   // P_PID
        if (number.number() <= 0) return Errno::inval;
        return WhichChildren{WhichChildren::one, number};
    case 2: // P_PGID
        if (number.number() < 0) return Errno::inval;
        return WhichChildren{WhichChildren::of_group, TRY(number == Pid(0) ? group_of(number) : number)};
    default: return Errno::inval;
    }
}

} // namespace

Result<Pid> linux_wait4(Pid pid, Out<int> status, WaitFlags flags, Out<LinuxUsage> usage) {
    const u32 known = static_cast<u32>(flags) & ~kIgnored;
    if (known & ~u32{WNOHANG | WUNTRACED | WCONTINUED}) return Errno::inval;
    TRY(tell_usage(usage, 0)); // a bad pointer loses no child
    const WaitWish wish = {true, (known & WUNTRACED) != 0, (known & WCONTINUED) != 0, (known & WNOHANG) != 0,
                           false};
    const ChildNews news = TRY(wait_for_child(children_by_number(pid), wish, status));
    if (news.pid != Pid(0)) TRY(tell_usage(usage, news.run_ticks));
    return news.pid;
}

// What is told has the form of the signal that comes at the same time; all zero if there is nothing to tell.
Result<void> linux_waitid(int kind, Pid number, Out<siginfo> info, WaitFlags flags, Out<LinuxUsage> usage) {
    const u32 known = static_cast<u32>(flags) & ~kIgnored;
    if (known & ~(WNOHANG | WCONTINUED | kStopped | kEnded | kStays)) return Errno::inval;
    const WaitWish wish = {(known & kEnded) != 0, (known & kStopped) != 0, (known & WCONTINUED) != 0,
                           (known & WNOHANG) != 0, (known & kStays) != 0};
    if (!wish.ended && !wish.stopped && !wish.continued) return Errno::inval;
    const WhichChildren which = TRY(children_by_kind(kind, number));
    if (info.address()) TRY(copy_out(user_space(), info, siginfo{})); // a bad pointer loses no child
    TRY(tell_usage(usage, 0));
    const ChildNews news = TRY(wait_for_child(which, wish, Out<int>(u64{0})));
    if (news.pid == Pid(0)) return {};
    if (info.address()) TRY(copy_out(user_space(), info, info_of(SIGCHLD, cause_of(news))));
    return tell_usage(usage, news.run_ticks);
}

Result<void> linux_getrusage(int who, Out<LinuxUsage> usage) {
    switch (who) {
    case 0: return copy_out(user_space(), usage, usage_of(used_ticks().own));       // RUSAGE_SELF
    case -1: return copy_out(user_space(), usage, usage_of(used_ticks().children)); // RUSAGE_CHILDREN
    case 1:                                                                         // RUSAGE_THREAD
        return copy_out(user_space(), usage, usage_of(scheduler::run_time(*current_thread())));
    default: return Errno::inval;
    }
}

// In hundredths of a second, as is the answer: the time since boot.
Result<usize> linux_times(Out<LinuxTimes> times) {
    constexpr u64 kUnit = kNanosecondsPerSecond / 100;
    const Used used = used_ticks();
    const LinuxTimes answer = {static_cast<i64>(ticks_to_nanoseconds(used.own) / kUnit), 0,
                               static_cast<i64>(ticks_to_nanoseconds(used.children) / kUnit), 0};
    if (times.address()) TRY(copy_out(user_space(), times, answer));
    return now() / kUnit;
}
