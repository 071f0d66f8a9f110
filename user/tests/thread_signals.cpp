// user/tests/thread_signals.cpp: signals of a process with several threads: which of them is told.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>

namespace {

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }
constexpr int kThreads = 4;

pthread_t threads[kThreads];
int numbers[kThreads]; // what the kernel calls them
int ready[2];          // a pipe: each thread writes a byte when it can be told
int told[2];           // a pipe: the handler writes who runs it
int over[2];           // a pipe: threads wait for its end
sigset_t start_mask[kThreads];

int number_of_this() { return sys::gettid().value().number(); }

void tell(int) {
    const int self = number_of_this();
    (void)write(told[1], &self, sizeof self);
}

int next_told() {
    int number = 0;
    return read(told[0], &number, sizeof number) == sizeof number ? number : -1;
}

sigset_t mask_now() {
    sigset_t mask = 0;
    pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    return mask;
}

void set_mask(sigset_t mask) { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }

void* wait_until_over(void* argument) {
    const long index = reinterpret_cast<long>(argument); // made of one in start_threads
    numbers[index] = number_of_this();
    start_mask[index] = mask_now();
    char byte = 0;
    (void)write(ready[1], &byte, 1);
    while (read(over[0], &byte, 1) < 0) continue; // a handler may come between
    return nullptr;
}

void start_threads() {
    if (pipe2(ready, 0) != 0 || pipe2(told, 0) != 0 || pipe2(over, 0) != 0) tap::bail_out("no pipe");
    char byte;
    for (long i = 0; i < kThreads; i++) {
        void* index = reinterpret_cast<void*>(i);
        if (pthread_create(&threads[i], nullptr, wait_until_over, index) != 0) tap::bail_out("no thread");
        (void)read(ready[0], &byte, 1);
    }
}

void end_threads() {
    close(over[1]);
    for (pthread_t thread : threads) pthread_join(thread, nullptr);
    for (const int fd : {ready[0], ready[1], told[0], told[1], over[0]}) close(fd);
}

void one_thread() {
    tap::All all("pthread_kill tells just that thread, and a new thread blocks what its creator does");
    signal(SIGUSR1, tell);
    set_mask(set_of(SIGHUP));
    start_threads();
    for (const sigset_t mask : start_mask) all.equal(mask, set_of(SIGHUP), "the mask of a new thread");
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < kThreads; i++) {
            all.equal(pthread_kill(threads[i], SIGUSR1), 0, "pthread_kill");
            all.equal(next_told(), numbers[i], "who is told");
        }
    }
    all.equal(pthread_kill(pthread_self(), SIGUSR1), 0, "this one");
    all.equal(next_told(), number_of_this(), "this one");
    all.equal(pthread_kill(threads[0], 99), static_cast<int>(EINVAL), "no such signal");
    end_threads();
    set_mask(0);
    signal(SIGUSR1, SIG_DFL);
}

void whoever_may() {
    tap::All all("a signal for the process goes to a thread that does not block it, or waits for one");
    signal(SIGUSR1, tell);
    start_threads();
    set_mask(set_of(SIGUSR1));
    for (int i = 0; i < 5; i++) {
        kill(getpid(), SIGUSR1);
        const int who = next_told();
        bool among = false;
        for (const int number : numbers) among = among || number == who;
        all.check(among, "thread %d is told", who);
    }
    end_threads();
    start_threads(); // which block it too, now
    kill(getpid(), SIGUSR1);
    sigset_t waiting = 0;
    sigpending(&waiting);
    all.equal(waiting, set_of(SIGUSR1), "it waits");
    set_mask(0);
    all.equal(next_told(), number_of_this(), "the first that lets it in");
    end_threads();
    signal(SIGUSR1, SIG_DFL);
}

// Two signals come to a thread at once, and the handler of the first one, which blocks the second, waits for it.
volatile int second_handled;

void wait_for_second(int) {
    while (!second_handled) (void)sys::sleep(child::kMillisecond);
}

void* take_second(void*) {
    set_mask(set_of(SIGUSR1));
    while (!second_handled) (void)sys::sleep(child::kMillisecond);
    return nullptr;
}

void handed_on() {
    tap::All all("what a handler keeps a thread from taking, another one takes");
    const pid_t pid = child::start([] {
        struct sigaction action = {};
        action.sa_handler = wait_for_second;
        action.sa_mask = set_of(SIGUSR2);
        sigaction(SIGUSR1, &action, nullptr);
        signal(SIGUSR2, [](int) { second_handled = 1; });
        pthread_t other;
        pthread_create(&other, nullptr, take_second, nullptr);
        (void)sys::sleep(1l << 62);
        pthread_join(other, nullptr);
        return 0;
    });
    all.check(child::becomes(pid, PROCESS_SLEEPING), "both wait");
    (void)sys::sleep(10 * child::kMillisecond); // also the thread that has perhaps not begun by then
    kill(pid, SIGUSR1);
    kill(pid, SIGUSR2);
    all.equal(child::ending_within(pid, child::kLong), child::exits(0), "both are handled");
}

// Nobody sleeps: each spins, in a child that is stopped as a whole.
void* spin(void*) {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}

u64 run_time_of(pid_t pid) {
    const ProcessInfo* process = child::find_process(pid);
    return process ? process->run_time : 0;
}

void stopped() {
    tap::All all("SIGSTOP stops all threads, SIGCONT lets all go on, SIGKILL ends all, stopped or not");
    for (const bool is_stopped : {false, true}) {
        const pid_t pid = child::start([] {
            pthread_t thread;
            for (int i = 0; i < kThreads; i++) pthread_create(&thread, nullptr, spin, nullptr);
            spin(nullptr);
            return 0;
        });
        int status = 0;
        for (int i = 0; i < 5; i++) {
            kill(pid, SIGSTOP);
            all.equal(waitpid(pid, &status, WUNTRACED), pid, "stopped");
            all.check(WIFSTOPPED(status), "stopped");
            u64 before = 0;
            u64 after = run_time_of(pid);
            for (int tries = 0; before != after && tries < 1000; tries++) { // on other harts too
                before = after;
                for (int turn = 0; turn < 20; turn++) sched_yield();
                after = run_time_of(pid);
            }
            all.equal(after, before, "its run time");
            kill(pid, SIGCONT);
            all.equal(waitpid(pid, &status, WCONTINUED), pid, "continued");
        }
        if (is_stopped) {
            kill(pid, SIGSTOP);
            all.equal(waitpid(pid, &status, WUNTRACED), pid, "stopped");
        }
        kill(pid, SIGKILL);
        all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "its end");
    }
}

__thread sigjmp_buf escape;
__thread int faults;

void escape_from_fault(int) {
    faults++;
    siglongjmp(escape, 1);
}

[[gnu::noinline]] void fault() {
    if (sigsetjmp(escape, 1) == 0) child::store_at(16);
}

void* fault_often(void*) {
    for (int i = 0; i < 100; i++) fault();
    return faults == 100 ? nullptr : &faults;
}

void own_faults() {
    tap::All all("each thread handles its own faults");
    signal(SIGSEGV, escape_from_fault);
    for (pthread_t& thread : threads) pthread_create(&thread, nullptr, fault_often, nullptr);
    for (pthread_t thread : threads) {
        void* result = &threads;
        pthread_join(thread, &result);
        all.check(result == nullptr, "a hundred faults");
    }
    signal(SIGSEGV, SIG_DFL);
}

// A thread that is woken at the same moment as it is stopped has finished its wait: the time limit of that wait is not
// the next one's.
u32 word;
constexpr i64 kLimit = 200 * child::kMillisecond;
constexpr i64 kSleep = 2 * kLimit;

void* wait_and_sleep(void*) {
    (void)sys::futex_wait(&word, 0, kLimit);
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    (void)sys::sleep(kSleep);
    return sys::clock(CLOCK_MONOTONIC).value() - start >= static_cast<u64>(kSleep) ? nullptr : &word;
}

void woken_and_stopped() {
    tap::All all("a wait that was over when its thread was stopped leaves no time limit behind");
    const pid_t pid = child::start([] {
        pthread_t thread;
        pthread_create(&thread, nullptr, wait_and_sleep, nullptr);
        (void)sys::sleep(kLimit / 10); // by now it waits; if not, nothing is tested
        pthread_kill(thread, SIGSTOP);
        (void)sys::futex_wake(&word, 1);
        void* result = &word;
        pthread_join(thread, &result);
        return result ? 1 : 0;
    });
    all.equal(waitpid(pid, nullptr, WUNTRACED), pid, "stopped");
    kill(pid, SIGCONT);
    all.equal(child::ending_of(pid), child::exits(0), "it has slept as long as it wanted");
}

// Creating threads and waiting for them goes on whatever signals come.
void* do_nothing(void*) { return nullptr; }

void rain() {
    tap::All all("threads begin and end under a rain of signals");
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(SIGUSR1, &action, nullptr);
    const pid_t pid = child::start([] {
        while (kill(getppid(), SIGUSR1) == 0) sched_yield();
        return 0;
    });
    for (int i = 0; i < 100; i++) {
        pthread_t thread;
        all.equal(pthread_create(&thread, nullptr, do_nothing, nullptr), 0, "pthread_create");
        all.equal(pthread_join(thread, nullptr), 0, "pthread_join");
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    signal(SIGUSR1, SIG_DFL);
}

} // namespace

int main() {
    leaks::Watch watch;
    one_thread();
    whoever_may();
    handed_on();
    stopped();
    own_faults();
    woken_and_stopped();
    rain();
    watch.ok("nothing is left behind");
    return tap::done();
}
