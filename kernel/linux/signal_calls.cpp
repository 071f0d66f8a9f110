// linux/signal_calls.cpp: Linux's calls about signals, where they are not ours.
#include "linux/handlers.h"
#include "memory/layout.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

constexpr u64 kKnownFlags =
    SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_RESETHAND | SA_ONSTACK;

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

// Only threads of this process are sent signals by themselves.
Result<void> linux_tgkill(Pid pid, Tid thread, Signal signal) {
    return pid == current_process().pid ? sys_thread_kill(thread, signal) : Result<void>(Errno::srch);
}
