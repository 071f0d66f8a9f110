// linux/signal_calls.cpp: Linux's calls about signals, where they are not ours.
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/layout.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

constexpr u64 kKnownFlags =
    SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_RESETHAND | SA_ONSTACK;

Result<SignalCause> cause_in(In<siginfo> info) {
    siginfo given{};
    TRY(copy_in(*current_process().space, given, info));
    return SignalCause{given.si_code, given.si_pid,
                       reinterpret_cast<u64>(given.si_value.sival_ptr)}; // any number
}

// As if the kernel, or kill, had sent it.
bool seems_true(const SignalCause& cause) { return cause.code >= 0 || cause.code == SI_TKILL; }

} // namespace

// Linux's actions have no restorer: handlers return to code that every process has (process/program.cpp).
Result<void> linux_rt_sigaction(Signal signal, In<LinuxAction> action, Out<LinuxAction> before) {
    AddressSpace& space = *current_process().space;
    SignalAction wanted{};
    if (action.address()) {
        LinuxAction given{};
        TRY(copy_in(space, given, action));
        wanted = {given.handler, given.flags & kKnownFlags, kSignalReturn.value(), given.mask};
    }
    SignalAction old{};
    TRY(exchange_action(signal, action.address() ? &wanted : nullptr, old));
    if (!before.address()) return {};
    return copy_out(space, before, LinuxAction{old.handler, old.flags, old.mask});
}

Result<Signal> linux_rt_sigtimedwait(In<u64> signals, Out<siginfo> info, In<LinuxTime> limit) {
    return take_signal(signals, info, limit.address() ? TRY(linux_duration(limit)) : -1);
}

// What the receiver is told is what the sender says, whatever that is; but nobody says to others that it was the kernel.
Result<void> linux_rt_sigqueueinfo(Pid pid, Signal signal, In<siginfo> info) {
    const SignalCause cause = TRY(cause_in(info));
    if (pid != current_process().pid && seems_true(cause)) return Errno::perm;
    return queue_signal(pid, signal, cause);
}

Result<void> linux_rt_tgsigqueueinfo(Pid pid, Tid thread, Signal signal, In<siginfo> info) {
    const SignalCause cause = TRY(cause_in(info));
    if (pid != current_process().pid) return seems_true(cause) ? Errno::perm : Errno::srch;
    return queue_signal_to_thread(thread, signal, cause);
}

// Only threads of this process are sent signals by themselves.
Result<void> linux_tgkill(Pid pid, Tid thread, Signal signal) {
    return pid == current_process().pid ? sys_thread_kill(thread, signal) : Result<void>(Errno::srch);
}
