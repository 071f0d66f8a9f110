// user/tests/thread_calls.cpp: the system calls about threads themselves, without a library in between.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/syscall_numbers.h>

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

// How many threads this process has, as thread_list tells; or how many of them sleep.
int own_threads(bool only_sleeping) {
    static ThreadInfo list[THREADS_MAX];
    const auto count = sys::thread_list(list, THREADS_MAX);
    int own = 0;
    for (usize i = 0; count && i < count.value(); i++)
        if (list[i].pid == getpid() && (!only_sleeping || list[i].state == PROCESS_SLEEPING)) own++;
    return own;
}
int sleepers() { return own_threads(true); }

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

constexpr u64 kBad = 8; // an address in the page that is never mapped

void refused() {
    tap::All all("thread_create refuses a bad word, and then there is no thread");
    leaks::Watch watch;
    const u64 stack = address_of(places[0].stack + sizeof places[0].stack);
    const auto with_word = [stack](u64 word) {
        return sys::thread_create(reinterpret_cast<u64>(abort), stack, 0, 0, Out<u32>(word));
    };
    all.fails(with_word(kBad), Errno::fault, "a word that nobody may write");
    all.fails(with_word(reinterpret_cast<u64>(&tap::done) & ~3ul), Errno::fault,
              "a word in the program's code");
    all.fails(with_word(1ul << 63), Errno::fault, "a word beyond all addresses");
    all.fails(with_word(address_of(&shared) + 2), Errno::inval, "a word at an odd place");
    watch.ok("nothing is left of threads that were refused");
}

void end_is_told() {
    tap::All all("the word is the thread's number while it lives, and 0 when it has ended");
    store(shared, 0);
    const auto tid = begin(places[0], [](u64) {
        (void)sys::futex_wait(&shared, 0, -1);
        sys::thread_exit();
    });
    all.equal(static_cast<int>(load(places[0].ended)), tid.value().number(), "while it lives");
    store(shared, 1);
    (void)sys::futex_wake(&shared, 1);
    join(places[0]);
    all.equal(load(places[0].ended), 0u, "when it has ended");
    // A word that has gone meanwhile, or none at all, is no trouble.
    const u64 page = sys::map(0, 4096, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                              static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS))
                         .value()
                         .address();
    const u64 stack = address_of(places[1].stack + sizeof places[1].stack);
    void (*const body)(u64) = [](u64 word) {
        (void)sys::unmap(Mapping::unchecked(word), 4096);
        store(seen[2], 1);
        (void)sys::futex_wake(&seen[2], 1);
        sys::thread_exit();
    };
    all.succeeds(sys::thread_create(reinterpret_cast<u64>(body), stack, page, 0, Out<u32>(page)),
                 "thread_create");
    while (load(seen[2]) == 0) (void)sys::futex_wait(&seen[2], 0, -1);
    while (own_threads(false) > 1) (void)sys::sched_yield();
}

void futex_errors() {
    tap::All all("futex_wait and futex_wake refuse what makes no sense");
    store(shared, 5);
    all.fails(sys::futex_wait(&shared, 4, -1), Errno::again, "another value");
    all.fails(sys::futex_wait(&shared, 4, 0), Errno::again, "another value, and no time");
    all.fails(sys::futex_wait(&shared, 5, 0), Errno::timedout, "no time");
    all.fails(sys::futex_wait(&shared, 5, -2), Errno::inval, "a time of -2");
    all.fails(sys::futex_wait(&shared, 5, INT64_MIN), Errno::inval, "a time far below 0");
    for (const u64 off : {1ul, 2ul, 3ul}) {
        const In<u32> odd(address_of(&shared) + off);
        all.fails(sys::futex_wait(odd, 5, 0), Errno::inval, "wait at an odd place");
        all.fails(sys::futex_wake(odd, 1), Errno::inval, "wake at an odd place");
    }
    for (const u64 bad : {0ul, kBad, 0x8000'0000ul, 1ul << 38, 1ul << 39, 1ul << 63, ~0ul - 3})
        all.fails(sys::futex_wait(In<u32>(bad), 0, 0), Errno::fault, tap::words("wait at 0x%lx", bad).text);
    for (const u64 bad : {1ul << 38, 1ul << 39, 1ul << 63, ~0ul - 3})
        all.fails(sys::futex_wake(In<u32>(bad), 1), Errno::fault, tap::words("wake at 0x%lx", bad).text);
    all.equal(sys::futex_wake(&shared, 100).raw(), 0l, "wake where nobody sleeps");
}

void timeouts() {
    tap::All all("a wait ends when its time is over, and not before");
    store(shared, 0);
    for (const i64 time : {1l, 1'000'000l, 20'000'000l}) {
        const u64 before = sys::clock(CLOCK_MONOTONIC).value();
        all.fails(sys::futex_wait(&shared, 0, time), Errno::timedout, "wait");
        all.check(sys::clock(CLOCK_MONOTONIC).value() - before >= static_cast<u64>(time),
                  "it took long enough");
    }
    all.equal(sys::futex_wake(&shared, 1).raw(), 0l, "nobody is left in the queue");
    const auto ending = child::run([] {
        const pid_t sleeper = child::start([] { return sys::futex_wait(&shared, 0, INT64_MAX) ? 1 : 2; });
        if (!child::becomes(sleeper, PROCESS_SLEEPING)) return 3;
        if (sys::futex_wake(&shared, 1).raw() != 0) return 4; // the word of the child is another one
        kill(sleeper, SIGTERM);
        return child::ending_of(sleeper) == child::ends_by(SIGTERM) ? 0 : 5;
    });
    all.equal(ending, child::exits(0),
              "a copy of the process has words of its own, and a signal ends a wait");
}

void how_many_wake() {
    tap::All all("futex_wake wakes as many as it is told to, at this word only");
    static u32 words[2] = {};
    for (int i = 0; i < 4; i++) {
        all.succeeds(begin(
                         places[i],
                         [](u64 number) {
                             (void)sys::futex_wait(&words[number / 3], 0,
                                                   -1); // three at one, one at the other
                             sys::thread_exit();
                         },
                         static_cast<u64>(i)),
                     "thread_create");
    }
    while (sleepers() < 4) (void)sys::sched_yield();
    all.equal(sys::futex_wake(&words[0], 0).raw(), 0l, "none");
    all.equal(sleepers(), 4, "who sleeps");
    all.equal(sys::futex_wake(&words[0], 2).raw(), 2l, "two of three");
    while (sleepers() > 2) (void)sys::sched_yield();
    all.equal(sys::futex_wake(&words[0], 5).raw(), 1l, "the last of three");
    all.equal(sys::futex_wake(&words[1], 5).raw(), 1l, "the one at the other word");
    for (Place& place : places) join(place);
}

// Two threads hand a number to and fro as fast as they can: a wake-up that is lost stops them for ever.
void no_wakeup_is_lost() {
    static u32 turn = 0;
    constexpr u32 kTurns = 20000;
    store(turn, 0);
    const auto play = [](u64 odd) {
        for (u32 now = load(turn); now < kTurns; now = load(turn)) {
            if (now % 2 != odd) {
                (void)sys::futex_wait(&turn, now, -1);
                continue;
            }
            store(turn, now + 1);
            (void)sys::futex_wake(&turn, 1);
        }
    };
    static void (*const play_both)(u64) = play;
    (void)begin(places[0], [](u64) {
        play_both(1);
        sys::thread_exit();
    });
    play(0);
    join(places[0]);
    tap::equal(load(turn), kTurns, "of twenty thousand wake-ups none is lost");
}

void listing() {
    tap::All all("thread_list tells of all threads");
    static ThreadInfo list[64];
    store(shared, 0);
    const auto tid = begin(places[0], [](u64) {
        while (load(shared) == 0) (void)sys::futex_wait(&shared, 0, -1);
        sys::thread_exit();
    });
    const auto count = sys::thread_list(list, 64);
    all.succeeds(count, "thread_list");
    bool first = false;
    bool second = false;
    for (usize i = 0; count && i < count.value(); i++) {
        const ThreadInfo& info = list[i];
        if (info.pid != getpid()) continue;
        first |= info.tid == getpid() && info.state == PROCESS_RUNNING && info.hart >= 0 && info.run_time > 0;
        second |= info.tid == tid.value().number();
        all.equal(static_cast<const char*>(info.name), "thread_calls", "the name");
    }
    all.check(first && second, "both threads of this process");
    all.equal(sys::thread_list(list, 1).raw(), count.raw(), "there are as many, whatever fits");
    all.fails(sys::thread_list(Out<ThreadInfo>(kBad), 1), Errno::fault, "a bad address");
    all.fails(sys::thread_list(list, THREADS_MAX + 1), Errno::inval, "a length beyond all threads");
    store(shared, 1);
    (void)sys::futex_wake(&shared, 1);
    join(places[0]);
}

// It needs neither stack nor tp: the first thing it does is to sleep, in registers alone.
#define IN_TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number
[[gnu::naked]] void sleep_for_ever(u64) {
    asm volatile("li a0, " IN_TEXT(__NR_sleep) "; li a1, -1; srli a1, a1, 1; ecall");
}

// More threads than there may be.
void limit() {
    tap::All all("there is a limit to threads, and it holds nobody up afterwards");
    const auto ending = child::run([] {
        int made = 0;
        Result<Tid> answer = Tid(0);
        while (made < THREADS_MAX + 1) {
            answer = sys::thread_create(reinterpret_cast<u64>(sleep_for_ever), 0, 0, 0, nullptr);
            if (!answer) break;
            made++;
        }
        if (fork() != -1 || errno != EAGAIN) return 1;
        return answer.error() == Errno::again && made > THREADS_MAX - 10 ? 0 : 2;
    });
    all.equal(ending, child::exits(0), "EAGAIN at last, for thread_create and fork");
    all.equal(child::run([] { return 0; }), child::exits(0), "then all goes on");
}

} // namespace

int main() {
    leaks::Watch watch;
    numbers();
    refused();
    end_is_told();
    futex_errors();
    timeouts();
    how_many_wake();
    no_wakeup_is_lost();
    listing();
    limit();
    watch.ok("nothing is left behind");
    return tap::done();
}
