// thread/pending_signals.h: the signals that wait for a process, or for one thread, and why each was sent.
//
// A signal of the first 31 that waits already is not told twice. Real-time signals are: as many as were sent come, in their
// order (POSIX, 2.4.2). So each waits as an object of its own, and the set only says of which numbers there are any.
#pragma once

#include "abi/signals.h"
#include "lib/list.h"

// Sets of signals: bit n - 1 is signal n.
constexpr u64 set_of(Signal signal) { return 1ul << (signal - 1); }
constexpr Signal lowest_in(u64 set) { return static_cast<Signal>(__builtin_ctzl(set) + 1); }

// Why a signal was sent: what the handler sees as si_code, si_pid, and si_value or si_status.
struct SignalCause {
    int code = SI_KERNEL;
    int pid = 0;
    u64 value = 0;
};

class PendingSignals : NonCopyable {
  public:
    constexpr PendingSignals() = default;
    ~PendingSignals() { forget(~0ul); }

    u64 set() const { return set_; }

    // False: a real-time signal finds no memory, or too many that wait, and is lost. Another one waits in any case, but its
    // cause may be lost.
    bool add(Signal signal, const SignalCause& cause);
    // One of the set waits no more. Why it was sent.
    SignalCause take(Signal signal);
    void forget(u64 signals);

  private:
    struct Entry : NonCopyable {
        Entry(Signal sent, const SignalCause& why) : signal(sent), cause(why) {}
        ListLink link;
        Signal signal;
        SignalCause cause;
    };

    Entry* first_of(Signal signal) const;
    void remove(Entry* entry);

    u64 set_ = 0;
    u64 count_ = 0;
    List<Entry, &Entry::link> entries_; // the oldest first
};
