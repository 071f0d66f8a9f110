// syscall/process_calls.cpp: the handlers of calls about processes and time, in the table's order.
#include "arch/time.h"
#include "debug/counters.h"
#include "device/rtc.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include "thread/scheduler.h"

Result<never> sys_exit(int status) {
    counters::count_success(call_exit);
    exit_process((status & 0xff) << 8);
}

Result<Pid> sys_getpid() { return current_process().pid; }

Result<Pid> sys_getppid() { return parent_of(current_process()); }

Result<Pid> sys_fork(TrapFrame& frame) { return fork_process(frame, Out<u32>(u64{0}), {}); }

Result<void> sys_execve(TrapFrame& frame, Str path, In<Str> arguments, In<Str> environment) {
    return execute(path, arguments, environment, frame);
}

Result<Pid> sys_waitpid(Pid pid, Out<int> status, WaitFlags flags) {
    if (flags & ~(WNOHANG | WUNTRACED | WCONTINUED)) return Errno::inval;
    const WaitWish wish = {.stopped = (flags & WUNTRACED) != 0,
                           .continued = (flags & WCONTINUED) != 0,
                           .at_once = (flags & WNOHANG) != 0};
    return TRY(wait_for_child(children_by_number(pid), wish, status)).pid;
}

Result<void> sys_kill(Pid pid, Signal signal) { return send_signal(pid, signal); }

Result<void> sys_setpgid(Pid pid, Pid group) { return set_group(pid, group); }

Result<Pid> sys_getpgid(Pid pid) { return group_of(pid); }

Result<Pid> sys_setsid() { return start_session(); }

Result<Pid> sys_getsid(Pid pid) { return session_of(pid); }

Result<void> sys_sched_yield() {
    scheduler::yield();
    return {};
}

// A time so long that it would pass the end of the clock is as good as for ever.
Result<void> sys_sleep(i64 nanoseconds) {
    if (nanoseconds < 0) return Errno::inval;
    return scheduler::sleep_until(scheduler::deadline_after(static_cast<u64>(nanoseconds)));
}

Result<u64> sys_clock(Clock clock) {
    switch (clock) {
    case CLOCK_REALTIME: return rtc::now();
    case CLOCK_MONOTONIC: return now();
    default: return Errno::inval;
    }
}

Result<FileMode> sys_umask(FileMode mask) {
    return static_cast<FileMode>(current_process().umask.exchange(mask & 0777, Order::relaxed));
}
