// user/bin/sh/foreground.h: who has the terminal: the shell, or the job that Ctrl-C and Ctrl-Z are for.
//
// While a job runs, its process group has the terminal. Between jobs, while the shell itself works for a command (a loop,
// a function, `wait`), it listens: Ctrl-C then comes to its own handler, which makes a note that it looks at now and then.
// Ctrl-Z and the other keys never do anything to an interactive shell.
#pragma once

#include <sys/types.h>

namespace shell {

class Foreground {
  public:
    // Takes the terminal for an interactive shell. False if descriptor 0 is none.
    bool start();
    // In a child: it is no interactive shell, and decides nothing about the terminal any more.
    void forget();
    // For `exec`: the terminal and the signals are as a program expects them; and if that fails, the shell's again.
    void hand_over() const;
    void come_back() const;
    // Whether this is an interactive shell, whose commands have process groups of their own.
    bool active() const { return terminal_ >= 0; }

    // Puts a process (0: this one) into a group (0: a new one of its own).
    void join_group(pid_t pid, pid_t group) const;
    // Before a job begins or goes on: the mode that programs expect. Not later, as by then a program may have chosen its own.
    void set_usual_mode() const;
    // The group has the terminal from now on.
    void give(pid_t group) const;
    // The shell has it again.
    void take() const;

    // From here to stop_listening(), Ctrl-C can be noticed while the shell itself works.
    void listen();
    void stop_listening();
    // Whether Ctrl-C was pressed since the last question.
    bool interrupted();

    // While one is there, news of children and Ctrl-C come only in wait(): none is missed between looking and sleeping.
    class Holding {
      public:
        Holding();
        Holding(const Holding&) = delete;
        Holding& operator=(const Holding&) = delete;
        ~Holding();
        void wait() const; // until there is some
    };

  private:
    int terminal_ = -1;
    pid_t group_ = 0;
    bool listening_ = false;
};

} // namespace shell
