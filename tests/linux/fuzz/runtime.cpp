// tests/linux/fuzz/runtime.cpp: what a worker of the fuzzer needs of a library, made of Linux's calls.
//
// The worker is user/tests/fuzz_calls, compiled as a program for Linux: our headers, but none of our library's calls.
#include "../../../user/tests/fuzz_calls/worker.h"
#include "abi/linux.h"
#include "abi/linux_numbers.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <syscalls.h>
#include <time.h>
#include <unistd.h>

namespace {

template <class... Values> i64 call(LinuxCall number, Values... values) {
    return sys::LinuxEcall::call(number, static_cast<u64>(values)...);
}
template <class T> u64 number(T* address) { return reinterpret_cast<u64>(address); } // what a call takes

} // namespace

extern "C" {

i64 start_thread(u64 flags, void* stack);

ssize_t write(int fd, const void* bytes, size_t count) {
    return call(linux_call_write, fd, number(bytes), count);
}
int open(const char* path, int flags, ...) {
    return static_cast<int>(call(linux_call_openat, AT_FDCWD, number(path), flags, 0644));
}
int close(int fd) { return static_cast<int>(call(linux_call_close, fd)); }
int dup3(int from, int to, int flags) { return static_cast<int>(call(linux_call_dup3, from, to, flags)); }
int pipe2(int* ends, int flags) { return static_cast<int>(call(linux_call_pipe2, number(ends), flags)); }
int chdir(const char* path) { return static_cast<int>(call(linux_call_chdir, number(path))); }
int setpgid(pid_t pid, pid_t group) { return static_cast<int>(call(linux_call_setpgid, pid, group)); }
int nanosleep(const timespec* time, timespec* left) {
    return static_cast<int>(call(linux_call_nanosleep, number(time), number(left)));
}
void* mmap(void* address, size_t bytes, int protection, int flags, int fd, off_t offset) {
    const i64 place = call(linux_call_mmap, number(address), bytes, protection, flags, fd, offset);
    return reinterpret_cast<void*>(place); // the call answers a number
}
int sigaction(int signal, const struct sigaction* action, struct sigaction*) {
    const LinuxAction wanted = {number(action->sa_handler), static_cast<u64>(action->sa_flags), 0};
    return static_cast<int>(call(linux_call_rt_sigaction, signal, number(&wanted), 0, sizeof(u64)));
}
void _exit(int status) {
    for (;;) call(linux_call_exit_group, status);
}

// All threads have one errno, and the library's own data.
int pthread_create(pthread_t*, const pthread_attr_t*, void* (*function)(void*), void* argument) {
    constexpr u64 kThread = 0x50f00; // Linux's CLONE_VM, FS, FILES, SIGHAND, THREAD, SYSVSEM
    constexpr usize kStack = 128 << 10;
    void* stack = mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    u64* top = static_cast<u64*>(stack) + kStack / sizeof(u64) - 2;
    top[0] = number(function);
    top[1] = number(argument);
    return start_thread(kThread, top) > 0 ? 0 : EAGAIN;
}

// The numbers of a Work: see main.cpp of the fuzzer.
void start_here(const u64* stack) {
    const auto arguments = reinterpret_cast<char* const*>(stack + 1); // addresses, as for every program
    if (stack[0] != 6) _exit(2);
    const auto number_of = [&](int n) { return strtoul(arguments[n], nullptr, 10); };
    work({number_of(1), static_cast<u32>(number_of(2)), static_cast<u32>(number_of(3)),
          static_cast<u32>(number_of(4)), static_cast<u32>(number_of(5))});
}

} // extern "C"
