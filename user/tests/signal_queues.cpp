// user/tests/signal_queues.cpp: real-time signals, which all come, values that come along, and signals that are asked for.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <time.h>

namespace {

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }
constexpr int kFirst = SIGRTMIN + 2;
constexpr int kSecond = SIGRTMIN + 3;
constexpr sigset_t kBoth = set_of(kFirst) | set_of(kSecond);
constexpr timespec kNow = {};

siginfo_t told[8];
volatile int calls;

void note(int, siginfo_t* info, void*) {
    if (calls < 8) told[calls] = *info;
    calls = calls + 1;
}

void handle(int signal, unsigned flags = 0) {
    struct sigaction action = {};
    action.sa_sigaction = note;
    action.sa_flags = SA_SIGINFO | flags;
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

void block(sigset_t set) { sigprocmask(SIG_SETMASK, &set, nullptr); }

union sigval number(int value) {
    union sigval result = {};
    result.sival_int = value;
    return result;
}

void expect(tap::All& all, int place, int signal, int code, int value) {
    all.equal(told[place].si_signo, signal, "its number");
    all.equal(told[place].si_code, code, "its code");
    all.equal(told[place].si_pid, getpid(), "who sent it");
    all.equal(told[place].si_value.sival_int, value, "its value");
}

void all_come() {
    tap::All all(
        "real-time signals come as often as they were sent, each number in its order, low numbers first");
    calls = 0;
    for (const int signal : {kFirst, kSecond, static_cast<int>(SIGUSR1)}) handle(signal);
    block(kBoth | set_of(SIGUSR1));
    all.equal(sigqueue(getpid(), kSecond, number(21)), 0, "sigqueue");
    all.equal(sigqueue(getpid(), kFirst, number(11)), 0, "sigqueue");
    all.equal(sigqueue(getpid(), kSecond, number(22)), 0, "sigqueue");
    all.equal(kill(getpid(), kFirst), 0, "kill");
    all.equal(sigqueue(getpid(), SIGUSR1, number(1)), 0, "sigqueue of another signal");
    all.equal(sigqueue(getpid(), SIGUSR1, number(2)), 0, "which waits already");
    all.equal(int{calls}, 0, "none has come");
    block(0);
    all.equal(int{calls}, 5, "all have come");
    expect(all, 0, SIGUSR1, SI_QUEUE, 1);
    expect(all, 1, kFirst, SI_QUEUE, 11);
    expect(all, 2, kFirst, SI_USER, 0);
    expect(all, 3, kSecond, SI_QUEUE, 21);
    expect(all, 4, kSecond, SI_QUEUE, 22);
}

void limited() {
    tap::All all("as many as can wait do, and one that is ignored waits no more");
    calls = 0;
    block(kBoth);
    for (int i = 0; i < SIGNALS_QUEUED_MAX; i++) all.equal(kill(getpid(), kFirst), 0, "one of many");
    all.fails(sys::kill(Pid(getpid()), Signal{kFirst}), Errno::again, "one too many");
    all.equal(kill(getpid(), SIGCHLD), 0, "others still come");
    all.equal(raise(kFirst), 0, "one for the thread alone is another matter");
    block(0);
    all.equal(int{calls}, SIGNALS_QUEUED_MAX + 1, "all have come");
    block(kBoth);
    kill(getpid(), kFirst);
    signal(kFirst, SIG_IGN);
    handle(kFirst);
    calls = 0;
    block(0);
    all.equal(int{calls}, 0, "what was ignored meanwhile");
}

void ends_by_default() {
    tap::All all("without a handler each of them ends the process");
    for (const int signal : {static_cast<int>(SIGRTMIN), kFirst, static_cast<int>(SIGRTMAX)}) {
        const auto end = [signal] {
            ::signal(signal, SIG_DFL);
            raise(signal);
            return 0;
        };
        all.equal(child::run(end), child::ends_by(Signal{signal}), "the end");
    }
    all.equal(kill(getpid(), SIGRTMAX + 1), -1, "there is no further one");
}

// --- asking for a signal ---

void taken() {
    tap::All all("sigtimedwait takes a signal that waits, and no handler runs");
    calls = 0;
    const sigset_t set = kBoth | set_of(SIGUSR1);
    block(set);
    siginfo_t info = {};
    all.equal(sigtimedwait(&set, &info, &kNow), -1, "none has come yet");
    all.equal(errno, EAGAIN, "errno");
    sigqueue(getpid(), kSecond, number(7));
    kill(getpid(), kFirst);
    raise(SIGUSR1); // for the thread alone, and taken before the others
    all.equal(sigtimedwait(&set, &info, &kNow), static_cast<int>(SIGUSR1), "the first");
    all.equal(info.si_code, static_cast<int>(SI_TKILL), "why");
    all.equal(sigwaitinfo(&set, &info), kFirst, "the second");
    int signal = 0;
    all.equal(sigwait(&set, &signal), 0, "sigwait");
    all.equal(signal, kSecond, "the third");
    const timespec soon = {0, 1'000'000};
    all.equal(sigtimedwait(&set, nullptr, &soon), -1, "no more");
    const timespec odd = {0, -1};
    all.equal(sigtimedwait(&set, nullptr, &odd), -1, "no such time");
    all.equal(errno, EINVAL, "errno");
    all.equal(int{calls}, 0, "calls of the handler");
    block(0);
    all.equal(int{calls}, 0, "and none is left");
}

// SIGCHLD is ignored if nobody asks for it.
void awaited() {
    tap::All all("sigtimedwait is woken by what comes later, even by SIGCHLD");
    const sigset_t set = set_of(SIGCHLD);
    block(set);
    siginfo_t info = {};
    const pid_t pid = child::start([] { return 9; });
    all.equal(sigwaitinfo(&set, &info), static_cast<int>(SIGCHLD), "the signal");
    all.equal(info.si_pid, pid, "which child");
    all.equal(info.si_code, static_cast<int>(CLD_EXITED), "how it ended");
    all.equal(info.si_status, 9, "its status");
    all.equal(child::ending_of(pid), child::exits(9), "waitpid tells of it all the same");
    block(0);
}

void* take_one(void*) {
    const sigset_t set = kBoth;
    siginfo_t info = {};
    const int signal = sigwaitinfo(&set, &info);
    return reinterpret_cast<void*>(static_cast<u64>(signal * 1000 + info.si_value.sival_int));
}

void by_whoever_waits() {
    tap::All all("a signal for the process is taken by the thread that waits for it");
    block(kBoth);
    pthread_t thread;
    all.equal(pthread_create(&thread, nullptr, take_one, nullptr), 0, "a thread");
    sigqueue(getpid(), kSecond, number(5));
    void* answer = nullptr;
    pthread_join(thread, &answer);
    all.equal(reinterpret_cast<u64>(answer), static_cast<u64>(kSecond * 1000 + 5), "what it took");
    block(0);
}

} // namespace

int main() {
    leaks::Watch watch;
    all_come();
    limited();
    ends_by_default();
    taken();
    awaited();
    by_whoever_waits();
    watch.ok("nothing is left behind");
    return tap::done();
}
