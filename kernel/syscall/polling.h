// syscall/polling.h: what the handlers of calls that wait for files have in common, for those of Linux, too.
#pragma once

#include "file/poll.h"
#include "memory/page_buffer.h"
#include "process/process.h"
#include "thread/scheduler.h"

// For so many nanoseconds; below 0: for ever.
inline u64 poll_deadline(i64 timeout) {
    if (timeout == 0) return kPollAtOnce;
    return timeout > 0 ? scheduler::deadline_after(static_cast<u64>(timeout)) : 0;
}

// What is asked about so many files, one for each descriptor at most: too much for the stack.
class PollEntries {
  public:
    static Result<PollEntries> create(usize count) {
        constexpr usize kEntriesInPage = kPageSize / sizeof(PollEntry);
        static_assert(OPEN_FILES_MAX <= 2 * kEntriesInPage);
        return PollEntries(TRY(PageBuffer::create(count > kEntriesInPage ? 1 : 0)), count);
    }
    std::span<PollEntry> span() const {
        return {reinterpret_cast<PollEntry*>(pages_.bytes()), count_}; // bytes until now
    }

  private:
    PollEntries(PageBuffer pages, usize count) : pages_(std::move(pages)), count_(count) {}
    PageBuffer pages_;
    usize count_;
};

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
