// user/tests/thread_calls.cpp: the system calls about threads themselves, without a library in between.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>

namespace {

u64 address_of(const volatile void* pointer) { return reinterpret_cast<u64>(pointer); }

// A stack, and a word that is 0 when nobody uses it.
struct Place {
    alignas(16) char stack[8192];
    u32 ended = 0;
};

u32 load(const u32& word) { return __atomic_load_n(&word, __ATOMIC_SEQ_CST); }
void store(u32& word, u32 value) { __atomic_store_n(&word, value, __ATOMIC_SEQ_CST); }

// Begins a thread in a function that never returns, as nobody has called it.
Result<Tid> begin(Place& place, void (*function)(u64), u64 argument = 0) {
    const u64 entry = reinterpret_cast<u64>(function);
    const u64 stack = address_of(place.stack + sizeof place.stack);
    u64 tp;
    asm volatile("mv %0, tp" : "=r"(tp)); // that of this thread: the other one uses no thread-local variable
    return sys::thread_create(entry, stack, argument, tp, &place.ended);
}

void join(Place& place) {
    while (const u32 tid = load(place.ended)) (void)sys::futex_wait(&place.ended, tid, -1);
}

Place places[4];
u32 shared = 0;
u32 seen[4];

void numbers() {
    tap::All all("threads have numbers of their own; the first has that of the process");
    all.equal(sys::gettid().value().number(), getpid(), "the first thread");
    store(shared, 0);
    const auto tid = begin(places[0], [](u64) {
        store(seen[0], static_cast<u32>(sys::gettid().value().number()));
        store(seen[1], static_cast<u32>(sys::getpid().value().number()));
        sys::thread_exit();
    });
    all.succeeds(tid, "thread_create");
    join(places[0]);
    all.equal(static_cast<int>(seen[0]), tid.value().number(), "what it is told itself");
    all.equal(static_cast<int>(seen[1]), getpid(), "its process");
    all.check(tid.value().number() != getpid(), "they differ");
    const pid_t later = child::start([] { return 0; });
    all.check(later > tid.value().number(), "no process gets the number of a thread");
    (void)child::ending_of(later);
}

} // namespace

int main() {
    leaks::Watch watch;
    numbers();
    watch.ok("nothing is left behind");
    return tap::done();
}
