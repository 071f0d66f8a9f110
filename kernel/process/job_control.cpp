// process/job_control.cpp: the foreground group of the terminal: who may read from it, and what it is doing.
#include "arch/time.h"
#include "lib/format.h"
#include "memory/page_allocator.h"
#include "process/family.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

// Who in a group is probably what somebody at the terminal waits for: the youngest that runs, or else the youngest.
Process* most_active(Pid group) REQUIRES(process_tree) {
    Process* found = nullptr;
    bool found_runs = false;
    for (Process& process : all_processes) {
        if (process.group != group || process.zombie) continue;
        const bool runs = state_of(process) == PROCESS_RUNNING;
        if (found_runs && !runs) continue;
        found = &process;
        found_runs = runs;
    }
    return found;
}

bool is_in(const Process& process, Pid foreground) REQUIRES(process_tree) {
    return foreground == Pid(0) || process.group == foreground;
}

bool would_stop(const Process& process, Signal signal) REQUIRES(process_tree) {
    return !is_ignored(process, signal) && !(current_thread()->signal_mask & set_of(signal));
}

Result<void> stop_group(const Process& process, Signal signal) REQUIRES(process_tree) {
    if (is_orphaned(process.group)) return Errno::io;
    notify_group(process.group, signal, {});
    return scheduler::check_signal();
}

const char* in_words(ProcessState state) {
    switch (state) {
    case PROCESS_RUNNING: return "running";
    case PROCESS_SLEEPING: return "sleeping";
    case PROCESS_STOPPED: return "stopped";
    default: return "over";
    }
}

} // namespace

bool is_orphaned(Pid group) {
    for (const Process& process : all_processes) {
        if (process.group != group || process.zombie) continue;
        const Process* parent = process.parent;
        if (!parent || parent == first_process) continue;
        if (parent->group != group && parent->session == process.session) return false;
    }
    return true;
}

bool has_terminal() {
    Guard guard(process_tree);
    return current_process().session == first_process->session;
}

Result<void> check_foreground(Pid foreground) {
    if (!has_terminal()) return {};
    Process& process = current_process();
    Guard guard(process_tree);
    if (is_in(process, foreground)) return {};
    return would_stop(process, SIGTTIN) ? stop_group(process, SIGTTIN) : Errno::io;
}

Result<void> check_background_change(Pid foreground) {
    if (!has_terminal()) return {};
    Process& process = current_process();
    Guard guard(process_tree);
    if (is_in(process, foreground) || !would_stop(process, SIGTTOU)) return {};
    return stop_group(process, SIGTTOU);
}

usize describe_group(Pid group, char* text, usize size) {
    constexpr u64 kMillisecond = 1'000'000;
    char what[96] = "nothing";
    Guard guard(process_tree);
    if (Process* process = most_active(group)) {
        const u64 run_time = ticks_to_nanoseconds(run_ticks_of(*process)) / kMillisecond;
        format(what, sizeof(what), "%s (pid %d) %s, ran %lu.%03lu s", process->name, process->pid.number(),
               in_words(state_of(*process)), run_time / 1000, run_time % 1000);
    }
    const u64 up = now() / kMillisecond;
    return format(text, size, "[%s; up %lu.%03lu s, %lu KiB free]\n", what, up / 1000, up % 1000,
                  pages::free() * (kPageSize >> 10));
}
