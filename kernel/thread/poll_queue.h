// thread/poll_queue.h: where those stand who wait for several things at once.
//
// Whatever can be polled has a PollQueue, under the same lock as the condition that its pollers wait for. A thread that
// polls has one Poller, and in each of those queues a PollLink of its own. No wake-up is lost: the link is put into the
// queue under the lock under which the condition is looked at; whoever changes it afterwards finds the link, and a
// Poller that is told of something remembers it. Only those are told who asked for just this.
#pragma once

#include "thread/wait_queue.h"

// A thread that waits. Its links are gone before it is.
class Poller : NonCopyable {
  public:
    // Sleeps until told; at once, if that has happened since the last time. Errno::timedout at the deadline, in ticks (0:
    // none); Errno::intr if a signal came.
    Result<void> wait(u64 deadline) {
        Guard guard(lock_);
        while (!told_) TRY(sleeper_.wait_until(guard, deadline));
        told_ = false;
        return {};
    }
    void tell() {
        Guard guard(lock_);
        told_ = true;
        sleeper_.wake_one();
    }

  private:
    Spinlock lock_{LockRank::poller};
    WaitQueue sleeper_;
    bool told_ GUARDED_BY(lock_) = false;
};

struct PollLink : NonCopyable {
    PollLink(Poller& who, int asked_for) : poller(who), events(asked_for) {}
    Poller& poller;
    const int events;     // PollEvents
    Atomic<u32> told = 0; // of which, since whoever is interested in this made it 0
    ListLink link;
};

// All of it under the lock of whatever is polled.
class PollQueue : NonCopyable {
  public:
    void add(PollLink& poll) { links_.push_back(&poll); }
    void remove(PollLink& poll) {
        if (poll.link.linked()) links_.remove(&poll);
    }
    void tell(int events) {
        if (!links_.empty()) [[unlikely]]
            tell_each(events);
    }

  private:
    // Not to be made part of every read and write.
    [[gnu::noinline]] void tell_each(int events) {
        for (PollLink& poll : links_) {
            if (!(poll.events & events)) continue;
            poll.told.fetch_or(static_cast<u32>(poll.events & events), Order::relaxed);
            poll.poller.tell();
        }
    }

    List<PollLink, &PollLink::link> links_;
};
