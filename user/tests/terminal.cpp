// user/tests/terminal.cpp: the modes and the foreground group of the console.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stile.h>

namespace {

Fd console = Fd::unchecked(-1);

void modes() {
    tap::All all("the terminal mode can be asked for and changed, and tells what it was before [0.9]");
    const auto before = sys::terminal_mode(console, TERMINAL_ASK);
    if (!all.check(static_cast<bool>(before), "TERMINAL_ASK")) return;
    for (int mode = TERMINAL_RAW; mode <= TERMINAL_COOKED; mode++) {
        all.succeeds(sys::terminal_mode(console, static_cast<TerminalMode>(mode)), "change");
        all.equal(sys::terminal_mode(console, TERMINAL_ASK).raw(), i64{mode}, "the mode now");
    }
    all.equal(sys::terminal_mode(console, before.value()).raw(), i64{TERMINAL_COOKED}, "the mode before");
    for (const int bad : {8, 16, 15, -2, 1 << 30})
        all.fails(sys::terminal_mode(console, static_cast<TerminalMode>(bad)), Errno::inval, "no such mode");
    all.equal(sys::terminal_mode(console, TERMINAL_ASK).raw(), i64{before.value()},
              "what failed has changed nothing");
}

void groups() {
    tap::All all("the foreground group can be asked for and changed, to one that exists [0.9]");
    const auto before = sys::terminal_group(console, Pid(0));
    if (!all.check(static_cast<bool>(before), "asking")) return;
    const pid_t other = child::start([] {
        setpgid(0, 0);
        return static_cast<int>(sys::sleep.raw(1l << 62));
    });
    all.check(child::becomes(other, PROCESS_SLEEPING), "another group");
    all.equal(sys::terminal_group(console, Pid(other)).raw(), i64{before.value().number()},
              "the group before");
    all.equal(tcgetpgrp(console.number()), other, "the group now");
    all.fails(sys::terminal_group(console, Pid(-5)), Errno::inval, "a negative group");
    all.fails(sys::terminal_group(console, Pid(0x7fff'fff0)), Errno::perm, "a group that does not exist");
    all.equal(tcgetpgrp(console.number()), other, "what failed has changed nothing");
    if (before.value().number() != 0) all.succeeds(sys::terminal_group(console, before.value()), "back");
    kill(other, SIGKILL);
    all.equal(child::ending_of(other), child::ends_by(SIGKILL), "its end");
}

// Whoever waits for a key can be ended.
void reading() {
    tap::All all("a process that waits for input can be ended");
    const pid_t pid = child::start([] {
        char byte;
        return static_cast<int>(read(console.number(), &byte, 1));
    });
    all.check(child::becomes(pid, PROCESS_SLEEPING), "it waits");
    kill(pid, SIGTERM);
    all.equal(child::ending_within(pid, child::kLong), child::ends_by(SIGTERM), "its end");
    char byte;
    all.equal(read(console.number(), &byte, 0), 0, "reading nothing does not wait");
    all.equal(fcntl(console.number(), F_SETFL, O_NONBLOCK), 0, "O_NONBLOCK");
    all.fails(sys::read(console, &byte, 1), Errno::again, "nor does reading with it");
    all.equal(fcntl(console.number(), F_SETFL, 0), 0, "with waiting again");
}

} // namespace

int main() {
    const int fd = open("/dev/console", O_RDWR);
    if (fd < 0) tap::bail_out("no console");
    console = Fd::unchecked(fd);
    leaks::Watch watch;
    modes();
    groups();
    reading();
    watch.ok("nothing is left behind");
    return tap::done();
}
