// syscall/signal_calls.cpp: the handlers of calls about signals, in the table's order.
#include "memory/user_copy.h"
#include "process/process.h"
#include "syscall/handlers.h"

Result<void> sys_sigaction(Signal signal, In<SignalAction> action, Out<SignalAction> before) {
    return change_action(signal, action, before);
}

Result<void> sys_sigmask(MaskChange how, In<u64> signals, Out<u64> before) {
    return change_mask(how, signals, before);
}

Result<void> sys_sigpending(Out<u64> signals) { return tell_pending(signals); }

Result<void> sys_sigsuspend(In<u64> mask) { return suspend_until_signal(mask); }

Result<u64> sys_sigreturn(TrapFrame& frame) { return return_from_handler(frame); }

Result<void> sys_sigaltstack(In<SignalStack> stack, Out<SignalStack> before) {
    return change_signal_stack(stack, before);
}

Result<void> sys_sigqueue(Pid pid, Signal signal, u64 value) {
    return queue_signal(pid, signal, {SI_QUEUE, current_process().pid.number(), value});
}

Result<Signal> sys_sigtimedwait(In<u64> signals, Out<siginfo> info, i64 nanoseconds) {
    return take_signal(signals, info, nanoseconds);
}

Result<void> sys_alarm_timer(In<AlarmTimer> timer, Out<AlarmTimer> before) {
    AddressSpace& space = *current_process().space;
    AlarmTimer wanted{};
    if (timer.address()) TRY(copy_in(space, wanted, timer));
    const AlarmTimer old = exchange_alarm(timer.address() ? &wanted : nullptr);
    return before.address() ? copy_out(space, before, old) : Result<void>();
}

Result<void> sys_thread_kill(Tid thread, Signal signal) {
    return queue_signal_to_thread(thread, signal, {SI_TKILL, current_process().pid.number(), 0});
}
