// process/signal_settings.cpp: what a program says about its signals: handlers, masks, and waiting for one.
#include "memory/heap.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

constexpr u64 kFlags =
    SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_RESETHAND | SA_ONSTACK;

void set_mask(Thread& thread, u64 mask) REQUIRES(process_tree) {
    thread.signal_mask = mask & ~kUnblockable;
    tell_threads(*thread.process); // this one, of what it now lets in; others, of what it no longer takes
}

// What is ignored from now on does not wait either.
void forget_ignored(Process& process, Signal signal) REQUIRES(process_tree) {
    if (!is_ignored(process, signal)) return;
    process.pending.forget(set_of(signal));
    for (Thread& thread : process.threads) thread.pending.forget(set_of(signal));
}

// What is blocked from now on ends with the handler that runs, or as soon as it is seen that none does.
void block_until_handled(Thread& thread, u64 mask) REQUIRES(process_tree) {
    thread.mask_after_suspend = thread.signal_mask;
    thread.in_sigsuspend = true;
    set_mask(thread, mask);
}

} // namespace

Result<void> change_action(Signal signal, In<SignalAction> action, Out<SignalAction> before) {
    if (signal <= SIGNONE || signal >= SIGNAL_COUNT) return Errno::inval;
    Process& process = current_process();
    SignalAction wanted{};
    if (action.address()) {
        TRY(copy_in(*process.space, wanted, action));
        if (set_of(signal) & kUnblockable || wanted.flags & ~u64{kFlags}) return Errno::inval;
    }
    Guard guard(process_tree);
    if (before.address()) TRY(copy_out(*process.space, before, process.signals->action(signal)));
    if (!action.address()) return {};
    process.signals->set(signal, wanted);
    forget_ignored(process, signal);
    return {};
}

// The same, of actions that the kernel has copied.
Result<void> exchange_action(Signal signal, const SignalAction* action, SignalAction& before) {
    if (signal <= SIGNONE || signal >= SIGNAL_COUNT) return Errno::inval;
    if (action && (set_of(signal) & kUnblockable || action->flags & ~u64{kFlags})) return Errno::inval;
    Process& process = current_process();
    Guard guard(process_tree);
    before = process.signals->action(signal);
    if (!action) return {};
    process.signals->set(signal, *action);
    forget_ignored(process, signal);
    return {};
}

Result<void> change_mask(MaskChange how, In<u64> signals, Out<u64> before) {
    Thread& thread = *current_thread();
    AddressSpace& space = *current_process().space;
    u64 wanted = 0;
    if (signals.address()) TRY(copy_in(space, wanted, signals));
    Guard guard(process_tree);
    u64 mask = thread.signal_mask;
    switch (signals.address() ? how : SIG_BLOCK) { // a change by nothing, whatever it is called
    case SIG_BLOCK: mask |= wanted; break;
    case SIG_UNBLOCK: mask &= ~wanted; break;
    case SIG_SETMASK: mask = wanted; break;
    default: return Errno::inval;
    }
    if (before.address()) TRY(copy_out(space, before, thread.signal_mask));
    set_mask(thread, mask);
    return {};
}

Result<void> tell_pending(Out<u64> signals) {
    Thread& thread = *current_thread();
    Process& process = *thread.process;
    u64 waiting = 0;
    {
        Guard guard(process_tree);
        waiting = (process.pending.set() | thread.pending.set()) & thread.signal_mask;
    }
    return copy_out(*process.space, signals, waiting);
}

// Between the change of the mask and the sleep no signal is lost: a thread that should look at one does not fall asleep.
Result<void> suspend_until_signal(In<u64> mask) {
    Thread& thread = *current_thread();
    u64 wanted = 0;
    TRY(copy_in(*current_process().space, wanted, mask));
    WaitQueue nobody_wakes_this;
    Guard guard(process_tree);
    block_until_handled(thread, wanted);
    while (true) TRY(nobody_wakes_this.wait(guard));
}

void block_during_call(u64 signals) {
    Guard guard(process_tree);
    block_until_handled(*current_thread(), signals);
}

void unblock_after_call() {
    Thread& thread = *current_thread();
    Guard guard(process_tree);
    thread.in_sigsuspend = false;
    set_mask(thread, thread.mask_after_suspend);
}

Result<void> copy_signal_settings(Process& child, Thread& thread) {
    Guard guard(process_tree);
    child.signals = TRY(make<SignalTable>(*current_process().signals));
    thread.signal_mask = current_thread()->signal_mask;
    thread.signal_stack = current_thread()->signal_stack; // in the child's memory it is at the same place
    return {};
}

void reset_handlers() {
    Process& process = current_process();
    current_thread()->signal_stack = kNoSignalStack;
    Guard guard(process_tree);
    process.signals->reset();
}
