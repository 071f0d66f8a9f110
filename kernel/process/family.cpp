// process/family.cpp: parents, children, groups and sessions: who belongs to whom.
#include "process/family.h"
#include "arch/time.h"
#include "lib/string.h"
#include "process/inspect.h"
#include "process/signal.h"
#include "process/trace.h"
#include "thread/scheduler.h"

constinit Spinlock process_tree(LockRank::process_tree);
constinit ProcessList all_processes;
constinit Process* first_process = nullptr;

namespace {

constinit int last_number GUARDED_BY(process_tree) = 0; // of a process or a thread
constinit u32 count GUARDED_BY(process_tree) = 0;
constinit u32 thread_count GUARDED_BY(process_tree) = 0;

const Process* first_member(Pid group) REQUIRES(process_tree) {
    for (const Process& process : all_processes)
        if (process.group == group) return &process;
    return nullptr;
}

// Whether a process may go into a group: that is of its session; or its own, which it may always begin.
bool may_join(const Process& process, Pid group) REQUIRES(process_tree) {
    if (group == process.pid) return true;
    const Process* member = first_member(group);
    return member && member->session == process.session;
}

// Whether the parent has said that it will not wait (POSIX, sigaction).
bool leaves_no_zombie(const Process& process) REQUIRES(process_tree) {
    const SignalAction action = process.parent->signals->action(SIGCHLD);
    return action.handler == SIGNAL_IGNORE || action.flags & SA_NOCLDWAIT;
}

// A stopped group that has lost the last one who looked after it would never go on (POSIX, _Exit).
void hang_up_orphans() REQUIRES(process_tree) {
    for (const Process& child : first_process->children) {
        if (!child.stopped || !is_orphaned(child.group)) continue;
        notify_group(child.group, SIGHUP, {});
        notify_group(child.group, SIGCONT, {});
    }
}

// A new thread makes such calls as the one does that made it.
void inherit_personality(Process& process, Thread& thread) REQUIRES(process_tree) {
    set_personality(process, thread, current_process().personality);
}

} // namespace

void leave_family(Process& process) {
    ProcessList::remove(&process);
    decltype(process.children)::remove(&process);
    count--;
}

Process* find_process(Pid pid) {
    for (Process& process : all_processes)
        if (process.pid == pid) return &process;
    return nullptr;
}

ProcessState state_of(const Process& process) {
    if (process.zombie) return PROCESS_ZOMBIE;
    if (process.stopped) return PROCESS_STOPPED;
    for (const Thread& thread : process.threads)
        if (!scheduler::is_blocked(thread)) return PROCESS_RUNNING;
    return PROCESS_SLEEPING;
}

u64 run_ticks_of(const Process& process) {
    u64 ticks = process.finished_run_ticks;
    for (const Thread& thread : process.threads) ticks += scheduler::run_time(thread);
    return ticks;
}

Result<void> join_family(Process& process, Thread& thread, Process* parent) {
    Guard guard(process_tree);
    // A signal for the parent's group has come while it was being copied: the copy must not escape it. The parent acts
    // on its way out of the kernel, and then makes the call again.
    if (parent) TRY(scheduler::check_signal());
    if (count >= PROCESSES_MAX || thread_count >= THREADS_MAX || last_number == INT32_MAX)
        return Errno::again;
    TRY(trace::watch(thread));
    if (parent) inherit_personality(process, thread);
    if (parent) process.nice = parent->nice;
    count++;
    thread_count++;
    process.pid = Pid(++last_number);
    thread.tid = Tid(last_number);
    process.parent = parent;
    process.group = parent ? parent->group : process.pid;
    if (parent) process.command = parent->command;
    process.started = read_time();
    process.session = parent ? parent->session : process.pid;
    if (parent)
        parent->children.push_back(&process);
    else
        first_process = &process;
    all_processes.push_back(&process);
    process.threads.push_back(&thread);
    return {};
}

Result<void> join_process(Process& process, Thread& thread, Out<u32> number) {
    Guard guard(process_tree);
    TRY(scheduler::check_signal()); // to leave, or to stop: then the call is made again, or never
    if (thread_count >= THREADS_MAX || last_number == INT32_MAX) return Errno::again;
    thread.tid = Tid(last_number + 1);
    if (number.address()) TRY(copy_out(*process.space, number, static_cast<u32>(thread.tid.number())));
    TRY(trace::watch(thread));
    inherit_personality(process, thread);
    thread.signal_mask = current_thread()->signal_mask;
    thread_count++;
    last_number++;
    process.threads.push_back(&thread);
    return {};
}

void leave_process(Process& process, Thread& thread) {
    decltype(process.threads)::remove(&thread);
    process.finished_run_ticks += scheduler::run_time(thread);
    trace::thread_ended(process, thread);
    thread.process = nullptr;
    thread.pending.forget(~0ul);
    thread_count--;
    tell_threads(process); // what it was told of is for others now
}

Owned<Process> bury_family(Process& process, int wait_status) {
    Guard guard(process_tree);
    while (Process* child = process.children.pop_front()) {
        child->parent = first_process;
        first_process->children.push_back(child);
        if (child->zombie) first_process->child_ended.wake_all();
    }
    leave_process(process, *current_thread());
    process.wait_status = wait_status;
    process.zombie = true;
    hang_up_orphans();
    const bool vanishes = leaves_no_zombie(process);
    tell_parent(process);
    if (vanishes) leave_family(process);
    return Owned<Process>(vanishes ? &process : nullptr);
}

Result<void> set_group(Pid which, Pid group) {
    if (which.number() < 0 || group.number() < 0) return Errno::inval;
    Process& self = current_process();
    Guard guard(process_tree);
    Process* process = which.number() == 0 ? &self : find_process(which);
    if (!process || (process != &self && process->parent != &self)) return Errno::srch;
    const Pid wanted = group.number() == 0 ? process->pid : group;
    if (process->session == process->pid || process->session != self.session) return Errno::perm;
    if (!may_join(*process, wanted)) return Errno::perm;
    process->group = wanted;
    return {};
}

Result<Pid> group_of(Pid which) {
    Guard guard(process_tree);
    const Process* process = which.number() == 0 ? &current_process() : find_process(which);
    if (!process) return Errno::srch;
    return process->group;
}

bool group_exists(Pid group) {
    Guard guard(process_tree);
    return first_member(group) != nullptr;
}

// The head of a group cannot: its number is taken.
bool is_group_of_session(Pid group) {
    Guard guard(process_tree);
    const Process* member = first_member(group);
    return member && member->session == current_process().session;
}

Result<Pid> start_session() {
    Process& process = current_process();
    Guard guard(process_tree);
    if (first_member(process.pid)) return Errno::perm;
    process.session = process.pid;
    process.group = process.pid;
    return process.pid;
}

Result<Pid> session_of(Pid which) {
    Guard guard(process_tree);
    const Process* process = which.number() == 0 ? &current_process() : find_process(which);
    if (!process) return Errno::srch;
    return process->session;
}

Pid parent_of(const Process& process) {
    Guard guard(process_tree);
    return process.parent ? process.parent->pid : Pid(0);
}

u32 process_count() {
    Guard guard(process_tree);
    return count;
}

ProcessInfo describe(Process& process) {
    ProcessInfo info{};
    info.pid = process.pid.number();
    info.parent = process.parent ? process.parent->pid.number() : 0;
    info.group = process.group.number();
    info.state = state_of(process);
    info.run_time = ticks_to_nanoseconds(run_ticks_of(process));
    info.pages = process.space ? process.space->pages_in_use() : 0;
    memcpy(info.name, process.name, sizeof(info.name));
    info.personality = process.personality;
    return info;
}

Result<usize> list_processes(AddressSpace& space, Out<ProcessInfo> list, usize most) {
    if (most > PROCESSES_MAX) return Errno::inval;
    usize index = 0;
    Guard guard(process_tree);
    for (Process& process : all_processes) {
        if (index < most) {
            const Out<ProcessInfo> place(list.address() + index * sizeof(ProcessInfo));
            TRY(copy_out(space, place, describe(process)));
        }
        index++;
    }
    return index;
}

// One region at a time, so that no lock is held for long.
Result<usize> list_memory(AddressSpace& space, Pid which, Out<MemoryRegion> list, usize most) {
    if (most > MEMORY_REGIONS_MAX) return Errno::inval;
    MemoryRegion region;
    usize index = 0;
    for (VirtAddr from; TRY(describe_memory(which, from, region)); from = VirtAddr(region.end)) {
        const Out<MemoryRegion> place(list.address() + index * sizeof(MemoryRegion));
        if (index < most) TRY(copy_out(space, place, region));
        index++;
    }
    return index;
}
