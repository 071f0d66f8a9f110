// user/bin/sh/foreground.h: who has the terminal: the shell, or the command that Ctrl-C is to end.
//
// A program here cannot handle a signal, so Ctrl-C must never find the shell itself. What holds: the terminal makes
// signals only while another process group than the shell's is in the foreground. While a command runs, that is the
// command's. While the shell itself works for a command (a loop, a function, `wait`), a child stands in for it: the
// stand-in does nothing but wait to be interrupted, and the shell looks now and then whether it has been.
#pragma once

#include <sys/types.h>

namespace shell {

class Foreground {
  public:
    // Takes the terminal for an interactive shell. False if descriptor 0 is none.
    bool start();
    // In a child: it is no interactive shell, and decides nothing about the terminal any more.
    void forget() {
        terminal_ = -1;
        stand_in_ = 0;
    }
    // Whether this is an interactive shell, whose commands have process groups of their own.
    bool active() const { return terminal_ >= 0; }

    // Puts a process (0: this one) into a group (0: a new one of its own).
    void join_group(pid_t pid, pid_t group) const;
    // The group has the terminal from now on.
    void give(pid_t group) const;
    // The shell, or its stand-in, has it again.
    void take() const;

    // From here to stop_standing_in(), Ctrl-C can be noticed while the shell itself works.
    void stand_in();
    void stop_standing_in();
    // Whether Ctrl-C was pressed meanwhile.
    bool interrupted();
    // The same, for whoever has just been told that this child ended.
    bool stand_in_ended(pid_t child);

  private:
    int terminal_ = -1;
    pid_t group_ = 0;
    pid_t stand_in_ = 0;
};

} // namespace shell
