// file/socket.h: two sockets that are connected: what is written to one is read from the other, in both directions.
#pragma once

#include "file/file.h"
#include "lib/ring.h"
#include "memory/page_buffer.h"
#include "thread/poll_queue.h"
#include "thread/wait_queue.h"

// What the two have in common. Each is a side, 0 or 1.
class SocketPair : public RefCounted {
  public:
    SocketPair(PageBuffer one, PageBuffer other) : sides_{Side(std::move(one)), Side(std::move(other))} {}

    // Of one direction. The numbers are those of Linux's shutdown.
    enum Direction : int { receiving, sending, both };

    Result<usize> receive(int side, UserSink& to, bool waits, bool peeks);
    Result<usize> send(int side, UserSource& from, bool waits);
    void shut_down(int side, Direction direction);

    usize unread_bytes(int side);
    int readiness(int side);
    void start_polling(int side, PollLink& poll);
    void stop_polling(int side, PollLink& poll);

  private:
    static constexpr usize kCapacity = kPageSize;

    // One socket: the bytes that come to it, and who uses it.
    struct Side {
        explicit Side(PageBuffer memory) : buffer(std::move(memory)), ring(buffer.bytes()) {}
        const PageBuffer buffer;
        Ring<u8, kCapacity, u8*> ring;
        bool open = true;  // until either side shuts it down: nothing more comes in
        WaitQueue waiting; // for bytes here, or for room at the other side
        PollQueue pollers;
    };
    Result<void> wait_for_bytes(Guard& guard, Side& here, bool waits) REQUIRES(lock_);
    Result<usize> send_piece(Guard& guard, int side, UserSource& from, bool waits) REQUIRES(lock_);
    static void changed(Side& side, int events);

    Spinlock lock_{LockRank::pipe};
    Side sides_[2] GUARDED_BY(lock_);
};

// One of the two. Bytes have no borders: a read takes what is there, and a write waits until all of its bytes have found room.
class Socket final : public File {
  public:
    // The kind of a file that is one: Linux's S_IFSOCK. There are none on disks, nor for programs of our own.
    static constexpr u32 kKind = 0140000;

    struct Two {
        Ref<File> one;
        Ref<File> other;
    };
    static Result<Two> create_two(u32 flags); // O_NONBLOCK, or 0

    Socket(Ref<SocketPair> pair, int side, u32 flags)
        : File(O_RDWR | flags), pair_(std::move(pair)), side_(side) {}
    ~Socket() override;

    // 0: all was received that the other has sent, and ever will. Errno::again: it would have to wait. Who only peeks leaves
    // the bytes there.
    Result<usize> receive(UserSink& to, bool waits, bool peeks) {
        return pair_->receive(side_, to, waits, peeks);
    }
    // Errno::pipe: nobody will ever receive it. Errno::again.
    Result<usize> send(UserSource& from, bool waits) { return pair_->send(side_, from, waits); }
    void shut_down(SocketPair::Direction direction) { pair_->shut_down(side_, direction); }
    // Only told: they forbid nothing. But a shell notes there which way it has shut down.
    void set_permissions(u32 permissions) { permissions_.store(permissions, Order::relaxed); }

    Result<usize> read(UserSink& to) override { return receive(to, waits(), false); }
    Result<usize> write(UserSource& from) override { return send(from, waits()); }
    Result<Stat> stat() override;
    Socket* socket() override { return this; }
    Result<usize> unread_bytes() override { return pair_->unread_bytes(side_); }
    int readiness() override { return pair_->readiness(side_); }
    bool can_be_watched() const override { return true; }
    void start_polling(PollLink& poll) override { pair_->start_polling(side_, poll); }
    void stop_polling(PollLink& poll) override { pair_->stop_polling(side_, poll); }

  private:
    const Ref<SocketPair> pair_;
    const int side_;
    Atomic<u32> permissions_ = 0777;
};
