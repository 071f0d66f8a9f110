// user/bin/sh/foreground.cpp: passing the terminal around, and the signals that it sends.
#include "foreground.h"
#include "files.h"

#include <signal.h>
#include <stile.h>
#include <unistd.h>

namespace shell {
namespace {

// The shell's own mode between lines: what is typed ahead is shown, but Ctrl-C is just a character.
constexpr int kQuiet = TERMINAL_CANONICAL | TERMINAL_ECHO;

constexpr int kIgnored[] = {SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};

volatile sig_atomic_t interrupts;

void note_interrupt(int) { interrupts = 1; }
void do_nothing(int) {}

// Without SA_RESTART: what is read meanwhile is to end.
void handle_signals() {
    struct sigaction action = {};
    action.sa_handler = note_interrupt;
    sigaction(SIGINT, &action, nullptr);
    for (int ignored : kIgnored) signal(ignored, SIG_IGN);
}

void forget_signals() {
    signal(SIGINT, SIG_DFL);
    for (int ignored : kIgnored) signal(ignored, SIG_DFL);
}

constexpr sigset_t kNews = 1ul << (SIGINT - 1) | 1ul << (SIGCHLD - 1);

} // namespace

bool Foreground::start() {
    if (!isatty(STDIN_FILENO)) return false;
    setpgid(0, 0);
    terminal_ = duplicate_high(STDIN_FILENO);
    group_ = getpgrp();
    if (active()) handle_signals();
    take();
    return active();
}

void Foreground::forget() {
    if (!active()) return;
    forget_signals();
    terminal_ = -1;
    listening_ = false;
}

void Foreground::hand_over() const {
    if (!active()) return;
    set_usual_mode();
    give(group_);
    forget_signals();
}

void Foreground::come_back() const {
    if (!active()) return;
    handle_signals();
    take();
}

void Foreground::join_group(pid_t pid, pid_t group) const {
    if (active()) setpgid(pid, group);
}

void Foreground::set_usual_mode() const {
    if (active()) terminal_mode(terminal_, TERMINAL_COOKED);
}

void Foreground::give(pid_t group) const {
    if (active()) tcsetpgrp(terminal_, group);
}

void Foreground::take() const {
    if (!active()) return;
    terminal_mode(terminal_, listening_ ? TERMINAL_COOKED : kQuiet);
    tcsetpgrp(terminal_, group_);
}

void Foreground::listen() {
    if (!active() || listening_) return;
    interrupts = 0;
    listening_ = true;
    take();
}

void Foreground::stop_listening() {
    listening_ = false;
    take();
}

bool Foreground::interrupted() {
    if (!interrupts) return false;
    interrupts = 0;
    return active();
}

Foreground::Holding::Holding() {
    sigprocmask(SIG_BLOCK, &kNews, nullptr);
    signal(SIGCHLD, do_nothing); // what has no handler does not end sigsuspend
}

Foreground::Holding::~Holding() {
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &kNews, nullptr);
}

void Foreground::Holding::wait() const {
    sigset_t mask = 0;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    mask &= ~kNews;
    sigsuspend(&mask);
}

} // namespace shell
