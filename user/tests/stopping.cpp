// user/tests/stopping.cpp: processes that are stopped and go on: what they do, and what their parents hear of it.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <sched.h>

namespace {

constexpr child::Ending stopped_by(int signal) { return {0x7f | signal << 8}; }
constexpr child::Ending kContinued{0xffff};

// The next news of a child.
child::Ending news(pid_t pid, int flags) {
    int status = -1;
    const pid_t told = waitpid(pid, &status, flags);
    return told == pid ? child::Ending{status} : child::Ending{-1};
}

int spin() {
    while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
}

int sleep_long() { return static_cast<int>(sys::sleep.raw(1l << 62)); }

pid_t start_in_group(int (*function)()) {
    const pid_t pid = child::start([=] {
        setpgid(0, 0);
        return function();
    });
    setpgid(pid, pid); // both sides, as either may be first
    return pid;
}

u64 run_time_of(pid_t pid) {
    const ProcessInfo* process = child::find_process(pid);
    return process ? process->run_time : 0;
}

// What is stopped does not run: how long it has run does not change while others do.
void stands_still() {
    tap::All all("a process that is stopped stands still, and SIGCONT lets it go on");
    for (int (*const function)() : {spin, sleep_long}) {
        const pid_t pid = start_in_group(function);
        for (const int signal : {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) {
            all.equal(kill(pid, signal), 0, "stop");
            all.equal(news(pid, WUNTRACED), stopped_by(signal), "the parent hears of it");
            all.equal(waitpid(pid, nullptr, WUNTRACED | WNOHANG), 0, "but once");
            all.check(child::becomes(pid, PROCESS_STOPPED), "its state");
            const u64 before = run_time_of(pid);
            for (int i = 0; i < 20; i++) sched_yield();
            all.equal(run_time_of(pid), before, "its run time");
            all.equal(kill(pid, SIGCONT), 0, "continue");
            all.equal(news(pid, WCONTINUED), kContinued, "the parent hears of that too");
            all.equal(waitpid(pid, nullptr, WCONTINUED | WNOHANG), 0, "but once");
            all.check(child::becomes(pid, function == spin ? PROCESS_RUNNING : PROCESS_SLEEPING),
                      "its state then");
        }
        kill(pid, SIGKILL);
        all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "its end");
    }
}

void ended() {
    tap::All all("SIGKILL ends a stopped process; other signals wait until it goes on");
    const pid_t killed = start_in_group(spin);
    kill(killed, SIGSTOP);
    all.equal(news(killed, WUNTRACED), stopped_by(SIGSTOP), "stopped");
    kill(killed, SIGKILL);
    all.equal(child::ending_of(killed), child::ends_by(SIGKILL), "SIGKILL");

    const pid_t waiting = start_in_group(sleep_long);
    kill(waiting, SIGSTOP);
    all.equal(news(waiting, WUNTRACED), stopped_by(SIGSTOP), "stopped");
    kill(waiting, SIGTERM);
    for (int i = 0; i < 20; i++) sched_yield();
    all.equal(waitpid(waiting, nullptr, WNOHANG), 0, "SIGTERM waits");
    all.check(child::becomes(waiting, PROCESS_STOPPED), "it is still stopped");
    kill(waiting, SIGCONT);
    all.equal(child::ending_of(waiting), child::ends_by(SIGTERM), "SIGTERM after SIGCONT");
}

// Of a stop and a SIGCONT that wait, the later one counts.
void latest_counts() {
    tap::All all("SIGCONT takes back a stop that waits, and a stop takes back SIGCONT");
    const auto take_back = [] {
        const sigset_t both = 1ul << (SIGTSTP - 1) | 1ul << (SIGCONT - 1);
        sigset_t waiting = 0;
        sigprocmask(SIG_BLOCK, &both, nullptr);
        signal(SIGCONT, [](int) {});
        raise(SIGTSTP);
        raise(SIGCONT);
        sigpending(&waiting);
        if (waiting != 1ul << (SIGCONT - 1)) return 1;
        raise(SIGTSTP);
        sigpending(&waiting);
        return waiting == 1ul << (SIGTSTP - 1) ? 0 : 2;
    };
    all.equal(child::run(take_back), child::exits(0), "what waits");
}

volatile int continued;

void handled() {
    tap::All all("SIGCONT can have a handler, and lets a process go on even if it is blocked or ignored");
    for (const bool blocks : {false, true}) {
        const pid_t pid = child::start([&] {
            signal(SIGCONT, [](int) { continued = 1; });
            const sigset_t only = 1ul << (SIGCONT - 1);
            if (blocks) sigprocmask(SIG_BLOCK, &only, nullptr);
            raise(SIGSTOP);
            return continued;
        });
        all.equal(news(pid, WUNTRACED), stopped_by(SIGSTOP), "stopped");
        kill(pid, SIGCONT);
        all.equal(child::ending_of(pid), child::exits(blocks ? 0 : 1), blocks ? "blocked" : "handled");
    }
    const pid_t ignoring = child::start([] {
        signal(SIGCONT, SIG_IGN);
        return raise(SIGSTOP);
    });
    all.equal(news(ignoring, WUNTRACED), stopped_by(SIGSTOP), "stopped");
    kill(ignoring, SIGCONT);
    all.equal(child::ending_of(ignoring), child::exits(0), "ignored");
}

siginfo_t told;
volatile int times_told;

void note_child(int, siginfo_t* info, void*) {
    told = *info;
    times_told = times_told + 1;
}

void parents() {
    tap::All all("SIGCHLD tells a parent of a stop, and not with SA_NOCLDSTOP");
    struct sigaction action = {};
    action.sa_sigaction = note_child;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGCHLD, &action, nullptr);
    const pid_t pid = start_in_group(sleep_long);
    kill(pid, SIGSTOP);
    all.equal(news(pid, WUNTRACED), stopped_by(SIGSTOP), "stopped");
    all.equal(told.si_code, static_cast<int>(CLD_STOPPED), "the code of a stop");
    all.equal(told.si_pid, pid, "the child");
    all.equal(told.si_status, static_cast<int>(SIGSTOP), "the signal");
    kill(pid, SIGCONT);
    all.equal(news(pid, WCONTINUED), kContinued, "continued");
    all.equal(told.si_code, static_cast<int>(CLD_CONTINUED), "the code of going on");

    action.sa_flags |= SA_NOCLDSTOP;
    sigaction(SIGCHLD, &action, nullptr);
    times_told = 0;
    kill(pid, SIGSTOP);
    all.equal(news(pid, WUNTRACED), stopped_by(SIGSTOP), "stopped");
    kill(pid, SIGCONT);
    all.equal(news(pid, WCONTINUED), kContinued, "continued");
    all.equal(int{times_told}, 0, "with SA_NOCLDSTOP");
    kill(pid, SIGKILL);
    all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "its end");
    all.equal(int{times_told}, 1, "its end is told all the same");
    signal(SIGCHLD, SIG_DFL);
}

// A group of which nobody has a parent outside of it, but for init: nobody would make it go on.
void orphans() {
    tap::All all("the terminal's stop signals do nothing to a group that nobody looks after");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t parent = child::start([&] {
        child::start([&] {
            setpgid(0, 0);
            while (getppid() != 1) sched_yield();
            for (const int signal : {SIGTSTP, SIGTTIN, SIGTTOU}) raise(signal);
            (void)write(ends[1], "on", 2);
            return 0;
        });
        return 0;
    });
    all.equal(child::ending_of(parent), child::exits(0), "its parent");
    char bytes[2];
    all.equal(read(ends[0], bytes, 2), 2, "the orphan goes on");
    close(ends[0]);
    close(ends[1]);
}

// The signals of a hang-up wake up who is stopped when its parent ends.
void abandoned() {
    tap::All all("a stopped group that nobody looks after any more gets SIGHUP, and goes on");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const auto stop_and_tell = [&] {
        static int told_by;
        told_by = ends[1];
        setpgid(0, 0);
        signal(SIGHUP, [](int) { (void)write(told_by, "hang-up", 7); });
        return raise(SIGSTOP);
    };
    const auto abandon = [&] {
        const pid_t pid = child::start(stop_and_tell);
        return news(pid, WUNTRACED) == stopped_by(SIGSTOP) ? 0 : 1;
    };
    all.equal(child::run(abandon), child::exits(0), "its parent");
    close(ends[1]);
    char bytes[8] = {};
    all.equal(read(ends[0], bytes, 7), 7, "what the handler of SIGHUP says");
    all.equal(read(ends[0], bytes, 1), 0, "and then it ends");
    close(ends[0]);
}

void console_readers() {
    tap::All all("who reads the terminal from the background is stopped, or told EIO if that is ignored");
    const Fd console = Fd::unchecked(open("/dev/console", O_RDWR));
    const auto before = sys::terminal_group(console, Pid(0));
    const auto read_it = [=] {
        char byte;
        return static_cast<int>(-sys::read.raw(console, &byte, 1));
    };
    all.succeeds(sys::terminal_group(console, Pid(getpgrp())), "this group has it");
    const pid_t reader = child::start([=] {
        setpgid(0, 0);
        return read_it();
    });
    all.equal(news(reader, WUNTRACED), stopped_by(SIGTTIN), "it is stopped");
    kill(reader, SIGCONT);
    all.equal(news(reader, WUNTRACED), stopped_by(SIGTTIN), "and again");
    kill(reader, SIGKILL);
    all.equal(child::ending_of(reader), child::ends_by(SIGKILL), "its end");
    const auto ignoring = child::run([=] {
        setpgid(0, 0);
        signal(SIGTTIN, SIG_IGN);
        return read_it();
    });
    all.equal(ignoring, child::exits(static_cast<int>(Errno::io)), "who ignores it");
    if (before.value().number() != 0) all.succeeds(sys::terminal_group(console, before.value()), "back");
    close(console.number());
}

} // namespace

int main() {
    leaks::Watch watch;
    stands_still();
    ended();
    latest_counts();
    handled();
    parents();
    orphans();
    abandoned();
    console_readers();
    watch.ok("nothing is left behind");
    return tap::done();
}
