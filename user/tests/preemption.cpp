// user/tests/preemption.cpp: nobody can keep the processor: those who spin give way to those who wait for it.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

namespace {

u64 now() { return sys::clock(CLOCK_MONOTONIC).value(); }

// The host may be busy, but not as busy as that.
constexpr u64 kVeryLong = child::kLong * child::kMillisecond;

[[noreturn]] int spin() {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}

// Three that never give way of their own will.
class Spinners {
  public:
    Spinners() {
        for (pid_t& pid : pids_) pid = child::start(spin);
    }
    Spinners(const Spinners&) = delete;
    Spinners& operator=(const Spinners&) = delete;
    ~Spinners() {
        for (const pid_t pid : pids_) kill(pid, SIGKILL);
        for (const pid_t pid : pids_) (void)child::ending_of(pid);
    }
    const pid_t (&pids() const)[3] { return pids_; }

  private:
    pid_t pids_[3];
};

void progress() {
    const Spinners spinners;
    const u64 start = now();
    int naps = 0;
    for (; naps < 10; naps++) (void)sys::sleep(child::kMillisecond);
    tap::ok(now() - start < kVeryLong, "ten naps of 1 ms end while three others spin, after %lu ms",
            (now() - start) / 1'000'000);
    const u64 calling = now();
    for (int calls = 0; calls < 1000; calls++) (void)getppid();
    tap::ok(now() - calling < kVeryLong, "and system calls get through: 1000 in %lu ms",
            (now() - calling) / 1'000'000);
    tap::equal(child::run([] { return 5; }), child::exits(5), "and a child can be made, run and end");
}

void fairness() {
    tap::All all("three that spin all get their share of the time");
    const Spinners spinners;
    u64 total = 0;
    u64 least = 0;
    // The emulator itself may have to wait for its machine in the middle of somebody's turn: in the long run that is even.
    for (int naps = 0; naps < 100 && (naps < 4 || total <= 200'000'000 || least * 10 <= total); naps++) {
        (void)sys::sleep(100 * child::kMillisecond);
        total = 0;
        least = ~0ul;
        for (const pid_t pid : spinners.pids()) {
            const ProcessInfo* process = child::find_process(pid);
            if (!all.check(process != nullptr, "a spinner is listed")) return;
            all.equal(process->state, static_cast<u32>(PROCESS_RUNNING), "its state");
            total += process->run_time;
            if (process->run_time < least) least = process->run_time;
        }
    }
    all.check(total > 200'000'000, "together they ran for %lu ms", total / 1'000'000);
    all.check(least * 10 > total, "one of them for %lu of %lu ns", least, total);
}

// Giving way lets all others have their turn first. Where there are several harts, nobody need wait for a turn.
void yield() {
    SystemInfo system;
    (void)sys::system_info(&system);
    if (system.harts > 1) return;

    tap::All all("sched_yield lets others run: two that pass a turn on get there in step");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const auto marks = [&](char mark) {
        for (int i = 0; i < 50; i++) {
            if (write(ends[1], &mark, 1) != 1) return 1;
            if (sched_yield() != 0) return 2;
        }
        return 0;
    };
    const pid_t a = child::start([&] { return marks('a'); });
    const pid_t b = child::start([&] { return marks('b'); });
    all.equal(child::ending_of(a), child::exits(0), "one");
    all.equal(child::ending_of(b), child::exits(0), "the other");
    char got[100];
    all.equal(read(ends[0], got, sizeof got), 100, "their marks");
    int changes = 0;
    for (int i = 1; i < 100; i++) changes += got[i] != got[i - 1];
    SystemInfo info{};
    (void)sys::system_info(&info);
    // With several harts nobody has to give way.
    all.check(changes > 30 || info.harts > 1, "the turn changed %d times", changes);
    close(ends[0]);
    close(ends[1]);
}

// One that does nothing but calls is preempted as well.
void busy_callers() {
    const pid_t pids[] = {child::start([]() -> int {
                              while (true) (void)sys::getpid();
                          }),
                          child::start([]() -> int {
                              while (true) (void)sys::raw_syscall(static_cast<u64>(sys::Call::close), ~0ul);
                          }),
                          child::start([]() -> int {
                              while (true) sched_yield();
                          })};
    const u64 start = now();
    for (int i = 0; i < 5; i++) (void)sys::sleep(child::kMillisecond);
    tap::ok(now() - start < kVeryLong, "naps end while others call the kernel all the time");
    for (const pid_t pid : pids) {
        kill(pid, SIGTERM);
        tap::equal(child::ending_within(pid, child::kLong), child::ends_by(SIGTERM),
                   "and such a one can be ended");
    }
}

// One thread is in one long call; another one naps and wakes up meanwhile, on the same hart if there is only one.
void during_a_call() {
    constexpr usize kBytes = 48 << 20;
    static volatile bool left;
    static void* bytes; // mapped, as the addresses after a program are other programs' for a debugger
    bytes = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_t reader;
    pthread_create(
        &reader, nullptr,
        [](void*) -> void* {
            const int fd = open("/dev/zero", O_RDONLY);
            const ssize_t count = read(fd, bytes, kBytes);
            left = true;
            close(fd);
            return reinterpret_cast<void*>(count);
        },
        nullptr);
    int naps = 0;
    for (; !left; naps++) (void)sys::sleep(child::kMillisecond / 2);
    void* count = nullptr;
    pthread_join(reader, &count);
    munmap(bytes, kBytes);
    tap::equal(reinterpret_cast<usize>(count), kBytes, "a call that takes long is made");
    tap::ok(naps > 3, "and it is preempted in the kernel: %d naps end before it does [3.6]", naps);
}

void idle_time() {
    SystemInfo before;
    SystemInfo after;
    u64 passed = 0;
    u64 idle = 0;
    for (int tries = 0; tries < 50 && idle <= passed / 2; tries++) {
        const u64 start = now();
        (void)sys::system_info(&before);
        (void)sys::sleep(50 * child::kMillisecond);
        (void)sys::system_info(&after);
        passed = now() - start; // not between the two uptimes: idle time goes on after each was read
        idle = after.idle_time - before.idle_time;
    }
    tap::ok(idle > passed / 2 && idle <= passed * after.harts,
            "while nobody runs, the machine is idle: %lu of %lu ns", idle, passed);
}

} // namespace

int main() {
    leaks::Watch watch;
    progress();
    fairness();
    yield();
    busy_callers();
    during_a_call();
    idle_time();
    watch.ok("nothing is left behind");
    return tap::done();
}
