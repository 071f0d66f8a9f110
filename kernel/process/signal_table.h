// process/signal_table.h: what a process does about each signal, and where those came from that wait.
#pragma once

#include "abi/types.h"

// Why a signal was sent: what the handler sees as si_code, si_pid and si_status.
struct SignalCause {
    int code = SI_KERNEL;
    int pid = 0;
    int status = 0;
};

// An object of its own, as a process has no room for it.
struct SignalTable {
    SignalAction actions[SIGNAL_COUNT] = {};
    SignalCause causes[SIGNAL_COUNT] = {}; // of the pending ones
};

// Sets of signals: bit n - 1 is signal n.
constexpr u64 set_of(Signal signal) { return 1ul << (signal - 1); }
constexpr Signal lowest_in(u64 set) { return static_cast<Signal>(__builtin_ctzl(set) + 1); }

constexpr u64 kUnblockable = set_of(SIGKILL) | set_of(SIGSTOP);
constexpr u64 kStopSignals = set_of(SIGSTOP) | set_of(SIGTSTP) | set_of(SIGTTIN) | set_of(SIGTTOU);

// What happens without a handler (POSIX, <signal.h>).
enum class DefaultAction { end, ignore, stop };
constexpr DefaultAction default_action(Signal signal) {
    if (set_of(signal) & kStopSignals) return DefaultAction::stop;
    switch (signal) {
    case SIGCHLD:
    case SIGCONT: // that it makes a stopped process go on is done when it is sent
    case SIGURG:
    case SIGWINCH: return DefaultAction::ignore;
    default: return DefaultAction::end;
    }
}
