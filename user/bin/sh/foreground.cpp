// user/bin/sh/foreground.cpp: passing the terminal around.
#include "foreground.h"
#include "files.h"

#include <signal.h>
#include <stile.h>
#include <sys/wait.h>
#include <unistd.h>

namespace shell {
namespace {

// The shell's own mode between lines: what is typed ahead is shown, but Ctrl-C is just a character.
constexpr int kQuiet = TERMINAL_CANONICAL | TERMINAL_ECHO;

// It ends when it is interrupted, when it is told to, or when the shell is no more.
[[noreturn]] void wait_for_interrupt(pid_t shell) {
    while (getppid() == shell) sleep(1);
    _exit(0);
}

} // namespace

bool Foreground::start() {
    if (!isatty(STDIN_FILENO)) return false;
    setpgid(0, 0);
    terminal_ = duplicate_high(STDIN_FILENO);
    group_ = getpgrp();
    take();
    return active();
}

void Foreground::join_group(pid_t pid, pid_t group) const {
    if (active()) setpgid(pid, group);
}

void Foreground::give(pid_t group) const {
    if (!active()) return;
    tcsetpgrp(terminal_, group);
    terminal_mode(terminal_, TERMINAL_COOKED);
}

void Foreground::take() const {
    if (stand_in_) return give(stand_in_);
    if (!active()) return;
    terminal_mode(terminal_, kQuiet); // first, or Ctrl-C might find the shell
    tcsetpgrp(terminal_, group_);
}

void Foreground::stand_in() {
    if (!active() || stand_in_) return;
    pid_t shell = getpid();
    pid_t child = fork();
    if (child < 0) return; // then Ctrl-C waits until a command has the terminal
    setpgid(child, child);
    if (child == 0) wait_for_interrupt(shell);
    stand_in_ = child;
    give(child);
}

void Foreground::stop_standing_in() {
    if (!stand_in_) return;
    kill(stand_in_, SIGKILL);
    waitpid(stand_in_, nullptr, 0);
    stand_in_ = 0;
    take();
}

bool Foreground::interrupted() { return stand_in_ && stand_in_ended(waitpid(stand_in_, nullptr, WNOHANG)); }

bool Foreground::stand_in_ended(pid_t child) {
    if (!stand_in_ || child != stand_in_) return false;
    stand_in_ = 0;
    take();
    return true;
}

} // namespace shell
