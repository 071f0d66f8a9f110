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

    // What is there, if that is anything; 0 after the write end is closed. Sleeps until one or the other, unless the end
    // that is read does not wait: Errno::again.
    Result<usize> read(UserSink& to, const File& end);

    // Everything, unless a signal or a bad address comes between. Up to PIPE_CAPACITY bytes go in as one. Errno::pipe
    // after the read end is closed. Where there is no room and the end does not wait: a part of what is more than that,
    // or Errno::again.
    Result<usize> write(UserSource& from, const File& end);

    void close_read_end();
    void close_write_end();
    Stat stat();

    usize unread_bytes();
    int readiness_to_read();
    int readiness_to_write();
    void start_polling(PollLink& poll);
    void stop_polling(PollLink& poll);

  private:
    static_assert(PIPE_CAPACITY <= kPageSize);
    static constexpr usize kNobody = ~usize{0};

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
    bool read_end_open_ GUARDED_BY(lock_) = true;
    bool write_end_open_ GUARDED_BY(lock_) = true;

    // Who sleeps. Each writer waits for its own amount of room: the least of them is kept.
    WaitQueue readers_;
    WaitQueue writers_;
    u32 sleeping_readers_ GUARDED_BY(lock_) = 0;
    usize least_room_wanted_ GUARDED_BY(lock_) = kNobody;
    PollQueue pollers_ GUARDED_BY(lock_); // of both ends
};
