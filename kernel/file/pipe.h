// file/pipe.h: a pipe: what is written at one end is read at the other.
#pragma once

#include "file/file.h"
#include "lib/ring.h"
#include "memory/page_buffer.h"
#include "thread/poll_queue.h"
#include "thread/wait_queue.h"

class Pipe : public RefCounted {
  public:
    struct Ends {
        Ref<File> read_end;
        Ref<File> write_end;
    };
    static Result<Ends> create(u32 flags); // O_NONBLOCK, or 0

    explicit Pipe(PageBuffer buffer) : buffer_(std::move(buffer)), ring_(buffer_.bytes()) {}
    virtual ~Pipe() = default;

    // Where nobody has the other end open, whoever opens one may be alone, or is refused, or waits.
    enum class Alone { allowed, refused, waits };

    // Each end may be open several times. Whoever opens one is told how many have closed the other until then. Who could not
    // was never there for others. Errno::nxio if it was refused; intr if it waited.
    Result<u32> open_read_end(Alone alone);
    Result<u32> open_write_end(Alone alone);
    void close_read_end();
    void close_write_end();

    // What is there, if that is anything; 0 while nobody has the write end open. Sleeps until one or the other, unless the end
    // that is read does not wait: Errno::again.
    Result<usize> read(UserSink& to, const File& end);

    // Everything, unless a signal or a bad address comes between. Up to PIPE_CAPACITY bytes go in as one. Errno::pipe
    // while nobody has the read end open. Where there is no room and the end does not wait: a part of what is more than that,
    // or Errno::again.
    Result<usize> write(UserSource& from, const File& end);

    Stat stat();

    usize unread_bytes();
    int readiness_to_read(u32 writers_gone_before);
    int readiness_to_write();
    void start_polling(PollLink& poll);
    void stop_polling(PollLink& poll);

  private:
    static_assert(PIPE_CAPACITY <= kPageSize);
    static constexpr usize kNobody = ~usize{0};

    struct Side {
        u32 open = 0; // how many have this end open,
        u32 gone = 0; // and had it until they closed it
    };

    Result<u32> open_end(Guard& guard, Side& own, const Side& other, Alone alone) REQUIRES(lock_);
    Result<usize> write_in_pieces(UserSource& from, const File& end);
    Result<usize> write_piece(Guard& guard, UserSource& from, const File& end) REQUIRES(lock_);
    Result<void> make_room(Guard& guard, usize room, const File& end) REQUIRES(lock_);
    Result<void> wait_for_bytes(Guard& guard, const File& end) REQUIRES(lock_);
    Result<void> wait_for_room(Guard& guard, usize room, const File& end) REQUIRES(lock_);
    Result<void> take(UserSource& from, usize count) REQUIRES(lock_);
    Result<void> put(UserSink& to, usize count) REQUIRES(lock_);
    void wake_reader() REQUIRES(lock_);
    void wake_writers() REQUIRES(lock_);

    const PageBuffer buffer_;
    Spinlock lock_{LockRank::pipe};
    Ring<u8, PIPE_CAPACITY, u8*> ring_ GUARDED_BY(lock_); // in buffer_
    Side read_side_ GUARDED_BY(lock_);
    Side write_side_ GUARDED_BY(lock_);

    // Who sleeps. Each writer waits for its own amount of room: the least of them is kept.
    WaitQueue readers_;
    WaitQueue writers_;
    WaitQueue openers_; // for the other end
    u32 sleeping_readers_ GUARDED_BY(lock_) = 0;
    usize least_room_wanted_ GUARDED_BY(lock_) = kNobody;
    PollQueue pollers_ GUARDED_BY(lock_); // of both ends
};
