// user/tests/threads.cpp: threads begin, have variables of their own, end, and are joined; and nothing of them stays.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

namespace {

pthread_t start(void* (*function)(void*), void* argument = nullptr) {
    pthread_t thread;
    const int error = pthread_create(&thread, nullptr, function, argument);
    if (error) tap::bail_out("no thread: %s", strerror(error));
    return thread;
}

void* result_of(pthread_t thread) {
    void* result = nullptr;
    return pthread_join(thread, &result) == 0 ? result : nullptr;
}

void* double_of(void* number) { return reinterpret_cast<void*>(2 * reinterpret_cast<u64>(number)); }

void create_and_join() {
    tap::All all("a thread gets its argument, and its result comes back from join");
    pthread_t threads[20];
    for (u64 i = 0; i < 20; i++) threads[i] = start(double_of, reinterpret_cast<void*>(i + 1));
    for (u64 i = 0; i < 20; i++)
        all.equal(reinterpret_cast<u64>(result_of(threads[i])), 2 * (i + 1), "a result");
    const pthread_t by_exit = start([](void*) -> void* { pthread_exit(reinterpret_cast<void*>(77ul)); });
    all.equal(reinterpret_cast<u64>(result_of(by_exit)), 77ul, "that of pthread_exit");
    all.equal(pthread_join(start(double_of), nullptr), 0, "join without wanting the result");
    all.equal(pthread_join(pthread_self(), nullptr), int{EDEADLK}, "join oneself");
    all.check(pthread_equal(pthread_self(), pthread_self()), "one is equal to oneself");
    pthread_t self_of_other = nullptr;
    const pthread_t other = start(
        [](void* answer) -> void* {
            *static_cast<pthread_t*>(answer) = pthread_self();
            return nullptr;
        },
        &self_of_other);
    (void)result_of(other);
    all.check(pthread_equal(other, self_of_other) && !pthread_equal(other, pthread_self()),
              "and not to others");
}

// Hundreds one after the other, and some of them at the same time.
void many() {
    leaks::Watch watch;
    tap::All all("hundreds of threads come and go");
    for (u64 i = 1; i <= 300; i++)
        all.equal(reinterpret_cast<u64>(result_of(start(double_of, reinterpret_cast<void*>(i)))), 2 * i,
                  "a result");
    static pthread_t threads[200];
    for (pthread_t& thread : threads) thread = start(double_of, reinterpret_cast<void*>(5ul));
    for (const pthread_t thread : threads)
        all.equal(reinterpret_cast<u64>(result_of(thread)), 10ul, "of many");
    watch.ok("and leave neither pages nor threads behind");
}

sem_t go;
sem_t done;

void detached() {
    leaks::Watch watch;
    tap::All all("detached threads are joined by nobody");
    sem_init(&go, 0, 0);
    sem_init(&done, 0, 0);
    const auto wait_and_tell = [](void*) -> void* {
        sem_wait(&go);
        sem_post(&done);
        return nullptr;
    };
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    all.equal(pthread_attr_setdetachstate(&attributes, 7), int{EINVAL}, "no such state");
    all.equal(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED), 0,
              "detached from the start");
    for (int round = 0; round < 100; round++) {
        pthread_t born_detached;
        all.equal(pthread_create(&born_detached, &attributes, wait_and_tell, nullptr), 0, "pthread_create");
        all.equal(pthread_join(born_detached, nullptr), int{EINVAL}, "join");
        const pthread_t before_its_end = start(wait_and_tell);
        all.equal(pthread_detach(before_its_end), 0, "detach one that runs");
        const pthread_t after_its_end = start(double_of);
        sem_post(&go);
        sem_post(&go);
        sem_wait(&done);
        sem_wait(&done);
        all.equal(pthread_detach(after_its_end), 0, "detach one that may be over");
    }
    watch.ok("and their memory comes back, once others are made");
}

thread_local int with_value = 5;
thread_local int zero;
thread_local char text[] = "own";

// Each of two threads changes its own, and looks only after both have.
void* change_locals(void* number) {
    const int own = static_cast<int>(reinterpret_cast<u64>(number));
    const bool fresh = with_value == 5 && zero == 0 && strcmp(text, "own") == 0 && errno == 0;
    with_value = zero = own;
    text[0] = static_cast<char>('a' + own);
    errno = 1000 + own;
    sem_post(&done);
    sem_wait(&go);
    (void)close(-1 - own); // sets errno
    const bool kept = with_value == own && zero == own && text[0] == 'a' + own && errno == EBADF;
    return reinterpret_cast<void*>(fresh && kept ? 1ul : 0ul);
}

void locals() {
    tap::All all("every thread has thread-local variables of its own, and errno");
    pthread_t threads[4];
    errno = 99;
    for (u64 i = 0; i < 4; i++) threads[i] = start(change_locals, reinterpret_cast<void*>(i + 1));
    for (int i = 0; i < 4; i++) sem_wait(&done);
    all.check(with_value == 5 && zero == 0 && strcmp(text, "own") == 0, "those of the first thread stay");
    for (int i = 0; i < 4; i++) sem_post(&go);
    for (const pthread_t thread : threads) all.check(result_of(thread) != nullptr, "those of another thread");
    all.equal(int{errno}, 99, "errno of the first thread");
}

int destroyed = 0;
struct Counted {
    int value = 3;
    ~Counted() { __atomic_fetch_add(&destroyed, 1, __ATOMIC_RELAXED); }
};
thread_local Counted counted;

void destructors() {
    tap::All all("objects that a thread has of its own are made when it uses them, and destroyed at its end");
    for (int i = 0; i < 5; i++) {
        const pthread_t user =
            start([](void*) -> void* { return reinterpret_cast<void*>(u64{counted.value == 3}); });
        all.check(result_of(user) != nullptr, "made");
        (void)result_of(start(double_of));
    }
    all.equal(destroyed, 5, "destroyed");
}

int made = 0;
struct MadeOnce {
    MadeOnce() {
        for (int i = 0; i < 20; i++) sched_yield();
        made++;
    }
};

void local_statics() {
    tap::All all("a local static object is made once, by the first thread that comes; others wait for it");
    pthread_t threads[5];
    for (pthread_t& thread : threads) {
        thread = start([](void*) -> void* {
            static const MadeOnce object;
            return reinterpret_cast<void*>(u64{made == 1});
        });
    }
    for (const pthread_t thread : threads) all.check(result_of(thread) != nullptr, "it is there");
    all.equal(made, 1, "how often it was made");
}

// A thread with a small stack and one with a large one use what they were given.
void* use_stack(void* bytes) {
    const u64 size = reinterpret_cast<u64>(bytes);
    char* top = static_cast<char*>(__builtin_frame_address(0));
    for (u64 at = 4096; at < size; at += 4096) *static_cast<volatile char*>(top - at) = 1;
    return bytes;
}

void stacks() {
    tap::All all("a thread has the stack that was asked for");
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    size_t size = 0;
    all.equal(pthread_attr_setstacksize(&attributes, 100), int{EINVAL}, "a stack that is too small");
    for (const size_t bytes : {size_t{PTHREAD_STACK_MIN}, size_t{64} << 10, size_t{8} << 20}) {
        all.equal(pthread_attr_setstacksize(&attributes, bytes), 0, "setstacksize");
        all.equal(pthread_attr_getstacksize(&attributes, &size), 0, "getstacksize");
        all.equal(size, bytes, "the size");
        pthread_t thread;
        all.equal(pthread_create(&thread, &attributes, use_stack, reinterpret_cast<void*>(bytes - 8192)), 0,
                  "create");
        all.equal(reinterpret_cast<u64>(result_of(thread)), bytes - 8192, "all of it can be used");
    }
    all.equal(pthread_attr_setstacksize(&attributes, size_t{1} << 39), 0,
              "a stack larger than all addresses");
    pthread_t thread;
    all.equal(pthread_create(&thread, &attributes, use_stack, nullptr), int{EAGAIN}, "there is none");
}

// The rounding mode and the registers of each thread are its own; a new one begins with the rounding mode of its maker.
u64 rounding() {
    u64 mode;
    asm volatile("frrm %0" : "=r"(mode)); // C++ has no word for it
    return mode;
}
void set_rounding(u64 mode) { asm volatile("fsrm %0" : : "r"(mode)); }

void* compute(void* mode) {
    const u64 inherited = rounding();
    set_rounding(reinterpret_cast<u64>(mode));
    volatile double sum = 0;
    for (int i = 1; i <= 20000; i++) {
        sum = sum + 1.0 / i;
        if (i % 2000 == 0) sched_yield();
    }
    const bool good = rounding() == reinterpret_cast<u64>(mode) && sum > 10.48 && sum < 10.49;
    return reinterpret_cast<void*>(good ? inherited + 1 : 0);
}

void floating_point() {
    tap::All all(
        "floating-point registers and modes are each thread's own; a new one has the mode of its maker");
    set_rounding(1);
    pthread_t threads[4];
    for (u64 i = 0; i < 4; i++) threads[i] = start(compute, reinterpret_cast<void*>(i));
    all.equal(reinterpret_cast<u64>(compute(reinterpret_cast<void*>(1ul))), 2ul, "the first thread");
    for (const pthread_t thread : threads)
        all.equal(reinterpret_cast<u64>(result_of(thread)), 2ul, "another");
    set_rounding(0);
}

// Threads share descriptors, the heap and the current directory.
void sharing() {
    tap::All all("threads share memory, descriptors and the directory");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pthread_t reader = start(
        [](void* fd) -> void* {
            char byte = 0;
            (void)read(*static_cast<int*>(fd), &byte, 1);
            (void)chdir("/bin");
            return reinterpret_cast<void*>(u64{static_cast<u8>(byte)});
        },
        &ends[0]);
    (void)write(ends[1], "x", 1);
    all.equal(reinterpret_cast<u64>(result_of(reader)), u64{'x'}, "a byte through a pipe within the process");
    char directory[32] = {};
    all.check(getcwd(directory, sizeof directory) && strcmp(directory, "/bin") == 0,
              "chdir of another thread");
    (void)chdir("/");
    close(ends[0]);
    close(ends[1]);
}

bool another_thread_sleeps() {
    static ThreadInfo threads[100];
    const usize count = sys::thread_list(Out(threads), 100).value();
    for (usize i = 0; i < count; i++) {
        const ThreadInfo& each = threads[i];
        if (each.pid == getpid() && each.tid != each.pid && each.state == PROCESS_SLEEPING) return true;
    }
    return false;
}

// The thread that closes the descriptor is not the one whose call works with the file.
void closing_in_use() {
    tap::All all("what a thread reads from stays open for it when another one closes the descriptor");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pthread_t reader = start(
        [](void* fd) -> void* {
            char byte = 0;
            (void)read(*static_cast<int*>(fd), &byte, 1);
            return reinterpret_cast<void*>(u64{static_cast<u8>(byte)});
        },
        &ends[0]);
    while (!another_thread_sleeps()) sched_yield();
    all.equal(close(ends[0]), 0, "close");
    all.equal(write(ends[1], "x", 1), ssize_t{1}, "there is still somebody who reads");
    all.equal(reinterpret_cast<u64>(result_of(reader)), u64{'x'}, "the byte");
    signal(SIGPIPE, SIG_IGN);
    all.check(write(ends[1], "x", 1) == -1 && errno == EPIPE, "and now nobody");
    signal(SIGPIPE, SIG_DFL);
    close(ends[1]);
}

void main_thread() {
    tap::All all(
        "the main thread can end before the others, and be joined; the last one ends the program as exit(0)");
    static pthread_t first;
    const auto ending = child::run([] {
        first = pthread_self();
        atexit([] { (void)write(STDOUT_FILENO, "# atexit\n", 9); });
        start([](void*) -> void* {
            void* result = nullptr;
            const bool joined = pthread_join(first, &result) == 0 && result == &first;
            if (!joined) _exit(5);
            return nullptr;
        });
        pthread_exit(&first);
        return 6;
    });
    all.equal(ending, child::exits(0), "the exit status");
    const auto by_return = child::run([] {
        start([](void*) -> void* {
            while (true) sched_yield();
        });
        return 9;
    });
    all.equal(by_return, child::exits(9), "a return from main ends them all");
}

} // namespace

int main() {
    (void)result_of(start(double_of)); // so that what the library itself needs is there
    leaks::Watch watch;
    create_and_join();
    many();
    detached();
    locals();
    destructors();
    local_statics();
    stacks();
    floating_point();
    sharing();
    closing_in_use();
    main_thread();
    watch.ok("after all that, everything is as before");
    return tap::done();
}
