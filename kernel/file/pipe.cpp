// file/pipe.cpp: moving bytes through pipes, sleeping when there are none, or when there are too many.
#include "file/pipe.h"
#include <span>

namespace {

// Bytes that lie at the end of the ring and go on at its beginning. Rare, and so not to be made part of the common case.
[[gnu::noinline]] Result<void> put_both(UserSink& to, std::span<const u8> end,
                                        std::span<const u8> beginning) {
    TRY(to.put(end.data(), end.size()));
    return to.put(beginning.data(), beginning.size());
}
[[gnu::noinline]] Result<void> take_both(UserSource& from, std::span<u8> end, std::span<u8> beginning) {
    TRY(from.take(end.data(), end.size()));
    return from.take(beginning.data(), beginning.size());
}

} // namespace

Result<usize> Pipe::read(UserSink& to, const File& end) {
    const usize most = to.left();
    Guard guard(lock_);
    if (ring_.empty() && most > 0) TRY(wait_for_bytes(guard, end));
    const usize count = ring_.size() < most ? ring_.size() : most;
    const Result<void> arrived = put(to, count);
    if (!ring_.empty())
        wake_reader(); // the rest is for the next one; all of it, if this one's buffer was bad
    if (!arrived) return arrived.error();
    if (ring_.space() >= least_room_wanted_) wake_writers();
    return count;
}

Result<usize> Pipe::write(UserSource& from, const File& end) {
    const usize count = from.left();
    if (count == 0) return 0;
    if (count > PIPE_CAPACITY) return write_in_pieces(from, end);
    Guard guard(lock_);
    TRY(make_room(guard, count, end));
    TRY(take(from, count));
    return count;
}

Result<usize> Pipe::write_in_pieces(UserSource& from, const File& end) {
    usize written = 0;
    Guard guard(lock_);
    while (from.left() > 0) {
        const Result<usize> piece = write_piece(guard, from, end);
        if (!piece) return written > 0 ? Result<usize>(written) : piece.error();
        written += piece.value();
    }
    return written;
}

// As much as there is room for, at least a byte.
Result<usize> Pipe::write_piece(Guard& guard, UserSource& from, const File& end) {
    TRY(make_room(guard, 1, end));
    const usize count = ring_.space() < from.left() ? ring_.space() : from.left();
    TRY(take(from, count));
    return count;
}

inline Result<void> Pipe::make_room(Guard& guard, usize room, const File& end) {
    if (ring_.space() >= room && read_side_.open > 0) return {};
    return wait_for_room(guard, room, end);
}

// Bytes leave only after all of them have arrived: a bad address loses none.
[[gnu::always_inline]] inline Result<void> Pipe::put(UserSink& to, usize count) {
    usize length = 0;
    const u8* run = ring_.filled_run(length);
    if (length >= count) [[likely]]
        TRY(to.put(run, count));
    else
        TRY(put_both(to, {run, length}, {buffer_.bytes(), count - length}));
    ring_.popped(count);
    pollers_.tell(POLLOUT);
    return {};
}

// Bytes can be read only after all of them have come: a bad address brings none.
[[gnu::always_inline]] inline Result<void> Pipe::take(UserSource& from, usize count) {
    usize length = 0;
    u8* run = ring_.free_run(length);
    if (length >= count) [[likely]]
        TRY(from.take(run, count));
    else
        TRY(take_both(from, {run, length}, {buffer_.bytes(), count - length}));
    ring_.pushed(count);
    wake_reader();
    pollers_.tell(POLLIN);
    return {};
}

Result<void> Pipe::wait_for_bytes(Guard& guard, const File& end) {
    while (ring_.empty() && write_side_.open > 0) {
        if (!end.waits()) return Errno::again;
        sleeping_readers_++;
        const Result<void> woken = readers_.wait(guard);
        sleeping_readers_--;
        TRY(woken);
    }
    return {};
}

Result<void> Pipe::wait_for_room(Guard& guard, usize room, const File& end) {
    while (ring_.space() < room && read_side_.open > 0) {
        if (!end.waits()) return Errno::again;
        if (room < least_room_wanted_) least_room_wanted_ = room;
        TRY(writers_.wait(guard));
    }
    if (read_side_.open == 0) return Errno::pipe;
    return {};
}

// One is enough: whoever leaves something behind wakes the next.
inline void Pipe::wake_reader() {
    if (sleeping_readers_ > 0) readers_.wake_one();
}

// All look again, as one may have to let another go first that needs less.
void Pipe::wake_writers() {
    least_room_wanted_ = kNobody;
    writers_.wake_all();
}

Result<u32> Pipe::open_read_end(Alone alone) {
    Guard guard(lock_);
    return open_end(guard, read_side_, write_side_, alone);
}

Result<u32> Pipe::open_write_end(Alone alone) {
    Guard guard(lock_);
    return open_end(guard, write_side_, read_side_, alone);
}

// Somebody who has come meanwhile, and is gone again, was there.
Result<u32> Pipe::open_end(Guard& guard, Side& own, const Side& other, Alone alone) {
    if (other.open == 0 && alone == Alone::refused) return Errno::nxio;
    if (own.open++ == 0) openers_.wake_all();
    const u32 gone_before = other.gone;
    Result<void> woken;
    while (woken && alone == Alone::waits && other.open == 0 && other.gone == gone_before)
        woken = openers_.wait(guard);
    const bool met = other.open > 0 || other.gone != gone_before; // even if a signal came, too
    if (woken || met) return gone_before;
    own.open--;
    return woken.error();
}

void Pipe::close_read_end() {
    Guard guard(lock_);
    read_side_.gone++;
    if (--read_side_.open > 0) return;
    wake_writers();
    pollers_.tell(POLLERR);
}

void Pipe::close_write_end() {
    Guard guard(lock_);
    write_side_.gone++;
    if (--write_side_.open > 0) return;
    readers_.wake_all();
    pollers_.tell(POLLHUP);
}

usize Pipe::unread_bytes() {
    Guard guard(lock_);
    return ring_.size();
}

// Where nobody has written yet, there is no end to tell of.
int Pipe::readiness_to_read(u32 writers_gone_before) {
    Guard guard(lock_);
    const bool over = write_side_.open == 0 && write_side_.gone != writers_gone_before;
    return (ring_.empty() ? 0 : POLLIN) | (over ? POLLHUP : 0);
}

// As writes go in as one, there is room only where the longest of these has it: else who does not wait would be told of
// room, find none, and ask again for ever.
int Pipe::readiness_to_write() {
    Guard guard(lock_);
    return read_side_.open > 0 ? (ring_.space() >= PIPE_CAPACITY ? POLLOUT : 0) : POLLERR;
}

void Pipe::start_polling(PollLink& poll) {
    Guard guard(lock_);
    pollers_.add(poll);
}

void Pipe::stop_polling(PollLink& poll) {
    Guard guard(lock_);
    pollers_.remove(poll);
}

Stat Pipe::stat() {
    Guard guard(lock_);
    Stat stat = {};
    stat.st_mode = S_IFIFO | 0600;
    stat.st_nlink = 1;
    stat.st_size = static_cast<i64>(ring_.size());
    stat.st_blksize = PIPE_CAPACITY;
    return stat;
}
