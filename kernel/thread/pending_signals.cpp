// thread/pending_signals.cpp: the signals that wait for a process, or for one thread.
#include "thread/pending_signals.h"
#include "memory/heap.h"

bool PendingSignals::add(Signal signal, const SignalCause& cause) {
    const bool is_real_time = signal >= SIGRTMIN;
    if (!is_real_time && set_ & set_of(signal)) return true;
    Entry* entry = count_ < SIGNALS_QUEUED_MAX ? new (std::nothrow) Entry(signal, cause) : nullptr;
    if (entry) {
        entries_.push_back(entry);
        count_++;
    }
    if (entry || !is_real_time) set_ |= set_of(signal);
    return entry || !is_real_time;
}

SignalCause PendingSignals::take(Signal signal) {
    SignalCause cause;
    if (Entry* entry = first_of(signal)) {
        cause = entry->cause;
        remove(entry);
    }
    if (!first_of(signal)) set_ &= ~set_of(signal);
    return cause;
}

void PendingSignals::forget(u64 signals) {
    set_ &= ~signals;
    for (Entry* entry = entries_.first(); entry;) {
        Entry* next = entries_.after(entry);
        if (set_of(entry->signal) & signals) remove(entry);
        entry = next;
    }
}

PendingSignals::Entry* PendingSignals::first_of(Signal signal) const {
    for (Entry& entry : entries_)
        if (entry.signal == signal) return &entry;
    return nullptr;
}

void PendingSignals::remove(Entry* entry) {
    decltype(entries_)::remove(entry);
    count_--;
    delete entry;
}
