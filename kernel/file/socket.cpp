// file/socket.cpp: moving bytes from one socket to the other, and waiting for bytes or for room.
#include "file/socket.h"
#include "memory/heap.h"

// Bytes leave only after they have arrived, run by run: a bad address loses none.
Result<usize> SocketPair::receive(int side, UserSink& sink, bool waits, bool peeks) {
    Guard guard(lock_);
    Side& here = sides_[side];
    if (sink.left() > 0) TRY(wait_for_bytes(guard, here, waits));
    usize moved = 0;
    while (sink.left() > 0 && !here.ring.empty()) {
        usize count = 0;
        const u8* run = here.ring.filled_run(count);
        if (count > sink.left()) count = sink.left();
        const Result<void> arrived = sink.put(run, count);
        if (!arrived) return moved > 0 ? Result<usize>(moved) : arrived.error();
        moved += count;
        if (peeks) break; // a part is enough: the rest does not lie next to it
        here.ring.popped(count);
        changed(sides_[1 - side], POLLOUT);
    }
    return moved;
}

Result<void> SocketPair::wait_for_bytes(Guard& guard, Side& here, bool waits) {
    while (here.ring.empty() && here.open) {
        if (!waits) return Errno::again;
        TRY(here.waiting.wait(guard));
    }
    return {};
}

Result<usize> SocketPair::send(int side, UserSource& source, bool waits) {
    usize moved = 0;
    Guard guard(lock_);
    while (source.left() > 0) {
        const Result<usize> piece = send_piece(guard, side, source, waits);
        if (!piece) return moved > 0 ? Result<usize>(moved) : piece.error();
        moved += piece.value();
    }
    return moved;
}

// As much as there is room for side by side, at least a byte.
Result<usize> SocketPair::send_piece(Guard& guard, int side, UserSource& source, bool waits) {
    Side& there = sides_[1 - side];
    while (there.open && there.ring.full()) {
        if (!waits) return Errno::again;
        TRY(sides_[side].waiting.wait(guard));
    }
    if (!there.open) return Errno::pipe;
    usize count = 0;
    u8* run = there.ring.free_run(count);
    if (count > source.left()) count = source.left();
    TRY(source.take(run, count));
    there.ring.pushed(count);
    changed(there, POLLIN);
    return count;
}

// What has been sent until then can still be received.
void SocketPair::shut_down(int side, Direction direction) {
    Guard guard(lock_);
    if (direction != sending) sides_[side].open = false;
    if (direction != receiving) sides_[1 - side].open = false;
    for (Side& each : sides_) changed(each, POLLIN | POLLOUT | POLLHUP);
}

// All who use that side look again.
void SocketPair::changed(Side& side, int events) {
    side.waiting.wake_all();
    side.pollers.tell(events);
}

usize SocketPair::unread_bytes(int side) {
    Guard guard(lock_);
    return sides_[side].ring.size();
}

// What would fail at once would not wait, either.
int SocketPair::readiness(int side) {
    Guard guard(lock_);
    const Side& here = sides_[side];
    const Side& there = sides_[1 - side];
    return (here.ring.empty() && here.open ? 0 : POLLIN) | (there.ring.full() && there.open ? 0 : POLLOUT) |
           (here.open || there.open ? 0 : POLLHUP);
}

void SocketPair::start_polling(int side, PollLink& poll) {
    Guard guard(lock_);
    sides_[side].pollers.add(poll);
}

void SocketPair::stop_polling(int side, PollLink& poll) {
    Guard guard(lock_);
    sides_[side].pollers.remove(poll);
}

Result<Socket::Two> Socket::create_two(u32 flags) {
    PageBuffer one = TRY(PageBuffer::create());
    PageBuffer other = TRY(PageBuffer::create());
    Ref<SocketPair> pair = TRY(make_ref<SocketPair>(std::move(one), std::move(other)));
    Ref<File> first(TRY(make_ref<Socket>(pair, 0, flags)));
    Ref<File> second(TRY(make_ref<Socket>(pair, 1, flags)));
    return Two{std::move(first), std::move(second)};
}

Socket::~Socket() {
    leave_watches();
    pair_->shut_down(side_, SocketPair::both);
}

Result<Stat> Socket::stat() {
    Stat stat = {};
    stat.st_mode = kKind | permissions_.load(Order::relaxed);
    stat.st_nlink = 1;
    stat.st_blksize = kPageSize;
    return stat;
}
