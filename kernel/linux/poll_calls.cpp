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
struct Sets {
    u64 to_read = 0;
    u64 to_write = 0;
    u64 odd = 0;
};
static_assert(OPEN_FILES_MAX == 64, "a word is a set of all of them");

// Of a set, those below count.
Result<void> copy_set(u64& set, Out<u64> place, int count) {
    if (!place.address() || count == 0) return {};
    TRY(copy_in(user_space(), set, In<u64>(place.address())));
    if (count < OPEN_FILES_MAX) set &= (u64{1} << count) - 1;
    return {};
}

Result<void> tell_set(u64 set, Out<u64> place, int count) {
    if (!place.address() || count == 0) return {};
    return copy_out(user_space(), place, set);
}

usize count_bits(u64 set) { return static_cast<usize>(__builtin_popcountl(set)); }

// Who asks about a descriptor whether it can be read is also told of its end, and of errors whoever asks. One
// that may only be odd must be open, and is not waited for: its end would end the wait.
Result<usize> select(Sets& sets, u64 deadline) {
    PollEntry entries[OPEN_FILES_MAX];
    usize count = 0;
    const u64 all = sets.to_read | sets.to_write | sets.odd;
    for (int fd = 0; fd < OPEN_FILES_MAX; fd++) {
        if (!(all >> fd & 1)) continue;
        const int events = (sets.to_read >> fd & 1 ? POLLIN : 0) | (sets.to_write >> fd & 1 ? POLLOUT : 0);
        if (events == 0)
            TRY(current_process().files.file(Fd::unchecked(fd)));
        else
            entries[count++] = {fd, static_cast<short>(events), 0};
    }
    TRY(poll_files(current_process().files, {entries, count}, deadline));
    Sets ready;
    for (const PollEntry& entry : std::span(entries, count)) {
        const u64 bit = u64{1} << entry.fd;
        if (entry.revents & POLLNVAL) return Errno::badf;
        if (entry.revents & (POLLIN | POLLHUP | POLLERR)) ready.to_read |= bit & sets.to_read;
        if (entry.revents & (POLLOUT | POLLERR)) ready.to_write |= bit & sets.to_write;
    }
    sets = ready;
    return count_bits(ready.to_read) + count_bits(ready.to_write);
}

} // namespace

Result<usize> linux_ppoll(Out<PollEntry> entries, usize count, Out<LinuxTime> limit, In<u64> mask) {
    const Limit given = TRY(Limit::copy_in(limit));
    const Result<usize> ready = sys_ppoll(entries, count, given.nanoseconds, mask);
    given.tell_what_is_left();
    return ready;
}

// Nothing here is ever odd: that would be data out of band, of networks.
Result<usize> linux_pselect6(int count, Out<u64> to_read, Out<u64> to_write, Out<u64> odd,
                             Out<LinuxTime> limit, In<LinuxMask> mask) {
    if (count < 0) return Errno::inval;
    const Limit given = TRY(Limit::copy_in(limit));
    LinuxMask blocked{};
    if (mask.address()) TRY(copy_in(user_space(), blocked, mask));
    const CallMask block = TRY(CallMask::copy_in(user_space(), In<u64>(blocked.address)));
    Sets sets;
    TRY(copy_set(sets.to_read, to_read, count));
    TRY(copy_set(sets.to_write, to_write, count));
    TRY(copy_set(sets.odd, odd, count));
    block.begin();
    const Result<usize> ready = select(sets, poll_deadline(given.nanoseconds));
    block.end(ready.error());
    given.tell_what_is_left();
    if (!ready) return ready;
    TRY(tell_set(sets.to_read, to_read, count));
    TRY(tell_set(sets.to_write, to_write, count));
    TRY(tell_set(sets.odd, odd, count));
    return ready;
}
