// tests/host/fakes/kernel_services.cpp: what file systems and pipes need of the kernel, made of the host.
#include "kernel_services.h"
#include "debug/log.h"
#include "device/rtc.h"
#include "memory/page_allocator.h"
#include "sync/requests.h"
#include "thread/wait_queue.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace {

// What the kernel must not do, and would not survive.
void require(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "the kernel breaks a rule: %s\n", what);
    std::abort();
}

usize allocations_left = fakes::kNoLimit;

bool may_allocate() {
    if (allocations_left == fakes::kNoLimit) return true;
    if (allocations_left == 0) return false;
    allocations_left--;
    return true;
}

std::set<u64> given_pages;

// A thread in a wait queue: outcome is set by whoever wakes it.
struct Sleeper {
    bool deaf; // no signal wakes it
    std::optional<Errno> outcome;
};
std::mutex sleep_lock;
std::condition_variable woken;
std::map<WaitQueue*, std::deque<Sleeper*>> queues;

void wake_first(std::deque<Sleeper*>& queue) {
    queue.front()->outcome = Errno::none;
    queue.pop_front();
    woken.notify_all();
}

void signal_all(std::deque<Sleeper*>& queue) {
    for (Sleeper* sleeper : queue)
        if (!sleeper->deaf) sleeper->outcome = Errno::intr;
    std::erase_if(queue, [](const Sleeper* sleeper) { return !sleeper->deaf; });
    woken.notify_all();
}

Errno sleep_in(WaitQueue* queue, Guard& guard, bool deaf) {
    std::unique_lock lock(sleep_lock);
    Sleeper sleeper{deaf, {}};
    queues[queue].push_back(&sleeper);
    guard.release_for_wait();
    while (!sleeper.outcome) woken.wait(lock);
    lock.unlock(); // a waker holds the guard's lock when it takes this one
    guard.acquire_after_wait();
    return *sleeper.outcome;
}

} // namespace

namespace fakes {

std::string kernel_log;
u32 time_of_day = static_cast<u32>(time(nullptr));

usize pages_in_use() { return given_pages.size(); }

void limit_memory(usize allocations) { allocations_left = allocations; }

usize sleepers() {
    std::lock_guard guard(sleep_lock);
    usize count = 0;
    for (const auto& [queue, list] : queues) count += list.size();
    return count;
}

void signal_sleepers() {
    std::lock_guard guard(sleep_lock);
    for (auto& [queue, list] : queues) signal_all(list);
}

} // namespace fakes

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return may_allocate() ? ::operator new(size) : nullptr;
}

Result<PhysAddr> pages::allocate(usize order) {
    if (!may_allocate()) return Errno::nomem;
    void* page = std::aligned_alloc(kPageSize, kPageSize << order);
    std::memset(page, 0xa5, kPageSize << order); // what was in it before
    given_pages.insert(physical(page).value());
    return physical(page);
}

Result<PhysAddr> pages::allocate_zeroed() {
    const PhysAddr page = TRY(pages::allocate());
    std::memset(pointer_to<u8>(page), 0, kPageSize);
    return page;
}

void pages::release(PhysAddr page) {
    require(given_pages.erase(page.value()) == 1, "a page is given back that was not given out");
    std::free(pointer_to<void>(page));
}

bool AddressSpace::contains(u64 address, usize bytes) const {
    const u64 start = reinterpret_cast<u64>(memory_.data()); // a program's address is a number
    return address >= start && address - start <= memory_.size() &&
           bytes <= memory_.size() - (address - start);
}

Result<void> copy_out_bytes(AddressSpace& space, VirtAddr to, const void* from, usize bytes) {
    if (!space.contains(to.value(), bytes)) return Errno::fault;
    std::memcpy(reinterpret_cast<void*>(to.value()), from, bytes); // checked to be in the space
    return {};
}

Result<void> copy_in_bytes(AddressSpace& space, void* to, VirtAddr from, usize bytes) {
    if (!space.contains(from.value(), bytes)) return Errno::fault;
    std::memcpy(to, reinterpret_cast<const void*>(from.value()), bytes); // checked to be in the space
    return {};
}

// Whoever waits for a spinlock waits for another thread of this host.
void requests::serve() { std::this_thread::yield(); }

Result<void> WaitQueue::wait(Guard& guard) {
    const Errno outcome = sleep_in(this, guard, false);
    if (outcome == Errno::none) return {};
    return outcome;
}

void WaitQueue::wait_through_signals(Guard& guard) { sleep_in(this, guard, true); }

void WaitQueue::wake_one() {
    std::lock_guard lock(sleep_lock);
    if (!queues[this].empty()) wake_first(queues[this]);
}

void WaitQueue::wake_all() {
    std::lock_guard lock(sleep_lock);
    while (!queues[this].empty()) wake_first(queues[this]);
}

namespace {

void keep(const char* text, va_list arguments) {
    char line[256];
    std::vsnprintf(line, sizeof(line), text, arguments);
    fakes::kernel_log += line;
}

} // namespace

void log(const char* text, ...) {
    va_list arguments;
    va_start(arguments, text);
    keep(text, arguments);
    va_end(arguments);
}

void log_quietly(const char* text, ...) {
    va_list arguments;
    va_start(arguments, text);
    keep(text, arguments);
    va_end(arguments);
}

u32 now_seconds() { return fakes::time_of_day; }
