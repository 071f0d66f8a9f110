// linux/scheduling_calls.cpp: Linux's calls about who runs when, and where: here all threads have the same turns, on any hart.
#include "arch/time.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/user_copy.h"
#include "process/family.h"
#include "thread/policy.h"
#include "thread/scheduler.h"

namespace {

// Numbers of Linux (its include/uapi/linux/sched.h). The others are for those who must not wait: there are none here.
enum Policy : int { usual = 0, first_come = 1, round_robin = 2, batch = 3, idle = 5 };

bool is_for_urgent(int policy) { return policy == first_come || policy == round_robin; }
bool is_known(int policy) {
    return is_for_urgent(policy) || policy == usual || policy == batch || policy == idle;
}

u64 all_harts() { return (u64{1} << scheduler::usage().harts) - 1; }

// 0 is the caller; else it is a process, or a thread of the current one.
Result<void> check_is_there(Pid pid) {
    if (pid.number() < 0) return Errno::inval;
    if (pid == Pid(0)) return {};
    Guard guard(process_tree);
    for (const Thread& thread : current_process().threads)
        if (thread.tid.number() == pid.number()) return {};
    return find_process(pid) ? Result<void>() : Errno::srch;
}

// --- how nice a process says that it is ---

enum Which : int { which_process = 0, which_group = 1, which_user = 2 };
constexpr int kNicest = 19;
constexpr int kLeastNice = -20;

bool is_meant(const Process& process, int which, Pid number) REQUIRES(process_tree) {
    const Process& self = current_process();
    switch (which) {
    case which_process: return process.pid == (number == Pid(0) ? self.pid : number);
    case which_group: return process.group == (number == Pid(0) ? self.group : number);
    default: return number == Pid(0); // the one user's are all
    }
}

} // namespace

// The answer is 1 for the nicest, up to 40: an error is below 0.
Result<usize> linux_getpriority(int which, Pid number) {
    if (which < which_process || which > which_user) return Errno::inval;
    int least = kNicest + 1;
    Guard guard(process_tree);
    for (const Process& process : all_processes)
        if (is_meant(process, which, number) && process.nice < least) least = process.nice;
    if (least > kNicest) return Errno::srch;
    return static_cast<usize>(20 - least);
}

// It is remembered, and no more: POSIX leaves what it does to the system.
Result<void> linux_setpriority(int which, Pid number, int nice) {
    if (which < which_process || which > which_user) return Errno::inval;
    const int wanted = nice < kLeastNice ? kLeastNice : nice > kNicest ? kNicest : nice;
    bool found = false;
    Guard guard(process_tree);
    for (Process& process : all_processes) {
        if (!is_meant(process, which, number)) continue;
        process.nice = wanted;
        found = true;
    }
    return found ? Result<void>() : Errno::srch;
}

Result<int> linux_sched_getscheduler(Pid pid) {
    TRY(check_is_there(pid));
    return usual;
}

Result<void> linux_sched_getparam(Pid pid, Out<int> priority) {
    TRY(check_is_there(pid));
    return copy_out(*current_process().space, priority, 0);
}

Result<void> linux_sched_setscheduler(Pid pid, int policy, In<int> priority) {
    TRY(check_is_there(pid));
    int wanted = 0;
    TRY(copy_in(*current_process().space, wanted, priority));
    if (!is_known(policy) || (wanted == 0) == is_for_urgent(policy)) return Errno::inval;
    return policy == usual ? Result<void>() : Errno::perm;
}

Result<void> linux_sched_setparam(Pid pid, In<int> priority) {
    return linux_sched_setscheduler(pid, usual, priority);
}

Result<int> linux_sched_get_priority_max(int policy) {
    if (!is_known(policy)) return Errno::inval;
    return is_for_urgent(policy) ? 99 : 0;
}

Result<int> linux_sched_get_priority_min(int policy) {
    if (!is_known(policy)) return Errno::inval;
    return is_for_urgent(policy) ? 1 : 0;
}

Result<void> linux_sched_rr_get_interval(Pid pid, Out<LinuxTime> turn) {
    TRY(check_is_there(pid));
    return linux_copy_out(turn, kTurn);
}

// How many bytes it takes to say which harts there are.
Result<usize> linux_sched_getaffinity(Pid pid, usize size, Out<u64> harts) {
    TRY(check_is_there(pid));
    const u64 all = all_harts();
    if (size < sizeof(all) || size % sizeof(all) != 0) return Errno::inval;
    TRY(copy_out(*current_process().space, harts, all));
    return sizeof(all);
}

// Whoever wishes for some harts may run on the others all the same.
Result<void> linux_sched_setaffinity(Pid pid, usize size, In<u64> harts) {
    TRY(check_is_there(pid));
    u64 wanted = 0;
    if (size < sizeof(wanted)) return Errno::inval;
    TRY(copy_in(*current_process().space, wanted, harts));
    return wanted & all_harts() ? Result<void>() : Errno::inval;
}
