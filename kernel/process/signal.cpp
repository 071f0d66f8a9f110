// process/signal.cpp: signals: who is told, and what then happens. Each does what POSIX calls its default action.
#include "debug/log.h"
#include "process/family.h"
#include "thread/scheduler.h"

namespace {

constexpr bool is_ignored(Signal signal) {
    return signal == SIGNONE || signal == SIGCHLD || signal == SIGCONT;
}

// Those that abi/processes.h names; but nothing can be stopped yet.
constexpr bool is_known(Signal signal) {
    return (signal >= SIGNONE && signal <= SIGTERM) || signal == SIGCHLD || signal == SIGCONT;
}

// The first process is never told: orphans need it.
void notify(Process& process, Signal signal) REQUIRES(process_tree) {
    if (process.zombie || &process == first_process || is_ignored(signal)) return;
    process.pending_signals |= 1u << signal;
    for (Thread& thread : process.threads) scheduler::notice_signal(thread);
}

Result<void> notify_one(Pid pid, Signal signal) REQUIRES(process_tree) {
    Process* process = find_process(pid);
    if (!process) return Errno::srch;
    if (process == first_process && !is_ignored(signal)) return Errno::perm;
    notify(*process, signal);
    return {};
}

Result<void> notify_group(Pid group, Signal signal) REQUIRES(process_tree) {
    bool found = false;
    for (Process& process : all_processes) {
        if (process.group != group) continue;
        found = true;
        notify(process, signal);
    }
    if (!found) return Errno::srch;
    return {};
}

Result<void> notify_all_others(Signal signal) REQUIRES(process_tree) {
    bool found = false;
    for (Process& process : all_processes) {
        if (&process == first_process || &process == &current_process()) continue;
        found = true;
        notify(process, signal);
    }
    if (!found) return Errno::srch;
    return {};
}

} // namespace

Result<void> send_signal(Pid to, Signal signal) {
    if (!is_known(signal)) return Errno::inval;
    if (to.number() == INT32_MIN) return Errno::srch; // the only number without an opposite
    Guard guard(process_tree);
    if (to.number() > 0) return notify_one(to, signal);
    if (to.number() == 0) return notify_group(current_process().group, signal);
    if (to.number() == -1) return notify_all_others(signal);
    return notify_group(Pid(-to.number()), signal);
}

void signal_group(Pid group, Signal signal) {
    Guard guard(process_tree);
    (void)notify_group(group, signal); // a group without processes misses nothing
}

bool kill_largest_other() {
    Guard guard(process_tree);
    Process* largest = nullptr;
    u64 most = 0;
    for (Process& process : all_processes) {
        const u64 pages = process.space ? process.space->pages_in_use() : 0;
        if (&process == first_process || pages <= most) continue;
        largest = &process;
        most = pages;
    }
    if (!largest || largest == &current_process()) return false;
    if (!(largest->pending_signals & 1u << SIGKILL))
        log("Memory is full: %s (pid %d) has most of it (%lu pages) and is killed.\n", largest->name,
            largest->pid.number(), most);
    notify(*largest, SIGKILL);
    return true;
}

void act_on_signals() {
    u32 pending = 0;
    bool leave = false;
    {
        Guard guard(process_tree);
        Process& process = current_process();
        leave = must_leave(process, *current_thread());
        pending = process.pending_signals;
        current_thread()->clear_attention(kAttentionSignal);
    }
    if (leave) exit_thread();
    if (pending) exit_process(__builtin_ctz(pending)); // the lowest one counts
}
