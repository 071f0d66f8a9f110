// file/watch.h: a set of open files that is watched for what can be done with them, and asked again and again.
//
// poll is told of all its files each time. Here a file is told of once, and stays until it is taken out, or until nobody has it
// open any more: a watch is no owner of it. All sets share one lock, under which files are asked what they are ready for.
#pragma once

#include "file/file.h"
#include "thread/poll_queue.h"

// What is to be told of a file.
struct WatchWish {
    int events;   // PollEvents; errors are told in any case
    bool changes; // only what has come since it was last told, or asked for
    bool once;    // and then nothing more, until it is asked for anew
    u64 data;     // whoever asks knows what it means
};

struct WatchAnswer {
    int events;
    u64 data;
    const void* watch; // whose answer it is
};

// Linux's epoll. Such a set cannot be in another one, nor be polled.
class WatchSet final : public File {
  public:
    WatchSet() : File(O_RDWR) {}
    ~WatchSet() override;

    // The same file may be in it several times, with other descriptors.
    Result<void> add(File& file, Fd fd, const WatchWish& wish);    // exist, nomem; perm: it cannot be watched
    Result<void> change(File& file, Fd fd, const WatchWish& wish); // noent
    Result<void> remove(File& file, Fd fd);                        // noent

    // The next one that has something to tell, beginning where this ended the last time. Each is looked at once if `left` is
    // size() at first. False: there is none among those.
    bool next(usize& left, WatchAnswer& answer);
    // An answer did not arrive: it is to come again, though it may be told only once.
    void take_back(const WatchAnswer& answer);
    usize size();

    // Until one may have something to tell. The deadline is in ticks, 0 for none. Errno::timedout, intr
    Result<void> wait(u64 deadline) { return poller_.wait(deadline); }
    // Somebody else who waits may find something, too.
    void wake_next() { poller_.tell(); }

    Result<Stat> stat() override;
    int readiness() override { return POLLERR; }
    WatchSet* watch_set() override { return this; }

  private:
    friend class File; // which leaves all sets when it dies

    struct Watch {
        Watch(WatchSet& of_set, File& of_file, Fd of_descriptor)
            : set(of_set), file(of_file), fd(of_descriptor), link_in_queue(of_set.poller_, ~0) {}
        WatchSet& set;
        File& file;
        const Fd fd;
        WatchWish wish{};
        bool over = false; // it was to be told once, and was
        PollLink link_in_queue;
        ListLink in_set;
        ListLink of_all;
    };

    Watch* find(const File& file, Fd fd) REQUIRES(lock_);
    static void begin(Watch& watch, const WatchWish& wish) REQUIRES(lock_);
    static void end(Watch* watch) REQUIRES(lock_);
    static int look(Watch& watch) REQUIRES(lock_);
    static void forget(const File& file);

    static Spinlock lock_; // of all sets
    static List<Watch, &Watch::of_all> all_ GUARDED_BY(lock_);
    List<Watch, &Watch::in_set> watches_ GUARDED_BY(lock_);
    Poller poller_;
};
