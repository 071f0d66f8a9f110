// user/tests/child.h: children of a test: a function runs in one, and how it ended is told.
//
//   tap::equal(child::run([] { return 7; }), child::exits(7), "the child's answer is its exit status");
//   tap::equal(child::run([] { abort(); return 0; }), child::ends_by(SIGABRT), "the child is ended by a signal");
#pragma once

#include "tap.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace child {

// Whether there can be any: a program that is linked with the kernel has no fork (docs/trap_or_call.md), and leaves out what
// is about children:
//
//   if constexpr (child::kThereAre) shared_offset();
inline constexpr bool kThereAre = sys::is_there<sys::Call::fork>;

// A store where nothing is, so that the program gets SIGSEGV. The compiler must not see the address: it would know.
inline void store_at(u64 address) { asm volatile("sw zero, 0(%0)" : : "r"(address) : "memory"); }

// How a process ended, as waitpid tells it.
struct Ending {
    int status;
    bool operator==(const Ending&) const = default;
};
constexpr Ending kStillRuns{-1};
constexpr Ending exits(int code) { return {code << 8}; }
constexpr Ending ends_by(Signal signal) { return {signal}; }

inline tap::Words in_words(Ending ending) {
    if (ending == kStillRuns) return tap::words("still running");
    if (WIFEXITED(ending.status)) return tap::words("exit status %d", WEXITSTATUS(ending.status));
    return tap::words("signal %d", WTERMSIG(ending.status));
}

// Starts a child in which the function runs; what it returns is the exit status.
template <class Function> pid_t start(Function function) {
    const pid_t pid = fork();
    if (pid == 0) _exit(function());
    if (pid < 0) tap::bail_out("fork failed: %s", strerror(errno)); // a kill of -1 would be one of everybody
    return pid;
}

// Waits until a child ends.
inline Ending ending_of(pid_t pid) {
    int status = -1;
    if (waitpid(pid, &status, 0) != pid) return kStillRuns;
    return {status};
}

template <class Function> Ending run(Function function) { return ending_of(start(function)); }

constexpr i64 kMillisecond = 1'000'000; // in nanoseconds, which is what sys::sleep and sys::clock speak

// Waits until a child ends, but not for ever: after so many milliseconds the child is ended by force.
inline Ending ending_within(pid_t pid, i64 milliseconds) {
    const u64 deadline = sys::clock(CLOCK_MONOTONIC).value() + static_cast<u64>(milliseconds * kMillisecond);
    int status = -1;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (sys::clock(CLOCK_MONOTONIC).value() > deadline) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
            return kStillRuns;
        }
        (void)sys::sleep(kMillisecond / 2);
    }
    return {status};
}

constexpr i64 kLong = 240'000; // milliseconds: what has not happened by then, on a busy host, never will

template <class Function> Ending run_within(i64 milliseconds, Function function) {
    return ending_within(start(function), milliseconds);
}

// What the kernel tells of a process; null if there is none. Good until the next question.
inline const ProcessInfo* find_process(pid_t pid) {
    static ProcessInfo list[PROCESSES_MAX];
    const auto count = sys::process_list(list, PROCESSES_MAX);
    for (usize i = 0; count && i < count.value() && i < PROCESSES_MAX; i++)
        if (list[i].pid == pid) return &list[i];
    return nullptr;
}

// Whether something comes about. It gets a while to do so.
template <class Condition> bool comes_about(Condition condition) {
    const u64 deadline = sys::clock(CLOCK_MONOTONIC).value() + static_cast<u64>(kLong * kMillisecond);
    while (sys::clock(CLOCK_MONOTONIC).value() < deadline) {
        if (condition()) return true;
        (void)sys::sleep(kMillisecond / 2);
    }
    return false;
}

// Whether a child comes into a state.
inline bool becomes(pid_t pid, ProcessState state) {
    return comes_about([=] {
        const ProcessInfo* process = find_process(pid);
        return process && process->state == static_cast<u32>(state);
    });
}

// Whether a child comes to run this program.
inline bool becomes(pid_t pid, const char* program) {
    return comes_about([=] {
        const ProcessInfo* process = find_process(pid);
        return process && strcmp(process->name, program) == 0;
    });
}

} // namespace child
