// process/process.cpp: birth and death of processes.
#include "process/process.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "process/family.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

Result<Pid> make_child(const TrapFrame& frame, Out<u32> number, ForkKind kind) {
    Process& parent = current_process();
    Owned<Process> child = TRY(make<Process>());
    child->space = kind.shares_memory ? parent.space : TRY(parent.space->fork());
    TrapFrame child_frame = frame;
    child_frame.a[0] = 0; // what fork answers in the child
    Owned<Thread> thread = TRY(Thread::create(child.get(), child->space.get(), child_frame));
    scheduler::copy_floating_point(*thread);
    if (!kind.shares_memory) thread->ended = current_thread()->ended; // the word is in the child's memory too
    TRY(copy_signal_settings(*child, *thread));
    if (kind.shares_memory && !kind.parent_waits)
        thread->signal_stack = kNoSignalStack; // both run, on one memory
    TRY(child->files.copy_from(parent.files));
    child->directory.change_to(parent.directory.inode());
    child->umask.store(parent.umask.load(Order::relaxed), Order::relaxed);
    memcpy(child->name, parent.name, sizeof(child->name));
    if (kind.parent_waits) {
        Guard guard(process_tree);
        child->parent_waits = true;
    }
    return start_process(std::move(child), std::move(thread), &parent, number);
}

bool is_waited_for(Pid pid) REQUIRES(process_tree) {
    const Process* process = find_process(pid);
    return process && process->parent_waits;
}

// Signals have to wait, but for one that ends the process, as there is no way back: the child runs.
void wait_for_own_space(Pid pid) {
    Process& parent = current_process();
    Thread& self = *current_thread();
    Guard guard(process_tree);
    while (is_waited_for(pid) && !must_leave(parent, self) &&
           !(deliverable_signals(self) & set_of(SIGKILL))) {
        (void)parent.child_ended.wait(guard);
        self.clear_attention(kAttentionSignal);
    }
    self.call_attention(kAttentionSignal); // until now
}

} // namespace

Ref<Inode> CurrentDirectory::inode() {
    Guard guard(lock_);
    return inode_;
}

void CurrentDirectory::change_to(Ref<Inode> inode) {
    Guard guard(lock_);
    std::swap(inode_, inode); // the old one is let go after the lock: parameters outlive locals
}

Result<Pid> start_process(Owned<Process> process, Owned<Thread> thread, Process* parent, Out<u32> number) {
    TRY(join_family(*process, *thread, parent));
    const Pid pid = process->pid;
    if (number.address()) (void)copy_out(*process->space, number, static_cast<u32>(pid.number()));
    process.leak(); // its parent's wait deletes it
    scheduler::start(thread.leak());
    return pid;
}

void set_personality(Process& process, Thread& thread, Personality personality) {
    process.personality = personality;
    if (personality == PERSONALITY_LINUX)
        thread.add_detour(kDetourLinux);
    else
        thread.end_detour(kDetourLinux);
}

Ref<AddressSpace> change_space(Ref<AddressSpace> space) {
    Process& process = current_process();
    scheduler::change_address_space(space.get());
    Guard guard(process_tree); // nobody is looking into the old one, for ps
    std::swap(process.space, space);
    if (std::exchange(process.parent_waits, false)) process.parent->child_ended.wake_all();
    return space;
}

Result<Pid> fork_process(const TrapFrame& frame, Out<u32> number, ForkKind kind) {
    const Pid pid = TRY(make_child(frame, number, kind));
    if (kind.parent_waits) wait_for_own_space(pid);
    return pid;
}
