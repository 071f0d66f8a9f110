// user/tests/stress_threads.cpp: threads that get in each other's way: locks, wake-ups, pipes, and the end of it all.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"
#include "team.h"
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

// Four add to one number under a mutex. Whoever finds somebody else inside has found a mutex that is none.
int count_together(u64 seed) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    constexpr u64 kEach = 3000;
    volatile u64 counter = 0;
    volatile u64 inside = 0;
    const auto work = [&](u64 number) {
        Random random(seed * 8 + number + 1);
        for (u64 i = 0; i < kEach; i++) {
            pthread_mutex_lock(&mutex);
            if (inside != 0) return 1;
            inside = number + 1;
            counter = counter + 1;
            if (random.below(50) == 0) sched_yield();
            if (inside != number + 1) return 2;
            inside = 0;
            pthread_mutex_unlock(&mutex);
        }
        return 0;
    };
    Team team(4, work);
    if (!team.ok()) return 1;
    return counter == 4 * kEach ? 0 : 2;
}

// Two pass a turn on by a word that each sleeps at. A wake-up that got lost would leave both asleep.
int play_ping_pong(u64) {
    constexpr u32 kTurns = 4000;
    u32 turn = 0;
    const auto work = [&](u64 number) {
        for (u32 mine = static_cast<u32>(number); mine < kTurns; mine += 2) {
            u32 now = 0;
            while ((now = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) != mine) {
                const auto slept = sys::futex_wait(&turn, now, -1);
                if (!slept && slept.error() != Errno::again) return 1;
            }
            __atomic_store_n(&turn, mine + 1, __ATOMIC_RELEASE);
            if (!sys::futex_wake(&turn, 1)) return 2;
        }
        return 0;
    };
    Team team(2, work);
    return team.ok() && turn == kTurns ? 0 : 1;
}

// Readers that block in the same call get each byte once, and together all.
int read_one_pipe(u64 seed) {
    constexpr u64 kBytes = 20'000;
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    u64 sums[4] = {};
    const auto work = [&](u64 number) {
        Random random(seed * 8 + number + 1);
        unsigned char got[64];
        while (true) {
            const ssize_t count = read(ends[0], got, 1 + random.below(sizeof got));
            if (count < 0) return 1;
            if (count == 0) return 0;
            for (ssize_t i = 0; i < count; i++) sums[number] += got[i] + 1;
        }
    };
    Team team(4, work);
    Random random(seed);
    u64 expected = 0;
    unsigned char bytes[100];
    for (u64 left = kBytes; left > 0;) {
        const u64 wanted = 1 + random.below(sizeof bytes);
        const u64 count = wanted < left ? wanted : left;
        for (u64 i = 0; i < count; i++)
            expected += (bytes[i] = static_cast<unsigned char>(random.next())) + 1;
        if (write(ends[1], bytes, count) != static_cast<ssize_t>(count)) return 2;
        left -= count;
    }
    close(ends[1]);
    if (!team.ok()) return 3;
    return sums[0] + sums[1] + sums[2] + sums[3] == expected ? 0 : 4;
}

// Threads that begin threads, of which some are joined and some are left to themselves.
int breed(u64 seed) {
    const auto work = [&](u64 number) {
        Random random(seed * 8 + number + 1);
        for (int i = 0; i < 40; i++) {
            pthread_t thread;
            const auto nothing = [](void* argument) { return argument; };
            if (pthread_create(&thread, nullptr, nothing, &random) != 0) return 1;
            if (random.below(3) == 0) {
                if (pthread_detach(thread) != 0) return 2;
                continue;
            }
            void* result = nullptr;
            if (pthread_join(thread, &result) != 0 || result != &random) return 3;
        }
        return 0;
    };
    Team team(4, work);
    return team.ok() ? 0 : 1;
}

// --- the end of a process whose threads are all busy ---

// What a thread may be doing when the end comes. None of these ends by itself.
void spin() {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}
void nap() {
    while (true) (void)sys::sleep(50'000);
}
void wait_for_nobody() {
    static u32 word = 7;
    while (true) (void)sys::futex_wait(&word, 7, -1);
}
void read_nothing() {
    int ends[2];
    char byte;
    if (pipe2(ends, 0) == 0) (void)read(ends[0], &byte, 1);
    spin();
}
void fork_and_wait() {
    while (true) {
        const pid_t pid = fork();
        if (pid == 0) _exit(0);
        if (pid > 0) (void)waitpid(pid, nullptr, 0);
    }
}
void begin_threads() {
    while (true) {
        pthread_t thread;
        if (pthread_create(
                &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr) == 0)
            pthread_join(thread, nullptr);
    }
}
void take_and_give_memory() {
    while (true) {
        const auto memory =
            sys::map(0, 8 * 4096, PROT_WRITE, static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS));
        if (!memory) continue;
        for (u64 i = 0; i < 8; i++)
            *reinterpret_cast<volatile char*>(memory.value().from(i * 4096).address()) = 1;
        (void)sys::unmap(memory.value(), 8 * 4096);
    }
}

constexpr void (*kDeeds[])() = {spin,          nap,           wait_for_nobody,     read_nothing,
                                fork_and_wait, begin_threads, take_and_give_memory};
constexpr usize kDeedCount = sizeof kDeeds / sizeof kDeeds[0];

// One of the busy ones ends the process, by this or that way; or its parent kills it from outside.
enum class Way { exit, execute, crash, killed };

[[noreturn]] void be_busy(u64 seed, Way way) {
    Random random(seed);
    const u64 one = random.below(4);
    const auto work = [&](u64 number) {
        Random own(seed * 8 + number + 1);
        if (number != one || way == Way::killed) kDeeds[own.below(kDeedCount)]();
        (void)sys::sleep(static_cast<i64>(own.below(2'000'000)));
        if (way == Way::exit) _exit(42);
        if (way == Way::execute) execl("/bin/true", "true", nullptr);
        child::store_at(8);
        return 1;
    };
    Team team(4, work);
    team.ok();
    _exit(1);
}

bool ends_well(u64 seed, Way way) {
    Random random(seed + 100);
    const pid_t pid = child::start([&]() -> int { be_busy(seed, way); });
    if (way == Way::killed) {
        (void)sys::sleep(static_cast<i64>(random.below(5'000'000)));
        kill(pid, SIGKILL);
    }
    const auto ending = child::ending_of(pid);
    switch (way) {
    case Way::exit: return ending == child::exits(42);
    case Way::execute: return ending == child::exits(0);
    case Way::crash: return ending == child::ends_by(SIGSEGV);
    case Way::killed: return ending == child::ends_by(SIGKILL);
    }
    return false;
}

void ends(u64 seed) {
    constexpr struct {
        Way way;
        const char* description;
    } kWays[] = {{Way::exit, "a thread calls exit while others are busy"},
                 {Way::execute, "a thread calls execve while others are busy"},
                 {Way::crash, "a thread crashes while others are busy"},
                 {Way::killed, "a process is killed while its threads are busy"}};
    for (const auto& [way, description] : kWays) {
        tap::All all(description);
        for (u64 i = 0; i < 8; i++) all.check(ends_well(seed * 10 + i, way), "from seed %lu", seed * 10 + i);
    }
}

} // namespace

int main(int argc, char** argv) {
    leaks::Watch watch;
    for (const u64 seed : stress::Seeds(argc, argv)) {
        tap::equal(child::run([&] { return count_together(seed); }), child::exits(0),
                   "four threads count under one mutex");
        tap::equal(child::run([&] { return play_ping_pong(seed); }), child::exits(0),
                   "two threads wake each other in turn, thousands of times");
        tap::equal(child::run([&] { return read_one_pipe(seed); }), child::exits(0),
                   "four readers that block in the same call get each byte once [3.6]");
        tap::equal(child::run([&] { return breed(seed); }), child::exits(0),
                   "threads begin and end everywhere");
        ends(seed);
        watch.ok("nothing is left of any of them");
    }
    return tap::done();
}
