// user/tests/sessions.cpp: sessions: who is in which, who may begin one, and what groups have to do with them.
#include "child.h"
#include "leaks.h"
#include "tap.h"

namespace {

void begun() {
    tap::All all("who begins a session is alone in it, and in a group of its own; children are in it, too");
    const pid_t session = getsid(0);
    all.equal(getsid(getpid()), session, "by its number");
    all.equal(getsid(getppid()), session, "the parent's");
    const child::Ending ending = child::run([session] {
        if (getsid(0) != session) return 1; // at first its parent's
        const pid_t own = getpid();
        if (setsid() != own || getsid(0) != own || getpgrp() != own) return 2;
        const auto inherits = [own] { return getsid(0) == own ? 0 : 1; };
        return child::run(inherits) == child::exits(0) ? 5 : 3;
    });
    all.equal(ending, child::exits(5), "the child");
    all.equal(getsid(0), session, "the parent stays");
    all.fails(sys::getsid(Pid(0x7fff'fff0)), Errno::srch, "nobody");
}

void refused() {
    tap::All all("the head of a group begins no session, the head of a session changes no group");
    const auto again = [] {
        if (setsid() != getpid() || setsid() != -1 || errno != EPERM) return 1;
        return setpgid(0, 0) == -1 && errno == EPERM ? 6 : 2;
    };
    const child::Ending ending = child::run([again] {
        if (setpgid(0, 0) != 0 || setsid() != -1 || errno != EPERM) return 3;
        return WEXITSTATUS(child::run(again).status);
    });
    all.equal(ending, child::exits(6), "each");
}

void groups() {
    tap::All all("nobody is put into a group of another session, nor out of one");
    const pid_t own = getpgrp();
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t head = child::start([&] {
        setsid();
        (void)write(ends[1], "x", 1);
        return static_cast<int>(sys::sleep.raw(1l << 62));
    });
    char byte = 0;
    all.equal(read(ends[0], &byte, 1), 1, "it has begun one");
    const pid_t child = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    all.fails(sys::setpgid(Pid(child), Pid(head)), Errno::perm, "into its group");
    all.fails(sys::setpgid(Pid(head), Pid(own)), Errno::perm, "out of it");
    for (const pid_t pid : {head, child}) {
        kill(pid, SIGKILL);
        all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "the end");
    }
    close(ends[0]);
    close(ends[1]);
}

// With Ctrl-Z and the like nobody would make it go on.
void terminal() {
    tap::All all("the terminal's stop signals do nothing to a session of its own");
    const pid_t pid = child::start([] {
        setsid();
        raise(SIGTSTP);
        return 8;
    });
    int status = 0;
    all.equal(waitpid(pid, &status, WUNTRACED), pid, "waitpid");
    all.equal(child::Ending{status}, child::exits(8), "it goes on");
}

} // namespace

int main() {
    leaks::Watch watch;
    begun();
    refused();
    groups();
    terminal();
    watch.ok("nothing is left behind");
    return tap::done();
}
