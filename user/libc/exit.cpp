// user/libc/exit.cpp: the end of a program: what is to be done before it, and doing it.

#include "lock.h"
#include "thread.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

// What atexit was given, or what the compiler registered for an object that has a destructor.
struct Handler {
    void (*function)(void* argument);
    void* argument;
};

constexpr usize kHandlersMax = 128; // a program may count on 32
libc::Lock handlers_lock;
Handler handlers[kHandlersMax];
usize handler_count;

// The one registered last, which is called first. It is called without the lock: it may register another.
bool take_last(Handler& handler) {
    const libc::Holder holder(handlers_lock);
    if (handler_count == 0) return false;
    handler = handlers[--handler_count];
    return true;
}

void call_plain(void* function) { reinterpret_cast<void (*)()>(function)(); } // what atexit made a void* of

using Finisher = void (*)();

} // namespace

extern "C" {

// The linker script's marks around the destructors of global objects.
extern const Finisher __fini_array_start[];
extern const Finisher __fini_array_end[];

// Writes out what stdio still holds; there only in programs that use stdio.
[[gnu::weak]] void stdio_exit_();

// The names that the C++ ABI gives these (Itanium C++ ABI, 3.3.5); the last argument tells libraries apart that are
// loaded and unloaded, of which there are none.
int __cxa_atexit(void (*function)(void*), void* argument, void*) {
    const libc::Holder holder(handlers_lock);
    if (handler_count == kHandlersMax) {
        errno = ENOMEM;
        return -1;
    }
    handlers[handler_count++] = {function, argument};
    return 0;
}

int atexit(void (*function)()) {
    void* as_argument = reinterpret_cast<void*>(function); // call_plain makes a function of it again
    return __cxa_atexit(call_plain, as_argument, nullptr);
}

// Last registered, first called. A handler may register another, or call exit again.
void exit(int status) {
    if (libc::destroy_thread_locals) libc::destroy_thread_locals(); // this thread ends too
    for (Handler handler; take_last(handler);) handler.function(handler.argument);
    for (const Finisher* finisher = __fini_array_end; finisher != __fini_array_start;) (*--finisher)();
    if (stdio_exit_) stdio_exit_();
    _exit(status);
}

void _Exit(int status) { _exit(status); }

} // extern "C"
