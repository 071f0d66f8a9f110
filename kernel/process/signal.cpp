// process/signal.cpp: who is told of a signal: by kill, by the terminal, by children, and when memory ends.
#include "process/signal.h"
#include "debug/log.h"
#include "memory/page_allocator.h"
#include "process/family.h"
#include "thread/scheduler.h"

namespace {

constexpr bool is_known(Signal signal) { return signal >= SIGNONE && signal < SIGNAL_COUNT; }

// One that does not block the signal, or waits for it: this one if it is of that process. Null if all block it.
Thread* thread_to_tell(Process& process, Signal signal) REQUIRES(process_tree) {
    Thread* found = nullptr;
    for (Thread& thread : process.threads) {
        if (thread.signal_mask & ~thread.awaited_signals & set_of(signal)) continue;
        if (!found || &thread == current_thread()) found = &thread;
    }
    return found;
}

void forget(Process& process, u64 signals) REQUIRES(process_tree) {
    process.pending.forget(signals);
    for (Thread& thread : process.threads) thread.pending.forget(signals);
}

// SIGCONT does this when it is sent, even if it is blocked or ignored (POSIX, 2.4.3).
void continue_process(Process& process) REQUIRES(process_tree) {
    forget(process, kStopSignals);
    if (!process.stopped) return;
    process.stopped = false;
    process.continued.wake_all();
    process.wait_status = 0xffff; // WIFCONTINUED
    process.has_news = true;
    tell_parent(process);
}

// The first process hears only of what it asks for: orphans need it.
bool is_spared(const Process& process, Signal signal) REQUIRES(process_tree) {
    return &process == first_process && process.signals->handler(signal) <= SIGNAL_IGNORE;
}

// Its memory is about to come back, but not there yet.
bool is_on_its_way_out(const Process& process) REQUIRES(process_tree) {
    return !process.zombie && (process.ending || process.pending.set() & set_of(SIGKILL));
}

SignalCause from_user() { return {SI_USER, current_process().pid.number(), 0}; }

Result<void> send_to_one(Pid pid, Signal signal, const SignalCause& cause) REQUIRES(process_tree) {
    Process* process = find_process(pid);
    if (!process) return Errno::srch;
    if (signal == SIGNONE) return {};
    if (is_spared(*process, signal) && default_action(signal) != DefaultAction::ignore) return Errno::perm;
    if (!notify(*process, signal, cause)) return Errno::again;
    return {};
}

Result<void> send_to_group(Pid group, Signal signal) REQUIRES(process_tree) {
    if (!notify_group(group, signal, from_user())) return Errno::srch;
    return {};
}

Result<void> send_to_all_others(Signal signal) REQUIRES(process_tree) {
    bool found = false;
    for (Process& process : all_processes) {
        if (&process == first_process || &process == &current_process()) continue;
        found = true;
        (void)notify(process, signal, from_user());
    }
    if (!found) return Errno::srch;
    return {};
}

} // namespace

bool is_ignored(const Process& process, Signal signal) {
    const u64 handler = process.signals->handler(signal);
    if (handler == SIGNAL_DEFAULT) return default_action(signal) == DefaultAction::ignore;
    return handler == SIGNAL_IGNORE;
}

bool notify(Process& process, Signal signal, const SignalCause& cause, Thread* only) {
    if (process.zombie || signal == SIGNONE || is_spared(process, signal)) return true;
    if (signal == SIGCONT) continue_process(process);
    if (set_of(signal) & kStopSignals) forget(process, set_of(SIGCONT));
    Thread* thread = only ? only : thread_to_tell(process, signal);
    const bool blocked = !thread || thread->signal_mask & set_of(signal);
    if (!blocked && is_ignored(process, signal))
        return true; // a blocked one waits: it may have a handler by then
    PendingSignals& pending = only ? only->pending : process.pending;
    if (!pending.add(signal, cause)) return false;
    const bool awaited = thread && thread->awaited_signals & set_of(signal);
    if (!blocked || awaited) scheduler::notice_signal(*thread);
    return true;
}

bool notify_group(Pid group, Signal signal, const SignalCause& cause) {
    bool found = false;
    for (Process& process : all_processes) {
        if (process.group != group) continue;
        found = true;
        (void)notify(process, signal, cause);
    }
    return found;
}

// It is woken before it is told, so that a waitpid answers with the child, not with intr.
void tell_parent(Process& child) {
    Process& parent = *child.parent;
    parent.child_ended.wake_all();
    const bool is_end = child.zombie;
    if (!is_end && parent.signals->action(SIGCHLD).flags & SA_NOCLDSTOP) return;
    (void)notify(parent, SIGCHLD, cause_of({child.pid, child.wait_status, 0}));
}

void tell_threads(Process& process) {
    for (Thread& thread : process.threads)
        if (deliverable_signals(thread)) scheduler::notice_signal(thread);
}

Result<void> send_signal(Pid to, Signal signal) {
    if (!is_known(signal)) return Errno::inval;
    if (to.number() == INT32_MIN) return Errno::srch; // the only number without an opposite
    Guard guard(process_tree);
    if (to.number() > 0) return send_to_one(to, signal, from_user());
    if (to.number() == 0) return send_to_group(current_process().group, signal);
    if (to.number() == -1) return send_to_all_others(signal);
    return send_to_group(Pid(-to.number()), signal);
}

Result<void> queue_signal(Pid to, Signal signal, const SignalCause& cause) {
    if (!is_known(signal)) return Errno::inval;
    Guard guard(process_tree);
    return send_to_one(to, signal, cause);
}

Result<void> queue_signal_to_thread(Tid to, Signal signal, const SignalCause& cause) {
    if (!is_known(signal)) return Errno::inval;
    Guard guard(process_tree);
    Process& process = current_process();
    for (Thread& thread : process.threads) {
        if (thread.tid != to) continue;
        return notify(process, signal, cause, &thread) ? Result<void>() : Errno::again;
    }
    return Errno::srch;
}

void signal_group(Pid group, Signal signal) {
    Guard guard(process_tree);
    (void)notify_group(group, signal, {}); // a group without processes misses nothing
}

void signal_this_thread(Signal signal) {
    Guard guard(process_tree);
    (void)notify(current_process(), signal, {}, current_thread());
}

bool kill_largest_other() {
    Guard guard(process_tree);
    if (pages::free() > 0) return true; // it has come back meanwhile
    Process* largest = nullptr;
    u64 most = 0;
    for (Process& process : all_processes) {
        if (is_on_its_way_out(process)) return true; // one victim at a time: perhaps that is enough
        const u64 pages = process.space ? process.space->pages_in_use() : 0;
        if (&process == first_process || pages <= most) continue;
        largest = &process;
        most = pages;
    }
    if (!largest || largest == &current_process()) return false;
    log("Memory is full: %s (pid %d) has most of it (%lu pages) and is killed.\n", largest->name,
        largest->pid.number(), most);
    (void)notify(*largest, SIGKILL, {});
    return true;
}
