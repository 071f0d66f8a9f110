// user/libc/threads.cpp: the life of threads: memory for one, its beginning, its end, and waiting for that.

#include "lock.h"
#include "thread.h"
#include <errno.h>
#include <new>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syscalls.h>

extern "C" {
// Marks of the linker script: what thread-local variables start as; their size and alignment are the addresses.
extern const char tls_image_start[];
extern const char tls_image_end[];
extern const char tls_size[];
extern const char tls_alignment[];
}

namespace {

constexpr usize kPage = 4096;
constexpr usize kDefaultStack = 1 << 20; // memory comes when it is touched

constinit pthread_ main_thread{.running = 1}; // the kernel knows no word of it: see pthread_exit
u32 threads = 1;                              // that have not come to their end

libc::Lock ended_lock;
pthread_* ended_threads = nullptr; // detached ones; some may still be on their way out

usize number_of(const char* mark) {
    return reinterpret_cast<usize>(mark);
} // the linker's numbers are addresses
usize round_up(usize value, usize unit) { return (value + unit - 1) / unit * unit; }

// Everything that a thread needs, in one piece of memory below which nothing can be touched. Null if there is none.
pthread_* make_thread(usize stack_size, char*& locals) {
    const usize alignment = number_of(tls_alignment); // good for a stack pointer too
    const usize top = sizeof(pthread_) + number_of(tls_size) + 2 * alignment;
    const usize size = kPage + round_up(stack_size + top, kPage);
    const auto memory = sys::map(0, size, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                                 static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK));
    if (!memory) return nullptr;
    if (!sys::protect(memory.value(), kPage, PROT_NONE)) {
        (void)sys::unmap(memory.value(), size);
        return nullptr;
    }
    char* const start =
        reinterpret_cast<char*>(memory.value().address()); // the kernel's number is an address
    pthread_* thread = new (start + size - sizeof(pthread_)) pthread_;
    thread->memory = start;
    thread->memory_size = size;
    // Only a number can be rounded.
    const usize end = reinterpret_cast<usize>(thread) - number_of(tls_size);
    locals = reinterpret_cast<char*>(end / alignment * alignment);
    memcpy(locals, tls_image_start, static_cast<usize>(tls_image_end - tls_image_start));
    return thread;
}

// Its number leaves the word when the kernel is done with the thread, and then what it stood on can go.
void wait_until_gone(const pthread_* thread) {
    while (const u32 number = __atomic_load_n(&thread->running, __ATOMIC_ACQUIRE))
        libc::sleep_at(thread->running, number);
}

// The main thread stands on memory from the kernel, which stays.
void free_memory(pthread_* thread) {
    if (thread == &main_thread) return;
    const u64 address = reinterpret_cast<u64>(thread->memory); // a number to the kernel
    (void)sys::unmap(Mapping::unchecked(address), thread->memory_size);
}

// Nobody waits for detached threads: who makes another one looks whether some are off their stacks.
void free_ended_threads() {
    const libc::Holder holder(ended_lock);
    for (pthread_** link = &ended_threads; *link;) {
        pthread_* thread = *link;
        if (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE) != 0) {
            link = &thread->next_ended;
        } else {
            *link = thread->next_ended;
            free_memory(thread);
        }
    }
}

// The kernel starts a thread here: pc, sp, tp and a0 are set, nobody has called.
[[noreturn]] void begin_thread(pthread_* thread) {
    libc::this_thread = thread;
    pthread_exit(thread->function(thread->argument));
}

} // namespace

namespace libc {

__thread pthread_* this_thread = &main_thread;

void forget_other_threads() {
    threads = 1;
    ended_lock.reset();
    ended_threads = nullptr;
}

} // namespace libc

extern "C" {

int pthread_create(pthread_t* answer, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) {
    libc::threaded = true;
    free_ended_threads();
    const int error_before = errno; // POSIX's threads tell errors by their answer alone
    char* locals = nullptr;
    pthread_* thread = make_thread(attributes ? attributes->stack_size : kDefaultStack, locals);
    errno = error_before;
    if (!thread) return EAGAIN;
    const bool detach = attributes && attributes->detach_state == PTHREAD_CREATE_DETACHED;
    thread->state = detach ? pthread_::detached : pthread_::joinable;
    thread->function = function;
    thread->argument = argument;
    *answer = thread;
    __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
    // To the kernel, functions and memory are numbers.
    const usize entry = reinterpret_cast<usize>(begin_thread);
    const usize top = reinterpret_cast<usize>(locals);
    const Result<Tid> tid =
        sys::thread_create(entry, top, reinterpret_cast<usize>(thread), top, &thread->running);
    if (tid) return 0;
    __atomic_fetch_sub(&threads, 1, __ATOMIC_RELAXED);
    free_memory(thread);
    return EAGAIN;
}

// The last thread to end is the end of the program, as if it had called exit.
void pthread_exit(void* result) {
    pthread_* const thread = libc::this_thread;
    thread->result = result;
    if (libc::destroy_thread_locals) libc::destroy_thread_locals();
    if (libc::destroy_key_values) libc::destroy_key_values();
    if (__atomic_fetch_sub(&threads, 1, __ATOMIC_ACQ_REL) == 1) exit(0);
    if (__atomic_exchange_n(&thread->state, pthread_::finished, __ATOMIC_ACQ_REL) == pthread_::detached) {
        const libc::Holder holder(ended_lock);
        thread->next_ended = ended_threads;
        ended_threads = thread;
    }
    if (thread == &main_thread) {
        __atomic_store_n(&thread->running, 0, __ATOMIC_RELEASE);
        libc::wake_at(thread->running, libc::kEverybody);
    }
    sys::thread_exit();
}

int pthread_join(pthread_t thread, void** result) {
    if (thread == libc::this_thread) return EDEADLK;
    if (__atomic_load_n(&thread->state, __ATOMIC_ACQUIRE) == pthread_::detached) return EINVAL;
    wait_until_gone(thread);
    if (result) *result = thread->result;
    free_memory(thread);
    return 0;
}

int pthread_detach(pthread_t thread) {
    switch (__atomic_exchange_n(&thread->state, pthread_::detached, __ATOMIC_ACQ_REL)) {
    case pthread_::joinable: return 0;
    case pthread_::detached: return EINVAL;
    }
    wait_until_gone(thread); // it has ended, and could not know that nobody would come to join it
    free_memory(thread);
    return 0;
}

// The kernel stores no number for the main thread, and in the child of a fork that of its parent's thread.
int pthread_kill(pthread_t thread, int signal) {
    Tid number(static_cast<int>(__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE)));
    if (thread == libc::this_thread)
        number = sys::gettid().value();
    else if (thread == &main_thread)
        number = Tid(sys::getpid().value().number());
    return static_cast<int>(-sys::thread_kill.raw(number, static_cast<Signal>(signal)));
}

pthread_t pthread_self() { return libc::this_thread; }
int pthread_equal(pthread_t a, pthread_t b) { return a == b; }

int pthread_attr_init(pthread_attr_t* attributes) {
    *attributes = {kDefaultStack, PTHREAD_CREATE_JOINABLE};
    return 0;
}

int pthread_attr_destroy(pthread_attr_t*) { return 0; }

int pthread_attr_setstacksize(pthread_attr_t* attributes, size_t bytes) {
    if (bytes < PTHREAD_STACK_MIN || bytes > PTRDIFF_MAX) return EINVAL;
    attributes->stack_size = bytes;
    return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t* attributes, size_t* bytes) {
    *bytes = attributes->stack_size;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t* attributes, int state) {
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED) return EINVAL;
    attributes->detach_state = state;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t* attributes, int* state) {
    *state = attributes->detach_state;
    return 0;
}

} // extern "C"
