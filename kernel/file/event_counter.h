// file/event_counter.h: a number that is written to and read, eight bytes at a time: Linux's eventfd.
#pragma once

#include "file/file.h"
#include "thread/poll_queue.h"
#include "thread/wait_queue.h"

// What is written is added; a read takes all of it, or one if it counts down by ones. Whoever reads waits while it is 0, and who
// writes while it would become too large, unless the file does not wait: Errno::again. inval: fewer bytes, or too large a number.
class EventCounter final : public File {
  public:
    EventCounter(u64 start, bool by_ones, u32 flags)
        : File(O_RDWR | flags), by_ones_(by_ones), value_(start) {}
    ~EventCounter() override { leave_watches(); }

    Result<usize> read(UserSink& to) override;
    Result<usize> write(UserSource& from) override;
    Result<Stat> stat() override;
    int readiness() override;
    bool can_be_watched() const override { return true; }
    void start_polling(PollLink& poll) override;
    void stop_polling(PollLink& poll) override;

  private:
    static constexpr u64 kMost = ~u64{0} - 1;

    const bool by_ones_;
    Spinlock lock_{LockRank::pipe};
    u64 value_ GUARDED_BY(lock_);
    WaitQueue readers_;
    WaitQueue writers_;
    PollQueue pollers_ GUARDED_BY(lock_);
};
