// file/event_counter.cpp: adding to a number, taking from it, and waiting for either.
#include "file/event_counter.h"

Result<usize> EventCounter::read(UserSink& to) {
    if (to.left() < sizeof(value_)) return Errno::inval;
    Guard guard(lock_);
    while (value_ == 0) {
        if (!waits()) return Errno::again;
        TRY(readers_.wait(guard));
    }
    const u64 taken = by_ones_ ? 1 : value_;
    const Result<void> arrived = to.put(&taken, sizeof(taken));
    if (arrived) value_ -= taken;
    if (value_ > 0)
        readers_.wake_one(); // the rest is for the next one; all of it, if this one's buffer was bad
    TRY(arrived);
    writers_.wake_all();
    pollers_.tell(POLLOUT);
    return sizeof(taken);
}

Result<usize> EventCounter::write(UserSource& from) {
    u64 more = 0;
    if (from.left() < sizeof(more)) return Errno::inval;
    TRY(from.take(&more, sizeof(more)));
    if (more > kMost) return Errno::inval;
    Guard guard(lock_);
    while (more > kMost - value_) {
        if (!waits()) return Errno::again;
        TRY(writers_.wait(guard));
    }
    value_ += more;
    if (value_ > 0) readers_.wake_one();
    pollers_.tell(POLLIN);
    return sizeof(more);
}

Result<Stat> EventCounter::stat() {
    Stat stat = {};
    stat.st_mode = 0600; // of no kind, as on Linux
    stat.st_nlink = 1;
    return stat;
}

int EventCounter::readiness() {
    Guard guard(lock_);
    return (value_ > 0 ? POLLIN : 0) | (value_ < kMost ? POLLOUT : 0);
}

void EventCounter::start_polling(PollLink& poll) {
    Guard guard(lock_);
    pollers_.add(poll);
}

void EventCounter::stop_polling(PollLink& poll) {
    Guard guard(lock_);
    pollers_.remove(poll);
}
