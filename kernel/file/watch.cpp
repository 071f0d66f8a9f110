// file/watch.cpp: watching files: each watch has a link in the queue of its file, and is told there of changes.
#include "file/watch.h"
#include "memory/heap.h"

constinit Spinlock WatchSet::lock_{LockRank::watches};
constinit List<WatchSet::Watch, &WatchSet::Watch::of_all> WatchSet::all_;

WatchSet::~WatchSet() {
    Guard guard(lock_);
    while (Watch* watch = watches_.first()) end(watch);
}

WatchSet::Watch* WatchSet::find(const File& file, Fd fd) {
    for (Watch& watch : watches_)
        if (&watch.file == &file && watch.fd == fd) return &watch;
    return nullptr;
}

// What is there already counts as a change.
void WatchSet::begin(Watch& watch, const WatchWish& wish) {
    watch.wish = wish;
    watch.over = false;
    watch.link_in_queue.told.store(~u32{0}, Order::relaxed);
    watch.set.poller_.tell();
}

void WatchSet::end(Watch* watch) {
    watch->file.stop_polling(watch->link_in_queue);
    watch->set.watches_.remove(watch);
    all_.remove(watch);
    watch->file.watches_.fetch_sub(1, Order::release); // the last: now the file may die
    delete watch;
}

Result<void> WatchSet::add(File& file, Fd fd, const WatchWish& wish) {
    if (!file.can_be_watched()) return Errno::perm;
    Owned<Watch> watch = TRY(make<Watch>(*this, file, fd));
    Guard guard(lock_);
    if (find(file, fd)) return Errno::exist;
    file.watches_.fetch_add(1, Order::relaxed);
    watches_.push_back(watch.get());
    all_.push_back(watch.get());
    file.start_polling(watch->link_in_queue);
    begin(*watch.leak(), wish);
    return {};
}

Result<void> WatchSet::change(File& file, Fd fd, const WatchWish& wish) {
    Guard guard(lock_);
    Watch* watch = find(file, fd);
    if (!watch) return Errno::noent;
    begin(*watch, wish);
    return {};
}

Result<void> WatchSet::remove(File& file, Fd fd) {
    Guard guard(lock_);
    Watch* watch = find(file, fd);
    if (!watch) return Errno::noent;
    end(watch);
    return {};
}

// The word that there was a change is taken back before the file is looked at: a later one is told again.
int WatchSet::look(Watch& watch) {
    if (watch.over) return 0;
    const int asked_for = watch.wish.events | POLLERR | POLLHUP;
    const u32 changed = watch.link_in_queue.told.exchange(0, Order::relaxed) & static_cast<u32>(asked_for);
    if (watch.wish.changes && !changed) return 0;
    const int events = watch.file.readiness() & asked_for;
    watch.over = events != 0 && watch.wish.once;
    return events;
}

bool WatchSet::next(usize& left, WatchAnswer& answer) {
    Guard guard(lock_);
    while (left > 0) {
        left--;
        Watch* watch = watches_.pop_front();
        if (!watch) return false;
        watches_.push_back(watch);
        answer = {look(*watch), watch->wish.data, watch};
        if (answer.events) return true;
    }
    return false;
}

// Perhaps it is not there any more.
void WatchSet::take_back(const WatchAnswer& answer) {
    Guard guard(lock_);
    for (Watch& watch : watches_)
        if (&watch == answer.watch) begin(watch, watch.wish);
}

usize WatchSet::size() {
    Guard guard(lock_);
    usize count = 0;
    for ([[maybe_unused]] Watch& watch : watches_) count++;
    return count;
}

void WatchSet::forget(const File& file) {
    Guard guard(lock_);
    Watch* next = nullptr;
    for (Watch* watch = all_.first(); watch; watch = next) {
        next = all_.after(watch);
        if (&watch->file == &file) end(watch);
    }
}

void File::leave_watches() {
    if (watches_.load(Order::acquire) > 0) WatchSet::forget(*this);
}

Result<Stat> WatchSet::stat() {
    Stat stat = {};
    stat.st_mode = 0600; // of no kind, as on Linux
    stat.st_nlink = 1;
    return stat;
}
