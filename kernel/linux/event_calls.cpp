// linux/event_calls.cpp: Linux's calls about sets of files that are watched (epoll), and about event counters (eventfd).
#include "file/event_counter.h"
#include "file/watch.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/heap.h"
#include "syscall/polling.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// Numbers of Linux (its include/uapi/linux/eventpoll.h and eventfd.h).
enum Operation : int {
    watch_add = 1,
    watch_remove = 2,
    watch_change = 3,
};
constexpr u32 kOnce = 1u << 30;
constexpr u32 kChanges = 1u << 31;
constexpr int kByOnes = 1;

Result<Fd> install(Ref<File> file, int flags) {
    return current_process().files.install(std::move(file), flags & O_CLOEXEC);
}

// What else can be asked for is news of networks, or who of several is woken: of no meaning here.
Result<WatchWish> wish_at(In<LinuxWatch> place) {
    LinuxWatch watch{};
    TRY(copy_in(user_space(), watch, place));
    return WatchWish{static_cast<int>(watch.events & 0xffff), (watch.events & kChanges) != 0,
                     (watch.events & kOnce) != 0, watch.data};
}

// Those that do not arrive are left for the next call.
Result<usize> collect(WatchSet& set, Out<LinuxWatch> ready, usize most) {
    usize count = 0;
    WatchAnswer answer{};
    for (usize left = set.size(); count < most && set.next(left, answer); count++) {
        const Out<LinuxWatch> place(ready.address() + count * sizeof(LinuxWatch));
        const LinuxWatch told{static_cast<u32>(answer.events), 0, answer.data};
        const Result<void> arrived = copy_out(user_space(), place, told);
        if (arrived) continue;
        set.take_back(answer);
        return count > 0 ? Result<usize>(count) : arrived.error();
    }
    if (count > 0) set.wake_next();
    return count;
}

Result<usize> wait(WatchSet& set, Out<LinuxWatch> ready, usize most, u64 deadline) {
    while (true) {
        const usize count = TRY(collect(set, ready, most));
        if (count > 0 || deadline == kPollAtOnce) return count;
        const Result<void> told = set.wait(deadline);
        if (told.error() == Errno::timedout) return collect(set, ready, most);
        TRY(told);
    }
}

Result<usize> wait(Fd fd, Out<LinuxWatch> ready, int count, i64 nanoseconds, In<u64> mask) {
    if (count <= 0) return Errno::inval;
    const FileInUse file(current_process().files, fd);
    if (!file) return Errno::badf;
    WatchSet* set = file->watch_set();
    if (!set) return Errno::inval;
    const CallMask block = TRY(CallMask::copy_in(user_space(), mask));
    block.begin();
    const Result<usize> found = wait(*set, ready, static_cast<usize>(count), poll_deadline(nanoseconds));
    block.end(found.error());
    return found;
}

} // namespace

Result<Fd> linux_eventfd2(u32 start, OpenFlags flags) {
    if (flags & ~(O_CLOEXEC | O_NONBLOCK | kByOnes)) return Errno::inval;
    const bool by_ones = flags & kByOnes;
    return install(Ref<File>(TRY(make_ref<EventCounter>(start, by_ones, flags & O_NONBLOCK))), flags);
}

Result<Fd> linux_epoll_create1(OpenFlags flags) {
    if (flags & ~O_CLOEXEC) return Errno::inval;
    return install(Ref<File>(TRY(make_ref<WatchSet>())), flags);
}

Result<void> linux_epoll_ctl(Fd set_fd, int operation, Fd fd, In<LinuxWatch> watch) {
    const WatchWish wish = operation == watch_remove ? WatchWish{} : TRY(wish_at(watch));
    const FileInUse set_file(current_process().files, set_fd);
    const FileInUse file(current_process().files, fd);
    if (!set_file || !file) return Errno::badf;
    WatchSet* set = set_file->watch_set();
    if (!set || set == file->watch_set()) return Errno::inval;
    switch (operation) {
    case watch_add: return set->add(*file.operator->(), fd, wish);
    case watch_remove: return set->remove(*file.operator->(), fd);
    case watch_change: return set->change(*file.operator->(), fd, wish);
    default: return Errno::inval;
    }
}

Result<usize> linux_epoll_pwait(Fd set, Out<LinuxWatch> ready, int count, int milliseconds, In<u64> mask) {
    return wait(set, ready, count, i64{milliseconds} * 1'000'000, mask);
}

Result<usize> linux_epoll_pwait2(Fd set, Out<LinuxWatch> ready, int count, In<LinuxTime> limit,
                                 In<u64> mask) {
    return wait(set, ready, count, limit.address() ? TRY(linux_duration(limit)) : -1, mask);
}
