// user/tests/signal_handlers.cpp: handlers: when they run, what is blocked meanwhile, what they are told, who inherits them.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>

namespace {

// What the handlers have seen, in the order in which they began.
volatile int order[16];
volatile int calls;
siginfo_t told;

void note(int signal) {
    if (calls < 16) order[calls] = signal;
    calls = calls + 1;
}

void note_info(int signal, siginfo_t* info, void*) {
    note(signal);
    told = *info;
}

void handle(int signal, void (*handler)(int), unsigned flags = 0, sigset_t mask = 0) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    action.sa_mask = mask;
    sigaction(signal, &action, nullptr);
}

void handle_with_info(int signal) {
    struct sigaction action = {};
    action.sa_sigaction = note_info;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(signal, &action, nullptr);
}

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }

sigset_t mask_now() {
    sigset_t mask = 0;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    return mask;
}

void forget() { calls = 0; }

// --- actions ---

void handled() {
    tap::All all("a handler runs before kill and raise come back, and signal tells what was there before");
    forget();
    all.check(signal(SIGUSR1, note) == SIG_DFL, "the default before");
    all.equal(kill(getpid(), SIGUSR1), 0, "kill");
    all.equal(int{calls}, 1, "calls after kill");
    all.equal(raise(SIGUSR1), 0, "raise");
    all.equal(int{calls}, 2, "calls after raise");
    all.check(signal(SIGUSR1, SIG_IGN) == note, "the handler before");
    raise(SIGUSR1);
    all.equal(int{calls}, 2, "calls when it is ignored");
    all.check(signal(SIGUSR1, SIG_DFL) == SIG_IGN, "ignored before");
    all.check(signal(SIGKILL, note) == SIG_ERR, "SIGKILL");
    all.check(signal(SIGSTOP, SIG_IGN) == SIG_ERR, "SIGSTOP");
    SignalAction asked = {};
    all.succeeds(sys::sigaction(SIGKILL, nullptr, &asked), "asking about SIGKILL");
}

void once() {
    tap::All all("a handler with SA_RESETHAND runs once");
    forget();
    handle(SIGUSR1, note, SA_RESETHAND);
    raise(SIGUSR1);
    all.equal(int{calls}, 1, "calls");
    all.check(signal(SIGUSR1, SIG_DFL) == SIG_DFL, "the default again");
}

volatile int depth;
volatile int deepest;

void raise_again(int signal) {
    depth = depth + 1;
    if (depth > deepest) deepest = depth;
    if (calls < 5) {
        note(signal);
        raise(signal);
    }
    depth = depth - 1;
}

void itself() {
    tap::All all("a handler is not interrupted by its own signal, unless it has SA_NODEFER");
    for (const unsigned flags : {0u, SA_NODEFER}) {
        forget();
        deepest = 0;
        handle(SIGUSR1, raise_again, flags);
        raise(SIGUSR1);
        all.equal(int{calls}, 5, "calls");
        all.equal(int{deepest}, flags ? 6 : 1, "one within the other");
        all.equal(int{depth}, 0, "all have ended");
    }
    handle(SIGUSR1, SIG_DFL);
}

// Each raises the next one: what is not in its mask runs within it.
void raise_next(int signal) {
    note(signal);
    if (signal == SIGHUP) raise(SIGINT);
    if (signal == SIGINT) raise(SIGTERM);
    note(-signal);
}

void nested() {
    tap::All all("handlers interrupt each other, but for signals of their masks");
    const auto expect = [&](const char* what, int a, int b, int c, int d, int e, int f) {
        const int expected[] = {a, b, c, d, e, f};
        for (int i = 0; i < 6; i++) all.equal(int{order[i]}, expected[i], what);
    };
    for (const int signal : {SIGHUP, SIGINT, SIGTERM}) handle(signal, raise_next);
    forget();
    raise(SIGHUP);
    expect("within each other", SIGHUP, SIGINT, SIGTERM, -SIGTERM, -SIGINT, -SIGHUP);
    handle(SIGINT, raise_next, 0, set_of(SIGTERM));
    forget();
    raise(SIGHUP);
    expect("SIGTERM after SIGINT", SIGHUP, SIGINT, -SIGINT, SIGTERM, -SIGTERM, -SIGHUP);
    handle(SIGHUP, raise_next, 0, ~sigset_t{0});
    forget();
    raise(SIGHUP);
    all.equal(int{order[0]}, static_cast<int>(SIGHUP), "all others after SIGHUP");
    all.equal(int{order[1]}, -SIGHUP, "all others after SIGHUP");
    all.equal(int{calls}, 6, "each of them once");
    all.equal(mask_now(), sigset_t{0}, "the mask after all of it");
    for (const int signal : {SIGHUP, SIGINT, SIGTERM}) handle(signal, SIG_DFL);
}

// --- masks ---

sigset_t mask_inside;
void note_mask(int) { mask_inside = mask_now(); }

void masks() {
    tap::All all("a blocked signal waits, once, until it is unblocked");
    handle(SIGUSR1, note);
    forget();
    sigset_t before = 0;
    sigset_t waiting = 0;
    const sigset_t both = set_of(SIGUSR1) | set_of(SIGKILL) | set_of(SIGSTOP);
    all.equal(sigprocmask(SIG_BLOCK, &both, &before), 0, "block");
    all.equal(before, sigset_t{0}, "the mask before");
    all.equal(mask_now(), set_of(SIGUSR1), "the mask now: some cannot be blocked");
    for (int i = 0; i < 3; i++) raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    all.equal(int{calls}, 0, "calls while it is blocked");
    all.equal(sigpending(&waiting), 0, "sigpending");
    all.equal(waiting, set_of(SIGUSR1), "what waits");
    all.equal(sigprocmask(SIG_UNBLOCK, &both, nullptr), 0, "unblock");
    all.equal(int{calls}, 2, "calls then: one for the thread, one for the process");
    sigpending(&waiting);
    all.equal(waiting, sigset_t{0}, "what waits then");

    handle(SIGUSR2, note_mask, 0, set_of(SIGHUP) | set_of(SIGKILL));
    sigprocmask(SIG_BLOCK, &both, nullptr);
    raise(SIGUSR2);
    all.equal(mask_inside, set_of(SIGUSR1) | set_of(SIGUSR2) | set_of(SIGHUP), "the mask in a handler");
    all.equal(mask_now(), set_of(SIGUSR1), "and after it");
    raise(SIGUSR1);
    handle(SIGUSR1, SIG_IGN); // it is forgotten, and
    handle(SIGUSR1, note);
    forget();
    const sigset_t none = 0;
    sigprocmask(SIG_SETMASK, &none, nullptr);
    all.equal(int{calls}, 0, "calls after it was ignored for a while");
    all.equal(pthread_sigmask(7, &none, nullptr), static_cast<int>(EINVAL), "no such change");
    handle(SIGUSR1, SIG_DFL);
    handle(SIGUSR2, SIG_DFL);
}

// The child's signal comes before, while or after the parent falls asleep: none may be slept through.
void suspended() {
    tap::All all("sigsuspend misses no signal, answers EINTR, and puts the mask back");
    handle(SIGUSR1, note);
    const sigset_t blocked = set_of(SIGUSR1);
    const sigset_t none = 0;
    sigprocmask(SIG_BLOCK, &blocked, nullptr);
    for (int i = 0; i < 100; i++) {
        forget();
        const pid_t child = child::start([i] {
            for (int turns = i % 5; turns > 0; turns--) sched_yield();
            return kill(getppid(), SIGUSR1);
        });
        all.fails(sys::sigsuspend(&none), Errno::intr, "sigsuspend");
        all.equal(int{calls}, 1, "calls");
        all.equal(mask_now(), blocked, "the mask after it");
        all.equal(child::ending_of(child), child::exits(0), "the child");
    }
    forget();
    raise(SIGUSR1);
    int caught = 0;
    all.equal(sigwait(&blocked, &caught), 0, "sigwait");
    all.equal(caught, static_cast<int>(SIGUSR1), "what it has caught");
    all.equal(int{calls}, 0, "the handler that was not asked");
    sigprocmask(SIG_SETMASK, &none, nullptr);
    handle(SIGUSR1, SIG_DFL);
}

// --- what a handler is told ---

void told_of() {
    tap::All all("a handler with SA_SIGINFO is told why: the sender, the child, the address");
    handle_with_info(SIGUSR1);
    kill(getpid(), SIGUSR1);
    all.equal(told.si_signo, static_cast<int>(SIGUSR1), "its number");
    all.equal(told.si_code, static_cast<int>(SI_USER), "the code of kill");
    all.equal(told.si_pid, getpid(), "the sender");
    raise(SIGUSR1);
    all.equal(told.si_code, static_cast<int>(SI_TKILL), "the code of raise");
    const pid_t sender = child::start([] { return kill(getppid(), SIGUSR1); });
    all.equal(child::ending_of(sender), child::exits(0), "another sender");
    all.equal(told.si_pid, sender, "another sender");
    handle(SIGUSR1, SIG_DFL);

    handle_with_info(SIGCHLD);
    const pid_t exiting = child::start([] { return 42; });
    child::ending_of(exiting);
    all.equal(told.si_code, static_cast<int>(CLD_EXITED), "the code of a child that exits");
    all.equal(told.si_pid, exiting, "the child");
    all.equal(told.si_status, 42, "its status");
    child::run([] { return raise(SIGTERM); });
    all.equal(told.si_code, static_cast<int>(CLD_KILLED), "the code of a child that is ended");
    all.equal(told.si_status, static_cast<int>(SIGTERM), "its signal");
    handle(SIGCHLD, SIG_DFL);

    handle_with_info(SIGPIPE);
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    close(ends[0]);
    all.fails(sys::write(Fd::unchecked(ends[1]), "x", 1), Errno::pipe, "a write that nobody will read");
    all.equal(told.si_signo, static_cast<int>(SIGPIPE), "SIGPIPE");
    close(ends[1]);
    handle(SIGPIPE, SIG_DFL);
    const auto writes_on = [] {
        int unread[2];
        if (pipe2(unread, 0) != 0) return 1;
        close(unread[0]);
        return static_cast<int>(write(unread[1], "x", 1));
    };
    all.equal(child::run(writes_on), child::ends_by(SIGPIPE), "who does not handle it");
}

// --- children ---

volatile int reaped;
void reap(int) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) reaped = reaped + 1;
}

void children() {
    tap::All all("a handler of SIGCHLD can take away each child that ends");
    constexpr int kChildren = 20;
    handle(SIGCHLD, reap);
    const sigset_t blocked = set_of(SIGCHLD);
    const sigset_t none = 0;
    sigprocmask(SIG_BLOCK, &blocked, nullptr);
    reaped = 0;
    for (int i = 0; i < kChildren; i++) child::start([] { return 0; });
    while (reaped < kChildren) sigsuspend(&none);
    all.equal(int{reaped}, kChildren, "children");
    all.equal(waitpid(-1, nullptr, 0), -1, "no child is left");
    sigprocmask(SIG_SETMASK, &none, nullptr);

    handle(SIGCHLD, SIG_IGN);
    for (int i = 0; i < kChildren; i++) child::start([] { return 0; });
    all.fails(sys::waitpid(Pid(-1), nullptr, WAIT_BLOCK), Errno::child, "waitpid when SIGCHLD is ignored");
    handle(SIGCHLD, note, SA_NOCLDWAIT);
    forget();
    child::start([] { return 0; });
    all.check(waitpid(-1, nullptr, 0) == -1 && (errno == ECHILD || errno == EINTR), "with SA_NOCLDWAIT");
    while (calls == 0) sched_yield();
    handle(SIGCHLD, SIG_DFL);
}

void inherited() {
    tap::All all("fork copies handlers and mask; execve keeps what is ignored or blocked, and no handler");
    handle(SIGUSR1, note);
    handle(SIGUSR2, SIG_IGN);
    forget();
    const sigset_t blocked = set_of(SIGHUP);
    sigprocmask(SIG_SETMASK, &blocked, nullptr);
    raise(SIGHUP); // it waits, but not for the child
    const auto as_its_parent = [] {
        sigset_t waiting = 0;
        sigpending(&waiting);
        if (waiting || mask_now() != set_of(SIGHUP)) return 1;
        raise(SIGUSR2);
        raise(SIGUSR1);
        return calls == 1 ? 0 : 2;
    };
    all.equal(child::run(as_its_parent), child::exits(0), "fork");
    all.equal(int{calls}, 0, "the parent's calls");
    const auto another_program = [] {
        execl("/tests/signal_handlers", "signal_handlers", "--inherited", nullptr);
        return 9;
    };
    all.equal(child::run(another_program), child::exits(0), "execve");
    handle(SIGHUP, SIG_IGN);
    const sigset_t none = 0;
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) handle(signal, SIG_DFL);
}

// The program that `inherited` runs.
int be_inherited() {
    struct sigaction action = {};
    sigaction(SIGUSR1, nullptr, &action);
    if (action.sa_handler != SIG_DFL) return 1;
    sigaction(SIGUSR2, nullptr, &action);
    if (action.sa_handler != SIG_IGN) return 2;
    return mask_now() == set_of(SIGHUP) ? 0 : 3;
}

void aborted() {
    tap::All all("abort ends a program whatever it does about SIGABRT");
    for (void (*const handler)(int) : {SIG_DFL, SIG_IGN, &note}) {
        const auto aborting = [handler] {
            const sigset_t everything = ~sigset_t{0};
            sigprocmask(SIG_BLOCK, &everything, nullptr);
            handle(SIGABRT, handler);
            abort();
            return 0;
        };
        all.equal(child::run(aborting), child::ends_by(SIGABRT), "the end");
    }
}

} // namespace

int main(int argc, char**) {
    if (argc > 1) return be_inherited();
    leaks::Watch watch;
    handled();
    once();
    itself();
    nested();
    masks();
    suspended();
    told_of();
    children();
    inherited();
    aborted();
    watch.ok("nothing is left behind");
    return tap::done();
}
