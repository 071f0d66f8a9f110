// direct/terminal.cpp: Ctrl-C and Ctrl-\ end the program, when it is linked with the kernel, and with it the machine.
//
// Under the trap, a signal is acted upon on the way back to the program. Here there is no such way, and what the program is
// about may never call: so a worker of the kernel's own waits for the key, and turns the machine off.
#include "direct/terminal.h"
#include "device/console.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include "thread/scheduler.h"

namespace {

constexpr int kSignalled = 128; // plus the signal's number, as init says it under the trap

constinit WaitQueue asked;
constinit Signal signal_to_end GUARDED_BY(process_tree) = SIGNONE;

// From the interrupt handler. Nobody could make a stopped program go on: so Ctrl-Z does nothing.
void end_by_signal(Pid, Signal signal) {
    if (default_action(signal) != DefaultAction::end) return;
    Guard guard(process_tree);
    signal_to_end = signal;
    asked.wake_all();
}

int wait_for_signal() {
    Guard guard(process_tree);
    while (signal_to_end == SIGNONE) asked.wait_through_signals(guard);
    return signal_to_end;
}

[[noreturn]] void end_when_asked() {
    while (true) (void)sys_poweroff(kSignalled + wait_for_signal());
}

} // namespace

Result<void> obey_terminal(Pid group) {
    Owned<Thread> worker = TRY(Thread::create_worker(end_when_asked));
    console::initialise({end_by_signal, check_foreground, describe_group});
    TRY(console::change_group(group));
    scheduler::start(worker.leak()); // stays for ever
    return {};
}
