// process/signal_table.h: what a process does about each signal.
#pragma once

#include "abi/types.h"
#include "lib/string.h"
#include "thread/pending_signals.h"

// An object of its own, as a process has no room for it; a column for each field, as rows would have no room here.
class SignalTable {
  public:
    SignalAction action(Signal signal) const {
        const int row = signal - 1;
        return {handlers_[row], flags_[row], restorers_[row], masks_[row]};
    }
    void set(Signal signal, const SignalAction& action) {
        const int row = signal - 1;
        handlers_[row] = action.handler;
        flags_[row] = static_cast<u32>(action.flags);
        restorers_[row] = action.restorer;
        masks_[row] = action.mask;
    }
    u64 handler(Signal signal) const { return handlers_[signal - 1]; }
    // Back to the defaults; but what is ignored stays so.
    void reset() {
        for (u64& handler : handlers_)
            if (handler != SIGNAL_IGNORE) handler = SIGNAL_DEFAULT;
        memset(restorers_, 0, sizeof(restorers_));
        memset(masks_, 0, sizeof(masks_));
        memset(flags_, 0, sizeof(flags_));
    }

  private:
    static constexpr int kRows = SIGNAL_COUNT - 1;
    u64 handlers_[kRows] = {};
    u64 restorers_[kRows] = {};
    u64 masks_[kRows] = {};
    u32 flags_[kRows] = {}; // all that there are fit
};

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
