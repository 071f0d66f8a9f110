// syscall/polling.h: what the handlers of calls that wait for files have in common, for those of Linux, too.
#pragma once

#include "file/poll.h"
#include "process/process.h"
#include "thread/scheduler.h"

// For so many nanoseconds; below 0: for ever.
inline u64 poll_deadline(i64 timeout) {
    if (timeout == 0) return kPollAtOnce;
    return timeout > 0 ? scheduler::deadline_after(static_cast<u64>(timeout)) : 0;
}

// Which signals are blocked instead of the usual ones while a call waits; or the usual ones.
class CallMask {
  public:
    static Result<CallMask> copy_in(AddressSpace& space, In<u64> mask) {
        CallMask copy(mask.address() != 0);
        if (copy.given_) TRY(::copy_in(space, copy.signals_, mask));
        return copy;
    }
    void begin() const {
        if (given_) block_during_call(signals_);
    }
    // A call that a signal has interrupted leaves it to that signal to end this (process/signal_action.cpp).
    void end(Errno error) const {
        if (given_ && error != Errno::intr) unblock_after_call();
    }

  private:
    explicit CallMask(bool given) : given_(given) {}
    bool given_;
    u64 signals_ = 0;
};
