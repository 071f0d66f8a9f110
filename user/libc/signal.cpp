// user/libc/signal.cpp: signals, and jumps out of their handlers: <signal.h>, <setjmp.h> and pause.

#include "answer.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/syscall_numbers.h>
#include <syscalls.h>
#include <time.h>
#include <unistd.h>

// restorer.S and setjmp.S
extern "C" void restore_after_signal_();
extern "C" [[noreturn]] void jump_(const uint64_t* place, int value);

static_assert(static_cast<u64>(sys::Call::sigreturn) == __NR_sigreturn, "restorer.S says so");
static_assert(offsetof(SignalFrame, context.uc_mcontext.registers) == 304, "restorer.S says so");

namespace {

// Words of a jmp_buf: see setjmp.S.
constexpr usize kMaskKept = 26;
constexpr usize kMask = 27;

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }

bool is_signal(int signal) {
    if (signal > 0 && signal < NSIG) return true;
    errno = EINVAL;
    return false;
}

// To the kernel the addresses of functions are numbers.
SignalAction action_of(const struct sigaction& action) {
    return {reinterpret_cast<u64>(action.sa_handler), action.sa_flags,
            reinterpret_cast<u64>(&restore_after_signal_), action.sa_mask};
}

struct sigaction action_of(const SignalAction& action) {
    struct sigaction result = {};
    result.sa_handler = reinterpret_cast<sighandler_t>(action.handler);
    result.sa_mask = action.mask;
    result.sa_flags = static_cast<unsigned>(action.flags);
    return result;
}

i64 change_mask(int how, const sigset_t* set, sigset_t* before) {
    return sys::sigmask.raw(static_cast<MaskChange>(how), set, before);
}

} // namespace

extern "C" {

int sigaction(int signal, const struct sigaction* action, struct sigaction* before) {
    SignalAction wanted = {};
    SignalAction old = {};
    if (action) wanted = action_of(*action);
    const i64 result = sys::sigaction.raw(static_cast<Signal>(signal), action ? &wanted : nullptr, &old);
    if (libc::answer(result) < 0) return -1;
    if (before) *before = action_of(old);
    return 0;
}

int sigaltstack(const stack_t* stack, stack_t* before) {
    return static_cast<int>(libc::answer(sys::sigaltstack.raw(stack, before)));
}

sighandler_t signal(int signal, sighandler_t handler) {
    struct sigaction action = {};
    struct sigaction before = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    return sigaction(signal, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}

int sigemptyset(sigset_t* set) {
    *set = 0;
    return 0;
}

int sigfillset(sigset_t* set) {
    *set = ~sigset_t{0};
    return 0;
}

int sigaddset(sigset_t* set, int signal) {
    if (!is_signal(signal)) return -1;
    *set |= set_of(signal);
    return 0;
}

int sigdelset(sigset_t* set, int signal) {
    if (!is_signal(signal)) return -1;
    *set &= ~set_of(signal);
    return 0;
}

int sigismember(const sigset_t* set, int signal) {
    if (!is_signal(signal)) return -1;
    return (*set & set_of(signal)) != 0;
}

int sigprocmask(int how, const sigset_t* set, sigset_t* before) {
    return static_cast<int>(libc::answer(change_mask(how, set, before)));
}

int pthread_sigmask(int how, const sigset_t* set, sigset_t* before) {
    return static_cast<int>(-change_mask(how, set, before));
}

int sigpending(sigset_t* set) { return static_cast<int>(libc::answer(sys::sigpending.raw(set))); }
int sigsuspend(const sigset_t* mask) { return static_cast<int>(libc::answer(sys::sigsuspend.raw(mask))); }

int pause() {
    sigset_t mask = 0;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    return sigsuspend(&mask);
}

int sigtimedwait(const sigset_t* set, siginfo_t* info, const timespec* limit) {
    constexpr i64 kPerSecond = 1'000'000'000;
    if (limit && (limit->tv_sec < 0 || limit->tv_nsec < 0 || limit->tv_nsec >= kPerSecond)) {
        errno = EINVAL;
        return -1;
    }
    const bool for_ever = !limit || limit->tv_sec >= INT64_MAX / kPerSecond;
    const i64 nanoseconds = for_ever ? -1 : limit->tv_sec * kPerSecond + limit->tv_nsec;
    return static_cast<int>(libc::answer(sys::sigtimedwait.raw(set, info, nanoseconds)));
}

int sigwaitinfo(const sigset_t* set, siginfo_t* info) { return sigtimedwait(set, info, nullptr); }

int sigwait(const sigset_t* set, int* signal) {
    i64 taken = sys::sigtimedwait.raw(set, nullptr, -1);
    while (taken == -EINTR)
        taken = sys::sigtimedwait.raw(set, nullptr, -1); // a handler of another one has run
    if (taken < 0) return static_cast<int>(-taken);
    *signal = static_cast<int>(taken);
    return 0;
}

int sigqueue(pid_t pid, int signal, union sigval value) {
    const u64 number = reinterpret_cast<u64>(value.sival_ptr); // eight bytes, whatever is in them
    return static_cast<int>(libc::answer(sys::sigqueue.raw(Pid(pid), static_cast<Signal>(signal), number)));
}

int raise(int signal) {
    return static_cast<int>(
        libc::answer(sys::thread_kill.raw(sys::gettid().value(), static_cast<Signal>(signal))));
}

// --- setjmp.h ---

int keep_mask_(uint64_t* place) {
    sigprocmask(SIG_BLOCK, nullptr, &place[kMask]);
    return 0;
}

void longjmp(jmp_buf place, int value) { jump_(place, value ? value : 1); }

void siglongjmp(sigjmp_buf place, int value) {
    if (place[kMaskKept]) sigprocmask(SIG_SETMASK, &place[kMask], nullptr);
    longjmp(place, value);
}

} // extern "C"
