// process/signal.h: signals, for the rooms of process/ themselves.
//
// A signal waits in a set, of its process or of one thread, until a thread that does not block it is on its way out of
// the kernel. That thread is told by kAttentionSignal, which also gets it out of whatever it waits for.
#pragma once

#include "process/process.h"

// A signal for a process; or, with `only`, for that thread of it. False: a real-time one is lost, as too many wait.
bool notify(Process& process, Signal signal, const SignalCause& cause, Thread* only = nullptr)
    REQUIRES(process_tree);

// Every member of a group. False if there is none.
bool notify_group(Pid group, Signal signal, const SignalCause& cause) REQUIRES(process_tree);

// Parents hear of what becomes of their children, and may wait for it.
void tell_parent(Process& child) REQUIRES(process_tree);
SignalCause cause_of(const ChildNews& news);

// Whether the process would not notice the signal at all.
bool is_ignored(const Process& process, Signal signal) REQUIRES(process_tree);

// What this thread has to act on.
inline u64 deliverable_signals(const Thread& thread) REQUIRES(process_tree) {
    return (thread.pending.set() | thread.process->pending.set()) & ~thread.signal_mask;
}

// What a handler, or sigtimedwait, is told of a signal.
siginfo info_of(Signal signal, const SignalCause& cause);

// Masks have changed, or a thread is going: whoever can act on what waits for the process is told.
void tell_threads(Process& process) REQUIRES(process_tree);

// Whether nobody outside of the group looks after its jobs, as a shell does: then the terminal must not stop it, as
// nobody would make it go on (POSIX, 11.1.4). The first process is no shell.
bool is_orphaned(Pid group) REQUIRES(process_tree);

// --- a thread's other stack (signal_stack.cpp) ---

// Whether the thread is on its other stack, at this stack pointer.
bool is_on_signal_stack(const Thread& thread, u64 stack_pointer);

// The stack pointer above a new frame. Errno::fault: where the thread is it has no room for one.
Result<u64> top_for_frame(const Thread& thread, u64 stack_pointer, const SignalAction& action);

// Errno::inval, nomem, perm: as sigaltstack.
Result<void> set_signal_stack(Thread& thread, u64 stack_pointer, const SignalStack& stack);

// --- the frame on the user's stack (signal_frame.cpp) ---

// Makes the thread enter a handler when it leaves the kernel, with all that it was doing on its stack. Errno::fault or
// nomem: it has no room there, and *frame is as before.
Result<void> push_signal_frame(TrapFrame& frame, const siginfo& info, const SignalAction& action,
                               u64 mask_then);
