// process/signal_action.cpp: what a thread does about its signals, on its way out of the kernel.
#include "abi/call_numbers.h"
#include "abi/linux_numbers.h"
#include "debug/counters.h"
#include "debug/log.h"
#include "lib/string.h"
#include "process/family.h"
#include "process/signal.h"
#include "process/trace.h"
#include "thread/scheduler.h"

namespace {

// What a thread has to do next about its signals.
struct Delivery {
    Signal signal = SIGNONE;
    bool leaves = false; // the thread does not go back to the program; else a handler is to run:
    SignalAction action{};
    siginfo info{};
    u64 mask_then = 0; // after the handler
};

// --- stopping ---

void stop(Process& process, Signal signal) REQUIRES(process_tree) {
    process.stopped = true;
    process.wait_status = 0x7f | signal << 8; // WIFSTOPPED
    process.has_news = true;
    for (Thread& thread : process.threads) scheduler::notice_signal(thread);
    tell_parent(process);
}

// New signals wake a stopped thread, but only SIGKILL, or SIGCONT when it is sent, lets it go on. Or the process ends.
void wait_while_stopped(Guard& guard, Thread& thread) REQUIRES(process_tree) {
    Process& process = *thread.process;
    const InterruptedCall call = thread.interrupted_call;
    while (process.stopped && !must_leave(process, thread) &&
           !(deliverable_signals(thread) & set_of(SIGKILL))) {
        (void)process.continued.wait(guard);
        thread.clear_attention(kAttentionSignal);
    }
    thread.interrupted_call = call; // not what the wait takes for one
}

// --- choosing ---

// Of the signals that wait, SIGKILL comes first, then those for this thread alone.
Signal next_of(const Thread& thread, u64 deliverable) REQUIRES(process_tree) {
    const u64 own = deliverable & thread.pending.set();
    return deliverable & set_of(SIGKILL) ? SIGKILL : lowest_in(own ? own : deliverable);
}

SignalCause take(Thread& thread, Signal signal) REQUIRES(process_tree) {
    const bool own = thread.pending.set() & set_of(signal);
    return (own ? thread.pending : thread.process->pending).take(signal);
}

// From now on the thread blocks what the handler does not want to be disturbed by. Of that, what it was told of and has
// not taken is for others.
void prepare_handler(Thread& thread, Delivery& delivery) REQUIRES(process_tree) {
    SignalTable& signals = *thread.process->signals;
    const SignalAction action = signals.action(delivery.signal);
    delivery.action = action;
    delivery.mask_then = thread.in_sigsuspend ? thread.mask_after_suspend : thread.signal_mask;
    thread.in_sigsuspend = false;
    const u64 itself = action.flags & SA_NODEFER ? 0 : set_of(delivery.signal);
    thread.signal_mask = (thread.signal_mask | action.mask | itself) & ~kUnblockable;
    if (action.flags & SA_RESETHAND) signals.set(delivery.signal, {});
    tell_threads(*thread.process);
}

// The default action. True if it is the end.
bool act_by_default(Process& process, Signal signal) REQUIRES(process_tree) {
    switch (default_action(signal)) {
    case DefaultAction::ignore: return false;
    case DefaultAction::stop:
        if (signal == SIGSTOP || !is_orphaned(process.group)) stop(process, signal);
        return false;
    case DefaultAction::end: break;
    }
    return true;
}

// Acts on signals until one takes more than this lock allows. False if no more is to be done.
bool next_delivery(Thread& thread, Delivery& delivery) {
    Process& process = *thread.process;
    Guard guard(process_tree);
    while (true) {
        thread.clear_attention(kAttentionSignal);
        wait_while_stopped(guard, thread);
        delivery.leaves = must_leave(process, thread);
        if (delivery.leaves) return true;
        const u64 deliverable = deliverable_signals(thread);
        if (!deliverable && !thread.in_sigsuspend) return false;
        if (!deliverable) { // no handler has run: sigsuspend goes on, but from its beginning
            thread.in_sigsuspend = false;
            thread.signal_mask = thread.mask_after_suspend;
            continue;
        }
        delivery.signal = next_of(thread, deliverable);
        if (trace::tell_signal(guard, delivery.signal)) continue;
        const SignalCause cause = take(thread, delivery.signal);
        const u64 handler = process.signals->handler(delivery.signal);
        if (handler == SIGNAL_IGNORE) continue;
        if (handler == SIGNAL_DEFAULT) {
            if (act_by_default(process, delivery.signal)) end_threads(process, delivery.signal);
            continue;
        }
        delivery.info = info_of(delivery.signal, cause);
        prepare_handler(thread, delivery);
        return true;
    }
}

// --- calls that a signal has interrupted ---

// A handler ends these whatever its flags say: a wait with a time limit would begin anew (POSIX, sigaction).
bool is_always_ended(const Thread& thread, u64 call) {
    if (!thread.is_linux())
        return call == call_sleep || call == call_sigsuspend || call == call_sigtimedwait ||
               call == call_poll || call == call_ppoll || call == call_futex_wait;
    switch (call) {
    case linux_call_nanosleep:
    case linux_call_clock_nanosleep:
    case linux_call_epoll_pwait:
    case linux_call_epoll_pwait2:
    case linux_call_ppoll:
    case linux_call_pselect6:
    case linux_call_rt_sigsuspend:
    case linux_call_rt_sigtimedwait: return true;
    case linux_call_futex: return thread.interrupted_call.deadline != 0;
    default: return false;
    }
}

// The call was left with Errno::intr: true.
bool was_interrupted(const TrapFrame& frame, u64 call) {
    return call != InterruptedCall::kNone && frame.a[0] == static_cast<u64>(Result<void>(Errno::intr).raw());
}

void make_again(TrapFrame& frame, const InterruptedCall& call) {
    frame.epc -= 4; // at the ecall
    frame.a[0] = call.a0;
}

// These know no intr: they are only interrupted so that what they make does not miss the signal.
bool is_always_made_again(const Thread& thread, u64 call) {
    if (thread.is_linux()) return call == linux_call_clone;
    return call == call_fork || call == call_thread_create;
}

// A handler is about to run: it finds the call ended, or about to be made again.
void settle_interrupted_call(TrapFrame& frame, u64 flags) {
    Thread& thread = *current_thread();
    const u64 call = thread.interrupted_call.number;
    const bool again = flags & SA_RESTART && !is_always_ended(thread, call);
    if (!was_interrupted(frame, call) || !(again || is_always_made_again(thread, call)))
        return end_interrupted_call(frame);
    make_again(frame, std::exchange(thread.interrupted_call, {}));
}

[[noreturn]] void refuse_handler(const TrapFrame& frame, Signal signal, Errno reason) {
    const Process& process = current_process();
    log("%s (pid %d) ended by SIGSEGV: no %s on the stack for the handler of signal %d: sp 0x%lx\n",
        process.name, process.pid.number(), reason == Errno::nomem ? "memory" : "room", signal, frame.sp);
    exit_process(SIGSEGV);
}

} // namespace

void end_interrupted_call(const TrapFrame& frame) {
    Thread& thread = *current_thread();
    const u64 call = std::exchange(thread.interrupted_call, {}).number;
    if (thread.is_linux()) return; // only our own calls are counted
    if (was_interrupted(frame, call) && !is_always_made_again(thread, call))
        counters::count_interrupted(call);
}

void resume_interrupted_call(TrapFrame& frame) {
    Thread& thread = *current_thread();
    const u64 call = std::exchange(thread.interrupted_call.number, InterruptedCall::kNone);
    if (call == InterruptedCall::kNone) return;
    if (was_interrupted(frame, call))
        make_again(frame, thread.interrupted_call);
    else
        thread.interrupted_call.deadline =
            0; // what it waited for has come all the same: the next wait is another one
}

void act_on_signals(TrapFrame& frame) {
    Thread& thread = *current_thread();
    Delivery delivery;
    while (next_delivery(thread, delivery)) {
        if (delivery.leaves) exit_thread();
        settle_interrupted_call(frame, delivery.action.flags);
        const Result<void> pushed =
            push_signal_frame(frame, delivery.info, delivery.action, delivery.mask_then);
        if (!pushed) refuse_handler(frame, delivery.signal, pushed.error());
    }
}

bool signal_fault(TrapFrame& frame, const siginfo& info) {
    Thread& thread = *current_thread();
    Delivery delivery;
    delivery.signal = static_cast<Signal>(info.si_signo);
    {
        Guard guard(process_tree);
        trace::tell_fault(guard, delivery.signal);
        if (thread.signal_mask & set_of(delivery.signal)) return false;
        if (thread.process->signals->handler(delivery.signal) <= SIGNAL_IGNORE) return false;
        prepare_handler(thread, delivery);
    }
    return static_cast<bool>(push_signal_frame(frame, info, delivery.action, delivery.mask_then));
}
