// user/tests/signals.cpp: kill: of whatever does whatever, of groups, and of those that nobody may kill.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>

namespace {

// What happens to a process that has said nothing about a signal: it ends, nothing, or it is stopped.
child::Ending default_ending(Signal signal) {
    switch (signal) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH: return child::exits(7);
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return {0x7f | signal << 8};
    default: return child::ends_by(signal);
    }
}

void each_signal() {
    tap::All all("each signal ends or stops a process with its own number, or is ignored");
    for (int number = 1; number < SIGNAL_COUNT; number++) {
        const Signal signal = static_cast<Signal>(number);
        int gate[2];
        if (pipe2(gate, 0) != 0) tap::bail_out("no pipe");
        const pid_t pid = child::start([&] {
            char byte;
            close(gate[1]);
            (void)read(gate[0], &byte, 1);
            return 7;
        });
        setpgid(pid, pid); // a group that somebody looks after: else the terminal's signals would not stop it
        all.equal(kill(pid, signal), 0, tap::words("kill with %d", number).text);
        close(gate[1]); // whoever has survived that, goes on
        int status = 0;
        all.equal(waitpid(pid, &status, WUNTRACED), pid, "waitpid");
        all.equal(child::Ending{status}, default_ending(signal), tap::words("signal %d", number).text);
        if (WIFSTOPPED(status)) {
            kill(pid, SIGKILL);
            all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "the end of a stopped one");
        }
        close(gate[0]);
    }
    all.equal(child::run([] {
                  abort();
                  return 0;
              }),
              child::ends_by(SIGABRT), "abort");
    all.equal(child::run([] {
                  raise(SIGTERM);
                  return 0;
              }),
              child::ends_by(SIGTERM), "raise");
}

// A process may be in any state when it is killed.
void in_every_state() {
    tap::All all("kill ends a process that sleeps, waits, reads, writes, or runs without end [0.7]");
    int pipe_ends[2];
    if (pipe2(pipe_ends, 0) != 0) tap::bail_out("no pipe");
    const auto kill_sleeping = [&](const char* what, pid_t pid) {
        all.check(child::becomes(pid, PROCESS_SLEEPING), "%s: it sleeps", what);
        all.equal(kill(pid, SIGKILL), 0, what);
        all.equal(child::ending_within(pid, child::kLong), child::ends_by(SIGKILL), what);
    };
    kill_sleeping("sleep", child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); }));
    kill_sleeping("the longest sleep",
                  child::start([] { return static_cast<int>(sys::sleep.raw(0x7fff'ffff'ffff'ffff)); }));
    kill_sleeping("read of an empty pipe", child::start([&] {
                      char byte;
                      return static_cast<int>(read(pipe_ends[0], &byte, 1));
                  }));
    kill_sleeping("write to a full pipe", child::start([&] {
                      static char much[3 * PIPE_CAPACITY];
                      return static_cast<int>(write(pipe_ends[1], much, sizeof much));
                  }));
    close(pipe_ends[0]);
    close(pipe_ends[1]);

    const pid_t spinning = child::start([] {
        while (true) asm volatile(""); // no instruction: so that the loop is not taken for one that ends
        return 0;
    });
    (void)sys::sleep(2 * child::kMillisecond);
    all.equal(kill(spinning, SIGTERM), 0, "a loop");
    all.equal(child::ending_within(spinning, child::kLong), child::ends_by(SIGTERM), "a loop");

    const pid_t calling = child::start([] {
        while (true) (void)sys::getpid();
        return 0;
    });
    (void)sys::sleep(2 * child::kMillisecond);
    all.equal(kill(calling, SIGINT), 0, "a loop of calls");
    all.equal(child::ending_within(calling, child::kLong), child::ends_by(SIGINT), "a loop of calls");

    const pid_t unborn = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    all.equal(kill(unborn, SIGKILL), 0, "before it has run at all");
    all.equal(child::ending_within(unborn, child::kLong), child::ends_by(SIGKILL),
              "before it has run at all");
}

void while_waiting() {
    tap::All all("kill ends a process that waits for a child, and the child goes on");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t waiting = child::start([&] {
        const pid_t grandchild = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
        (void)write(ends[1], &grandchild, sizeof grandchild);
        return child::ending_of(grandchild).status;
    });
    pid_t grandchild = 0;
    (void)read(ends[0], &grandchild, sizeof grandchild);
    all.check(child::becomes(waiting, PROCESS_SLEEPING), "it waits");
    all.equal(kill(waiting, SIGKILL), 0, "kill");
    all.equal(child::ending_within(waiting, child::kLong), child::ends_by(SIGKILL), "the end");
    all.equal(kill(grandchild, SIGNONE), 0, "the grandchild is still there");
    all.equal(kill(grandchild, SIGKILL), 0, "until it is killed, too");
    close(ends[0]);
    close(ends[1]);
}

void zombies() {
    tap::All all("kill of a zombie succeeds and changes nothing");
    const pid_t zombie = child::start([] { return 33; });
    all.check(child::becomes(zombie, PROCESS_ZOMBIE), "it ends");
    all.equal(kill(zombie, SIGKILL), 0, "SIGKILL");
    all.equal(kill(zombie, SIGNONE), 0, "signal 0");
    all.equal(child::ending_of(zombie), child::exits(33), "how it ended");
    all.equal(kill(zombie, SIGKILL), -1, "kill after the wait");
    all.equal(int{errno}, static_cast<int>(ESRCH), "the reason");
}

void refused() {
    tap::All all("kill refuses what it must: init EPERM, nobody ESRCH, no such signal EINVAL [0.9]");
    for (const Signal signal : {SIGKILL, SIGTERM, SIGINT, SIGSEGV, SIGHUP})
        all.fails(sys::kill(Pid(1), signal), Errno::perm, "init");
    all.succeeds(sys::kill(Pid(1), SIGNONE), "whether init is there");
    all.fails(sys::kill(Pid(0x7fff'fff0), SIGKILL), Errno::srch, "nobody");
    all.fails(sys::kill(Pid(-0x7fff'fff0), SIGKILL), Errno::srch, "no such group");
    all.fails(sys::kill(Pid(static_cast<int>(0x8000'0000)), SIGKILL), Errno::srch, "the least pid of all");
    for (const int signal : {-1, 65, 66, 127, 1 << 20, static_cast<int>(0x8000'0000)})
        all.fails(sys::kill(Pid(getpid()), static_cast<Signal>(signal)), Errno::inval, "a bad signal");
    all.fails(sys::kill(Pid(0x7fff'fff0), Signal{99}), Errno::inval, "a bad signal to nobody");
}

// A family in a group of its own. Its head tells how kill(0) went by the pipe: its own end tells nothing.
void groups() {
    tap::All all("kill of a group ends its members and nobody else; 0 means the caller's own group");
    const pid_t bystander = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    const auto family = [] {
        if (setpgid(0, 0) != 0) return 1;
        for (int i = 0; i < 4; i++) child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
        (void)sys::kill(Pid(0), SIGTERM);
        (void)sys::sleep(1l << 62);
        return 2;
    };
    all.equal(child::run_within(child::kLong, family), child::ends_by(SIGTERM),
              "the head of a group that kills it");

    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t head = child::start([&] {
        setpgid(0, 0);
        for (int i = 0; i < 3; i++) child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
        (void)write(ends[1], "x", 1);
        return static_cast<int>(sys::sleep.raw(1l << 62));
    });
    close(ends[1]);
    char byte;
    all.equal(read(ends[0], &byte, 1), 1, "the group is ready");
    all.equal(kill(-head, SIGHUP), 0, "kill of the group");
    all.equal(child::ending_within(head, child::kLong), child::ends_by(SIGHUP), "its head");
    all.equal(read(ends[0], &byte, 1), 0, "the end of all who had the pipe");
    close(ends[0]);
    all.equal(waitpid(bystander, nullptr, WNOHANG), 0, "one who is not in the group");
    all.equal(kill(bystander, SIGKILL), 0, "kill");
    all.equal(child::ending_of(bystander), child::ends_by(SIGKILL), "its end");
    all.equal(kill(1, SIGNONE), 0, "init is still there");
}

// Two signals at once end a process once.
void several_at_once() {
    tap::All all("several signals at once end a process once, by one of them");
    for (int i = 0; i < 20; i++) {
        const pid_t pid = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
        all.equal(kill(pid, SIGTERM), 0, "the first");
        all.equal(kill(pid, SIGINT), 0, "the second");
        const auto ending = child::ending_of(pid);
        all.check(ending == child::ends_by(SIGTERM) || ending == child::ends_by(SIGINT), "the end: %s",
                  in_words(ending).text);
    }
}

volatile sig_atomic_t told = 0;
void be_told(int) { told = 1; }

// A signal that means nothing to whoever has not asked for it, as the shell and init have not.
void everybody() {
    tap::All all("-1 is every process but the caller and the first one");
    signal(SIGURG, be_told);
    const sigset_t urgent = 1ul << (SIGURG - 1);
    const sigset_t none = 0;
    sigprocmask(SIG_BLOCK, &urgent, nullptr); // so that it comes while they wait for it
    pid_t others[2];
    for (pid_t& other : others) {
        other = child::start([&] {
            setpgid(0, 0);
            while (!told) sigsuspend(&none);
            return 5;
        });
    }
    all.equal(kill(-1, SIGURG), 0, "kill");
    for (const pid_t other : others) all.equal(child::ending_of(other), child::exits(5), "another process");
    sigprocmask(SIG_UNBLOCK, &urgent, nullptr);
    all.equal(static_cast<int>(told), 0, "what the caller itself is told");
    all.equal(kill(-1, SIGNONE), 0, "no signal");
    signal(SIGURG, SIG_DFL);
}

} // namespace

int main() {
    leaks::Watch watch;
    each_signal();
    in_every_state();
    while_waiting();
    zombies();
    refused();
    groups();
    several_at_once();
    everybody();
    watch.ok("all those ends have left nothing behind");
    return tap::done();
}
