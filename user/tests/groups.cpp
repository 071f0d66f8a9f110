// user/tests/groups.cpp: process groups: who may put whom into which.
#include "child.h"
#include "leaks.h"
#include "tap.h"

namespace {

int sleeps() { return static_cast<int>(sys::sleep.raw(1l << 62)); }

void rules() {
    tap::All all("a process may move itself and its children, into a new group or one that exists [0.9]");
    const pid_t own = getpgrp();
    const pid_t first = child::start(sleeps);
    const pid_t second = child::start(sleeps);
    all.equal(getpgid(first), own, "a child begins in its parent's group");
    all.succeeds(sys::setpgid(Pid(first), Pid(0)), "a child into a group of its own");
    all.equal(getpgid(first), first, "its group");
    all.equal(getpgrp(), own, "the parent's");
    all.succeeds(sys::setpgid(Pid(second), Pid(first)), "another child into that group");
    all.equal(getpgid(second), first, "its group");
    all.succeeds(sys::setpgid(Pid(second), Pid(own)), "back again");
    all.equal(getpgid(second), own, "its group");
    all.succeeds(sys::setpgid(Pid(second), Pid(second)), "into one of its own, by its number");
    all.equal(getpgid(second), second, "its group");
    all.fails(sys::setpgid(Pid(second), Pid(0x7fff'fff0)), Errno::perm, "into a group that does not exist");
    all.fails(sys::setpgid(Pid(second), Pid(-5)), Errno::inval, "into a negative group");
    all.fails(sys::setpgid(Pid(-5), Pid(0)), Errno::inval, "a negative pid");
    all.fails(sys::setpgid(Pid(1), Pid(0)), Errno::srch, "init");
    all.fails(sys::setpgid(Pid(getppid()), Pid(0)), Errno::srch, "the parent");
    all.fails(sys::setpgid(Pid(0x7fff'fff0), Pid(0)), Errno::srch, "nobody");
    all.equal(getpgid(second), second, "what failed has changed nothing");
    all.fails(sys::getpgid(Pid(0x7fff'fff0)), Errno::srch, "the group of nobody");
    all.fails(sys::getpgid(Pid(-1)), Errno::srch, "the group of -1");
    all.check(getpgid(1) > 0, "the group of init");
    for (const pid_t pid : {first, second}) {
        kill(pid, SIGKILL);
        all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "the end");
    }
    all.fails(sys::getpgid(Pid(first)), Errno::srch, "the group of one that is gone");
}

void of_a_child() {
    tap::All all("a group is inherited by fork, and kept by execve");
    const auto inherits = child::run([] {
        if (setpgid(0, 0) != 0 || getpgrp() != getpid()) return 1;
        const pid_t group = getpgrp();
        return child::run([group] { return getpgrp() == group && getpgrp() != getpid() ? 0 : 1; }).status;
    });
    all.equal(inherits, child::exits(0), "fork");
    const pid_t pid = child::start([] {
        setpgid(0, 0);
        return execl("/bin/sleep", "sleep", "1000", nullptr);
    });
    all.check(child::becomes(pid, "sleep"), "another program");
    all.equal(getpgid(pid), pid, "execve");
    all.equal(kill(-pid, SIGTERM), 0, "kill of the group");
    all.equal(child::ending_of(pid), child::ends_by(SIGTERM), "the end");
}

} // namespace

int main() {
    leaks::Watch watch;
    rules();
    of_a_child();
    watch.ok("nothing is left behind");
    return tap::done();
}
