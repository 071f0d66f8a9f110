// file/file_locks.cpp: all locks on files, in one list: there are few, and none at all most of the time.
#include "file/file_locks.h"
#include "lib/list.h"
#include "memory/heap.h"
#include "thread/wait_queue.h"

namespace file_locks {
namespace {

struct Taken {
    ListLink link;
    Lock lock;
};

// A process that waits for a lock of another one.
struct Waiter {
    explicit Waiter(const Lock& lock) : wanted(lock) {}

    ListLink link;
    const Lock& wanted;
};

constinit Spinlock list_lock(LockRank::file_locks);
constinit List<Taken, &Taken::link> all GUARDED_BY(list_lock);
constinit List<Waiter, &Waiter::link> waiters GUARDED_BY(list_lock);
constinit WaitQueue given_back;

bool overlap(const Lock& one, const Lock& other) {
    return one.file == other.file && one.kind == other.kind && one.start < other.end && other.start < one.end;
}

const Lock* obstacle_of(const Lock& wanted) REQUIRES(list_lock) {
    for (const Taken& one : all) {
        const bool may_be_shared = !one.lock.exclusive && !wanted.exclusive;
        if (overlap(one.lock, wanted) && one.lock.owner != wanted.owner && !may_be_shared) return &one.lock;
    }
    return nullptr;
}

// Null: for nobody. One that has been woken, but has not run since, does not wait for whoever has given way.
const void* whom_it_waits_for(const void* owner) REQUIRES(list_lock) {
    for (const Waiter& each : waiters) {
        if (each.wanted.owner != owner) continue;
        if (const Lock* obstacle = obstacle_of(each.wanted)) return obstacle->owner;
    }
    return nullptr;
}

// Whether somebody would wait for itself: through others, of which each waits for the next.
bool would_wait_for_itself(const void* owner, const void* obstacle) REQUIRES(list_lock) {
    for (const Waiter& each : waiters) { // there are no more steps than waiters
        (void)each;
        if (obstacle == owner) return true;
        obstacle = whom_it_waits_for(obstacle);
    }
    return obstacle == owner;
}

// Of open files it is not known who waits: processes may share them.
Result<void> wait_for(Guard& guard, const Lock& wanted, const Lock& obstacle) REQUIRES(list_lock) {
    if (wanted.pid.number() < 0) return given_back.wait(guard);
    if (would_wait_for_itself(wanted.owner, obstacle.owner)) return Errno::deadlk;
    Waiter waiter(wanted);
    waiters.push_back(&waiter);
    const Result<void> woken = given_back.wait(guard);
    waiters.remove(&waiter);
    return woken;
}

void insert(Owned<Taken>& fresh, const Lock& lock) REQUIRES(list_lock) {
    fresh->lock = lock;
    all.push_back(fresh.leak());
    count.fetch_add(1, Order::relaxed);
}

// A lock loses what is in the range; `spare` becomes what is behind it, if that is in the middle.
void cut(Lock& lock, const Lock& range, Owned<Taken>& spare) REQUIRES(list_lock) {
    const Lock before = lock;
    if (before.start < range.start)
        lock.end = range.start;
    else
        lock.start = range.end < before.end ? range.end : before.end;
    if (before.start >= range.start || before.end <= range.end) return;
    Lock rest = before;
    rest.start = range.end;
    insert(spare, rest);
}

// Whether the owner has a lock with the range in its middle: two would be left of it.
bool splits(const Lock& range) REQUIRES(list_lock) {
    for (const Taken& one : all) {
        const bool is_in_it = one.lock.start < range.start && range.end < one.lock.end;
        if (is_in_it && one.lock.owner == range.owner && overlap(one.lock, range)) return true;
    }
    return false;
}

Result<void> expect_room(u32 more) REQUIRES(list_lock) {
    if (count.load(Order::relaxed) + more > kMost) return Errno::nolck;
    return {};
}

// Of all locks that the owner has only one can have the range in its middle.
void clear(const Lock& range, Owned<Taken>& spare) REQUIRES(list_lock) {
    for (Taken* next = all.first(); Taken* one = next;) {
        next = all.after(one);
        if (one->lock.owner != range.owner || !overlap(one->lock, range)) continue;
        cut(one->lock, range, spare);
        if (one->lock.start != one->lock.end) continue;
        all.remove(one);
        delete one;
        count.fetch_sub(1, Order::relaxed);
    }
    given_back.wake_all();
}

} // namespace

constinit Atomic<u32> count = 0;

Result<void> take(const Lock& wanted, bool waits) {
    Owned<Taken> fresh = TRY(make<Taken>());
    Owned<Taken> spare = TRY(make<Taken>());
    Guard guard(list_lock);
    while (const Lock* obstacle = obstacle_of(wanted)) {
        if (!waits) return Errno::again;
        TRY(wait_for(guard, wanted, *obstacle));
    }
    TRY(expect_room(splits(wanted) ? 2 : 1));
    clear(wanted, spare);
    insert(fresh, wanted);
    return {};
}

Result<void> give_back(const Lock& range) {
    Owned<Taken> spare = TRY(make<Taken>());
    Guard guard(list_lock);
    if (splits(range)) TRY(expect_room(1));
    clear(range, spare);
    return {};
}

bool find_obstacle(const Lock& wanted, Lock& found) {
    Guard guard(list_lock);
    const Lock* obstacle = obstacle_of(wanted);
    if (obstacle) found = *obstacle;
    return obstacle != nullptr;
}

void give_back_all(const void* owner, File& file) {
    if (file.flags() & O_PATH) return; // it only tells a place
    const Result<Ref<Inode>> inode = file.inode();
    if (!inode) return;
    Owned<Taken> none; // a lock that goes as a whole leaves nothing
    Guard guard(list_lock);
    for (const Kind kind : {Kind::whole, Kind::bytes})
        clear(Lock{inode.value().get(), owner, Pid(-1), kind, true, 0, kToTheEnd}, none);
}

} // namespace file_locks
