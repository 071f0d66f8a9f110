// thread/shared_lock.cpp: waiting for a lock that is shared or had alone, and passing it on.
#include "thread/shared_lock.h"

// While kWaiting is set, nobody gets the lock without holding waiting_. It may be set although the lock is free: then
// whoever gave it back is on the way to pass_on.
void SharedLock::wait_to_share() {
    Guard guard(waiting_);
    const u64 state = state_.fetch_or(kWaiting, Order::acquire);
    if (!(state & kAlone) && loners_waiting_ == 0) {
        state_.fetch_add(kOneMore, Order::relaxed);
        return tell_whether_some_wait();
    }
    sharers_waiting_++;
    sharers_.wait_through_signals(guard);
}

void SharedLock::wait_to_take() {
    Guard guard(waiting_);
    const u64 state = state_.fetch_or(kWaiting, Order::acquire);
    if ((state & ~kWaiting) == 0) {
        state_.fetch_or(kAlone, Order::relaxed);
        return tell_whether_some_wait();
    }
    loners_waiting_++;
    loners_.wait_through_signals(guard);
}

// The lock is free, unless somebody has come first since.
void SharedLock::pass_on(First first) {
    Guard guard(waiting_);
    if (state_.load(Order::acquire) & ~kWaiting) return;
    if (sharers_waiting_ > 0 && (first == First::sharers || loners_waiting_ == 0)) {
        state_.fetch_add(kOneMore * sharers_waiting_, Order::relaxed);
        sharers_waiting_ = 0;
        sharers_.wake_all();
    } else if (loners_waiting_ > 0) {
        state_.fetch_or(kAlone, Order::relaxed);
        loners_waiting_--;
        loners_.wake_one();
    }
    tell_whether_some_wait();
}

void SharedLock::tell_whether_some_wait() {
    if (sharers_waiting_ + loners_waiting_ == 0) state_.fetch_and(~kWaiting, Order::release);
}
