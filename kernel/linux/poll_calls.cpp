// linux/poll_calls.cpp: Linux's calls that wait for several files.
#include "arch/time.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/user_copy.h"
#include "syscall/polling.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// How long a call may wait: at its end the program is told what is left of it.
struct Limit {
    Out<LinuxTime> place;
    i64 nanoseconds; // below 0: for ever
    u64 start;

    static Result<Limit> copy_in(Out<LinuxTime> place) {
        if (!place.address()) return Limit{place, -1, 0};
        return Limit{place, TRY(linux_duration(In<LinuxTime>(place.address()))), now()};
    }
    void tell_what_is_left() const {
        if (!place.address()) return;
        const u64 passed = now() - start;
        const auto whole = static_cast<u64>(nanoseconds);
        // That the place may be constant is no error, as on Linux.
        (void)linux_copy_out(place, passed < whole ? whole - passed : 0);
    }
};

// Descriptors as select has them: bit n is descriptor n.
class Set {
  public:
    // Of what the program has there, the first `count` bits; without a place none.
    Result<void> copy_in(Out<u64> place, int count) {
        if (!place.address()) return {};
        TRY(copy_in_bytes(user_space(), words_, VirtAddr(place.address()), bytes_of(count)));
        if (count % kWordBits != 0) words_[count / kWordBits] &= (u64{1} << count % kWordBits) - 1;
        return {};
    }
    Result<void> tell(Out<u64> place, int count) const {
        if (!place.address()) return {};
        return copy_out_bytes(user_space(), VirtAddr(place.address()), words_, bytes_of(count));
    }
    bool has(int fd) const { return words_[fd / kWordBits] >> fd % kWordBits & 1; }
    // Takes a descriptor out that is not ready; whether it is in it then.
    bool keep(int fd, bool ready) {
        if (!ready) words_[fd / kWordBits] &= ~(u64{1} << fd % kWordBits);
        return has(fd);
    }

  private:
    static constexpr int kWordBits = 64;
    static usize bytes_of(int count) {
        return static_cast<usize>((count + kWordBits - 1) / kWordBits) * sizeof(u64);
    }

    u64 words_[OPEN_FILES_MAX / kWordBits] = {};
};

struct Sets {
    Set to_read;
    Set to_write;
    Set odd;
};

// Who asks about a descriptor whether it can be read is also told of its end, and of errors whoever asks. One that may
// only be odd never is, but must be open.
constexpr int kReadable = POLLIN | POLLHUP | POLLERR;
constexpr int kWritable = POLLOUT | POLLERR;

// What poll is to be asked, for descriptors below `count`: how many there are.
usize entries_of(const Sets& sets, int count, std::span<PollEntry> entries) {
    usize used = 0;
    for (int fd = 0; fd < count; fd++) {
        if (!sets.to_read.has(fd) && !sets.to_write.has(fd) && !sets.odd.has(fd)) continue;
        const int events = (sets.to_read.has(fd) ? kReadable : 0) | (sets.to_write.has(fd) ? kWritable : 0);
        entries[used++] = {fd, static_cast<short>(events), 0};
    }
    return used;
}

// Leaves those in the sets that are ready; how many, each as often as it is in one.
Result<usize> select(Sets& sets, int count, u64 deadline) {
    const PollEntries room = TRY(PollEntries::create(static_cast<usize>(count)));
    const std::span<PollEntry> entries = room.span().first(entries_of(sets, count, room.span()));
    TRY(poll_files(current_process().files, entries, deadline, 0));
    usize ready = 0;
    for (const PollEntry& entry : entries) {
        if (entry.revents & POLLNVAL) return Errno::badf;
        ready += sets.to_read.keep(entry.fd, entry.revents & kReadable);
        ready += sets.to_write.keep(entry.fd, entry.revents & kWritable);
        sets.odd.keep(entry.fd, false);
    }
    return ready;
}

} // namespace

Result<usize> linux_ppoll(Out<PollEntry> entries, usize count, Out<LinuxTime> limit, In<u64> mask) {
    const Limit given = TRY(Limit::copy_in(limit));
    const Result<usize> ready = sys_ppoll(entries, count, given.nanoseconds, mask);
    given.tell_what_is_left();
    return ready;
}

// Nothing here is ever odd: that would be data out of band, of networks.
Result<usize> linux_pselect6(int wanted, Out<u64> to_read, Out<u64> to_write, Out<u64> odd,
                             Out<LinuxTime> limit, In<LinuxMask> mask) {
    if (wanted < 0) return Errno::inval;
    const int count = wanted < OPEN_FILES_MAX ? wanted : OPEN_FILES_MAX;
    const Limit given = TRY(Limit::copy_in(limit));
    LinuxMask blocked{};
    if (mask.address()) TRY(copy_in(user_space(), blocked, mask));
    const CallMask block = TRY(CallMask::copy_in(user_space(), In<u64>(blocked.address)));
    Sets sets;
    TRY(sets.to_read.copy_in(to_read, count));
    TRY(sets.to_write.copy_in(to_write, count));
    TRY(sets.odd.copy_in(odd, count));
    block.begin();
    const Result<usize> ready = select(sets, count, poll_deadline(given.nanoseconds));
    block.end(ready.error());
    given.tell_what_is_left();
    if (!ready) return ready;
    TRY(sets.to_read.tell(to_read, count));
    TRY(sets.to_write.tell(to_write, count));
    TRY(sets.odd.tell(odd, count));
    return ready;
}
