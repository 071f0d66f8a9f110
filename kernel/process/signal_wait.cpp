// process/signal_wait.cpp: taking a signal by asking for it, in place of a handler.
#include "memory/user_copy.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

// One that waits for the thread alone is taken rather than one for any thread.
bool take_one_of(Thread& thread, u64 signals, siginfo& info) REQUIRES(process_tree) {
    const u64 own = thread.pending.set() & signals;
    PendingSignals& pending = own ? thread.pending : thread.process->pending;
    const u64 there = pending.set() & signals;
    if (!there) return false;
    const Signal signal = lowest_in(there);
    info = info_of(signal, pending.take(signal));
    return true;
}

// Between looking and sleeping none is missed: a thread that was told of a signal does not fall asleep.
Result<void> wait_for_one_of(u64 signals, i64 nanoseconds, siginfo& info) {
    Thread& thread = *current_thread();
    const u64 deadline = nanoseconds < 0 ? 0 : scheduler::deadline_after(static_cast<u64>(nanoseconds));
    WaitQueue nobody_wakes_this;
    Guard guard(process_tree);
    Result<void> result = nanoseconds == 0 ? Result<void>(Errno::timedout) : Result<void>();
    thread.awaited_signals = signals;
    bool taken = take_one_of(thread, signals, info);
    while (!taken && result) {
        result = nobody_wakes_this.wait_until(guard, deadline);
        taken = take_one_of(thread, signals, info);
    }
    thread.awaited_signals = 0;
    return taken ? Result<void>() : result;
}

} // namespace

siginfo info_of(Signal signal, const SignalCause& cause) {
    siginfo info{};
    info.si_signo = signal;
    info.si_code = cause.code;
    info.si_pid = cause.pid;
    info.si_value.sival_ptr = reinterpret_cast<void*>(cause.value); // the program's
    return info;
}

Result<Signal> take_signal(In<u64> signals, Out<siginfo> info, i64 nanoseconds) {
    AddressSpace& space = *current_process().space;
    u64 wanted = 0;
    TRY(copy_in(space, wanted, signals));
    siginfo told{};
    const Result<void> waited = wait_for_one_of(wanted & ~kUnblockable, nanoseconds, told);
    if (!waited) return waited.error() == Errno::timedout ? Errno::again : waited.error();
    if (info.address()) TRY(copy_out(space, info, told));
    return static_cast<Signal>(told.si_signo);
}
