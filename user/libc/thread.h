// user/libc/thread.h: what the library keeps for each thread.
#pragma once

#include "abi/integers.h"
#include <pthread.h>

// It lies at the end of the thread's memory, which is one piece:
//     | guard | stack, which grows down ... | thread-local variables | pthread_ |
struct pthread_ {
    // The kernel keeps the thread's number here until the thread has ended: then nobody uses the memory any more.
    u32 running = 0;

    enum State : u32 {
        joinable,
        detached,
        finished
    }; // finished: nobody has detached it before it came to its end
    u32 state = joinable;

    void* (*function)(void*) = nullptr;
    void* argument = nullptr;
    void* result = nullptr;

    char* memory = nullptr;
    usize memory_size = 0;
    pthread_* next_ended = nullptr; // in the list of detached threads that have ended

    struct Value {
        void* value;
        u32 generation; // of the key that it was set for
    };
    Value values[PTHREAD_KEYS_MAX] = {};
};

namespace libc {

// The running thread. In a program that has only one, the main thread.
extern __thread pthread_* this_thread __attribute__((tls_model("local-exec")));

// Each is there only in programs that use it.
[[gnu::weak]] void destroy_thread_locals(); // of C++
[[gnu::weak]] void destroy_key_values();
[[gnu::weak]] void forget_other_threads(); // in the child of a fork

} // namespace libc
