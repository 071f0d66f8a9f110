// user/tests/terminal.cpp: the console's modes, settings and size, and its foreground group.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stile.h>
#include <string.h>
#include <termios.h>

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

termios settings_now() {
    termios settings = {};
    tcgetattr(console.number(), &settings);
    return settings;
}

bool are_equal(const termios& one, const termios& other) { return memcmp(&one, &other, sizeof one) == 0; }

void settings() {
    tap::All all("all settings are kept as they were given, and the mode goes with them [4.7] [0.9]");
    const termios usual = settings_now();
    all.check(usual.c_lflag & ICANON && usual.c_lflag & ECHO && usual.c_iflag & ICRNL &&
                  usual.c_oflag & OPOST,
              "what is usual");
    all.equal(usual.c_cc[VINTR], 3, "Ctrl-C");
    termios wanted;
    memset(&wanted, 0xa5, sizeof wanted);
    all.equal(tcsetattr(console.number(), TCSAFLUSH, &wanted), 0, "a pattern");
    const termios kept = settings_now();
    all.equal(tcsetattr(console.number(), TCSANOW, &usual), 0, "back"); // before a word is said about it
    all.check(are_equal(kept, wanted), "it was kept");

    termios raw = usual;
    cfmakeraw(&raw);
    raw.c_oflag = usual.c_oflag; // so that this test's own lines stay lines
    tcsetattr(console.number(), TCSADRAIN, &raw);
    all.equal(sys::terminal_mode(console, TERMINAL_ASK).raw(), i64{TERMINAL_RAW}, "the mode of raw settings");
    all.succeeds(sys::terminal_mode(console, TERMINAL_COOKED), "choose a mode");
    all.check(are_equal(settings_now(), usual), "which makes all settings the usual ones");
    all.equal(tcsetattr(console.number(), 3, &usual), -1, "at no such moment");
    all.equal(errno, EINVAL, "errno");
}

// VMIN and VTIME (POSIX, 11.1.7), when nobody types.
void reading_without_waiting() {
    tap::All all("a read waits as VMIN and VTIME say, and poll with it [4.7]");
    const termios usual = settings_now();
    termios wanted = usual;
    wanted.c_lflag &= ~unsigned{ICANON};
    wanted.c_cc[VMIN] = 0;
    wanted.c_cc[VTIME] = 0;
    tcsetattr(console.number(), TCSAFLUSH, &wanted);
    char bytes[4];
    all.equal(read(console.number(), bytes, sizeof bytes), 0, "nothing, at once");
    wanted.c_cc[VTIME] = 2;
    tcsetattr(console.number(), TCSAFLUSH, &wanted);
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    all.equal(read(console.number(), bytes, sizeof bytes), 0, "nothing, in time");
    all.check(sys::clock(CLOCK_MONOTONIC).value() - start >= 200'000'000, "two tenths of a second later");
    pollfd asked = {console.number(), POLLIN | POLLOUT, 0};
    all.equal(poll(&asked, 1, 0), 1, "poll");
    all.equal(asked.revents, POLLOUT, "only for writing");
    tcsetattr(console.number(), TCSANOW, &usual);
}

volatile sig_atomic_t changes;
void count_change(int) { changes = changes + 1; }

void sizes() {
    tap::All all("the size can be said and asked for, and the foreground is told of a change [4.7]");
    winsize before = {};
    all.equal(tcgetwinsize(console.number(), &before), 0, "the size");
    all.check(before.ws_row > 0 && before.ws_col > 0, "is known");
    signal(SIGWINCH, count_change);
    const pid_t group = tcgetpgrp(console.number());
    tcsetpgrp(console.number(), getpgrp());
    const winsize wanted = {50, 132, 1, 2};
    all.equal(tcsetwinsize(console.number(), &wanted), 0, "another");
    all.equal(changes, 1, "told once");
    all.equal(tcsetwinsize(console.number(), &wanted), 0, "the same again");
    all.equal(changes, 1, "which is no change");
    winsize now = {};
    tcgetwinsize(console.number(), &now);
    all.check(memcmp(&now, &wanted, sizeof now) == 0, "it was kept");
    signal(SIGWINCH, SIG_DFL);
    tcsetwinsize(console.number(), &before);
    tcsetpgrp(console.number(), group);
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
    settings();
    reading_without_waiting();
    sizes();
    reading();
    watch.ok("nothing is left behind");
    return tap::done();
}
