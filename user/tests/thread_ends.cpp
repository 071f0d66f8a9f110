// user/tests/thread_ends.cpp: the end of a process that has many threads, by exit, signal, fault or exec, at any moment.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

namespace {

using Body = void* (*)(void*);

pthread_t start(Body function, void* argument = nullptr) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, function, argument) != 0) _exit(101);
    return thread;
}

// What other threads may be doing meanwhile.

int quiet[2]; // a pipe that stays empty

void* spin(void*) {
    volatile u64 rounds = 0;
    while (true) rounds = rounds + 1;
}
void* sleep_long(void*) {
    while (true) sleep(1000);
}
void* wait_at_futex(void*) {
    static const u32 word = 0;
    while (true) (void)sys::futex_wait(&word, 0, -1);
}
void* read_nothing(void*) {
    char byte;
    while (true) (void)read(quiet[0], &byte, 1);
}
void* wait_for_nobody(void*) {
    const pid_t sleeper = child::start([] { return static_cast<int>(sleep(1)); });
    while (true) (void)waitpid(sleeper, nullptr, 0);
}
void* call_all_the_time(void*) {
    while (true) (void)getppid();
}
void* map_all_the_time(void*) {
    while (true) {
        void* memory = mmap(nullptr, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(memory, 1, 64 * 4096);
        munmap(memory, 64 * 4096);
    }
}
void* make_threads(void*) {
    while (true) (void)pthread_join(start([](void*) -> void* { return nullptr; }), nullptr);
}

constexpr Body kPastimes[] = {spin,
                              sleep_long,
                              wait_at_futex,
                              read_nothing,
                              wait_for_nobody,
                              call_all_the_time,
                              map_all_the_time,
                              make_threads};

void start_all() {
    if (pipe2(quiet, 0) != 0) _exit(102);
    for (const Body body : kPastimes) start(body);
    for (int i = 0; i < 10; i++) sched_yield();
}

// A way to end, tried by the main thread and by another one.
void ends_everywhere(const char* description, Body deed, child::Ending expected) {
    tap::All all(description);
    static Body the_deed;
    the_deed = deed;
    for (int round = 0; round < 2; round++) {
        const auto by_main = child::run_within(child::kLong, [] {
            start_all();
            the_deed(nullptr);
            return 103;
        });
        all.equal(by_main, expected, "by the main thread");
        const auto by_other = child::run_within(child::kLong, [] {
            start_all();
            start(the_deed);
            spin(nullptr);
            return 104;
        });
        all.equal(by_other, expected, "by another thread");
        const auto without_main = child::run_within(child::kLong, [] {
            start_all();
            start(the_deed);
            pthread_exit(nullptr);
            return 105;
        });
        all.equal(without_main, expected, "by another thread, when the main thread is gone");
    }
}

void by_exit() {
    ends_everywhere(
        "exit ends all threads, whatever they do", [](void*) -> void* { _exit(7); }, child::exits(7));
}

void by_fault() {
    ends_everywhere(
        "a fault of one thread ends all of them",
        [](void*) -> void* {
            child::store_at(8); // nobody may
            return nullptr;
        },
        child::ends_by(SIGSEGV));
}

void by_signal_to_oneself() {
    ends_everywhere(
        "a signal to the own process ends all threads",
        [](void*) -> void* {
            raise(SIGTERM);
            return spin(nullptr);
        },
        child::ends_by(SIGTERM));
}

void by_exec() {
    ends_everywhere(
        "exec ends all other threads, and the new program has the number of the process",
        [](void*) -> void* {
            char pid[16];
            snprintf(pid, sizeof pid, "%d", getpid());
            execl("/tests/thread_ends", "thread_ends", "--alone", pid, nullptr);
            return nullptr;
        },
        child::exits(33));
}

// What by_exec runs: is it alone, and who it was?
int alone(const char* pid) {
    static ThreadInfo list[THREADS_MAX];
    const auto count = sys::thread_list(list, THREADS_MAX);
    int threads = 0;
    for (usize i = 0; count && i < count.value(); i++) threads += list[i].pid == getpid();
    const bool same = getpid() == atoi(pid) && gettid() == getpid();
    return same && threads == 1 ? 33 : 34;
}

void by_kill() {
    tap::All all("kill from outside ends all threads");
    for (const Signal signal : {SIGKILL, SIGTERM, SIGINT}) {
        const pid_t pid = child::start([] {
            start_all();
            return spin(nullptr) ? 1 : 2;
        });
        (void)sys::sleep(child::kMillisecond * 10);
        kill(pid, signal);
        all.equal(child::ending_within(pid, child::kLong), child::ends_by(signal), "its end");
    }
}

void while_stopped() {
    tap::All all(
        "a process with many threads is stopped, and goes on, as a whole; stopped, it can be killed");
    const pid_t pid = child::start([] {
        start_all();
        return spin(nullptr) ? 1 : 2;
    });
    for (int round = 0; round < 3; round++) {
        kill(pid, SIGSTOP);
        all.check(child::becomes(pid, PROCESS_STOPPED), "stopped");
        kill(pid, SIGCONT);
        all.check(child::becomes(pid, PROCESS_RUNNING), "running");
    }
    kill(pid, SIGSTOP);
    all.check(child::becomes(pid, PROCESS_STOPPED), "stopped");
    kill(pid, SIGKILL);
    all.equal(child::ending_within(pid, child::kLong), child::ends_by(SIGKILL), "its end");
}

// All at once want to be the one that decides.
pthread_barrier_t all_here;

void at_once() {
    tap::All all("when all threads exit or exec at once, one of them decides, and nothing hangs");
    for (int round = 0; round < 20; round++) {
        const auto ending = child::run_within(child::kLong, [] {
            pthread_barrier_init(&all_here, nullptr, 6);
            for (u64 i = 1; i < 6; i++) {
                start(
                    [](void* number) -> void* {
                        pthread_barrier_wait(&all_here);
                        const int own = static_cast<int>(reinterpret_cast<u64>(number));
                        if (own % 2 == 0) execl("/bin/sh", "sh", "-c", "exit 40", nullptr);
                        _exit(40 + own);
                    },
                    reinterpret_cast<void*>(i));
            }
            pthread_barrier_wait(&all_here);
            pthread_exit(nullptr);
            return 106;
        });
        const int status = WEXITSTATUS(ending.status);
        all.check(WIFEXITED(ending.status) &&
                      (status == 40 || (status > 40 && status < 46 && status % 2 == 1)),
                  "it ended with %s", child::in_words(ending).text);
    }
    const auto in_turn = child::run_within(child::kLong, [] {
        for (int i = 0; i < 4; i++)
            start([](void*) -> void* {
                sched_yield();
                return nullptr;
            });
        pthread_exit(nullptr);
        return 107;
    });
    all.equal(in_turn, child::exits(0), "when all come to their end, the status is 0");
}

void forks() {
    tap::All all("fork copies only the thread that calls it, and the copy can have threads of its own");
    const auto ending = child::run_within(child::kLong, [] {
        start_all();
        static int status = -1;
        const pthread_t forker = start([](void*) -> void* {
            const pid_t pid = fork();
            if (pid == 0) {
                static ThreadInfo list[THREADS_MAX];
                const auto count = sys::thread_list(list, THREADS_MAX);
                int threads = 0;
                for (usize i = 0; count && i < count.value(); i++) threads += list[i].pid == getpid();
                void* result = nullptr;
                pthread_join(start([](void*) -> void* { return malloc(100); }), &result);
                if (gettid() != getpid() || threads != 1 || !result) _exit(1);
                pthread_exit(nullptr); // it is the last thread of the copy
            }
            waitpid(pid, &status, 0);
            return nullptr;
        });
        pthread_join(forker, nullptr);
        return status == 0 ? 0 : 1;
    });
    all.equal(ending, child::exits(0), "its end");
}

// While other threads change the heap and print, children are made that do the same.
void fork_while_busy() {
    tap::All all("a child made while other threads are at the heap and at stdio can use both");
    const auto ending = child::run_within(4 * child::kLong, [] {
        FILE* nowhere = fopen("/dev/null", "w");
        static FILE* file;
        file = nowhere;
        for (int i = 0; i < 3; i++)
            start([](void*) -> void* {
                while (true) {
                    free(malloc(100));
                    fprintf(file, "%d\n", 5);
                }
            });
        for (int i = 0; i < 30; i++) {
            const auto end = child::run_within(child::kLong, [] {
                free(malloc(5000));
                fprintf(file, "%d\n", 6);
                return 0;
            });
            if (end != child::exits(0)) return 1;
        }
        return 0;
    });
    all.equal(ending, child::exits(0), "all of them");
}

char log_text[16385];

const char* log_after(const char* mark) {
    const auto length = sys::kernel_log(log_text, sizeof log_text - 1);
    log_text[length ? length.value() : 0] = 0;
    const char* last = nullptr;
    for (const char* at = strstr(log_text, mark); at; at = strstr(at + 1, mark)) last = at;
    return last;
}

int endless(int depth) {
    volatile char frame[200];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : endless(depth + 1) + frame[0];
}

void stack_overflow() {
    tap::All all("a thread that uses up its stack is told so, and hits nothing else");
    const pid_t pid = child::start([] {
        void* result = nullptr;
        pthread_join(start([](void*) -> void* { return reinterpret_cast<void*>(i64{endless(0)}); }), &result);
        return 1;
    });
    all.equal(child::ending_of(pid), child::ends_by(SIGSEGV), "its end");
    const tap::Words who = tap::words("thread_ends (pid %d) ended by SIGSEGV", pid);
    const char* message = log_after(who.text);
    all.check(message && strstr(message, "the stack of thread"), "the kernel explains: %s",
              message ? message : "");
}

} // namespace

int main(int count, char** arguments) {
    if (count == 3 && strcmp(arguments[1], "--alone") == 0) return alone(arguments[2]);
    leaks::Watch watch;
    by_exit();
    by_fault();
    by_signal_to_oneself();
    by_exec();
    by_kill();
    while_stopped();
    at_once();
    forks();
    fork_while_busy();
    stack_overflow();
    watch.ok("nothing is left behind");
    return tap::done();
}
