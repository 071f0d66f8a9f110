// user/bin/init.cpp: process 1. It starts the shell, and starts it again; it waits for every orphan.
//
// The kernel hands on what stands behind `--` in its boot arguments, as one argument. With it, init runs that command
// and turns the machine off, with the command's exit status. The environment has the variables that stand before it, such
// as TERM=vt100.
#include "tool.h"

#include <fcntl.h>
#include <signal.h>
#include <stile.h>
#include <sys/wait.h>
#include <termios.h>

namespace {

constexpr int kSignalled = 128; // plus the signal's number, as shells say it
constexpr int kNotFound = 127;

char shell_path[] = "/bin/sh";
char shell_name[] = "sh";
char commands_option[] = "-c";

constexpr int kSizeMax = 1000; // rows or columns: no screen has more

constexpr int kPatience = 100; // attempts: without a console nobody would see why there is nothing to see

// What every program may count on, unless the boot arguments know better.
void complete_environment() {
    setenv("PATH", "/bin", 0);
    setenv("HOME", "/", 0);
    setenv("TERM", "vt100", 0); // what all terminals of today understand
}

// Descriptors 0, 1 and 2 are the console, whatever the kernel has opened already.
void open_console() {
    int fd = -1;
    for (int i = 0; i < kPatience && fd < STDERR_FILENO; ++i) fd = open("/dev/console", O_RDWR);
    if (fd > STDERR_FILENO) close(fd);
}

// A variable that says so, between 1 and the largest that makes sense, or 0; it goes, since it would stay as it is if the
// size of the terminal changed.
unsigned short take_size(const char* variable) {
    const char* text = getenv(variable);
    int size = text ? atoi(text) : 0;
    unsetenv(variable);
    return static_cast<unsigned short>(size > 0 && size < kSizeMax ? size : 0);
}

// The kernel cannot know how large the terminal is; the boot arguments may say so, as those of make qemu do.
void tell_size() {
    winsize size = {take_size("LINES"), take_size("COLUMNS"), 0, 0};
    if (size.ws_row && size.ws_col) tcsetwinsize(STDIN_FILENO, &size);
}

void show_file(const char* path) {
    char bytes[512];
    int fd = open(path, O_RDONLY);
    if (fd < 0) return;
    ssize_t size;
    while ((size = read(fd, bytes, sizeof bytes)) > 0) fwrite(bytes, 1, static_cast<size_t>(size), stdout);
    fflush(stdout);
    close(fd);
}

// A shell in a process group of its own, which has the terminal.
pid_t start_shell(char** arguments) {
    pid_t child = fork();
    if (child < 0) {
        complain("init", "fork");
        return child;
    }
    // Both sides say so, since either may run first.
    setpgid(child, 0);
    tcsetpgrp(STDIN_FILENO, child ? child : getpid());
    if (child == 0) {
        execv(shell_path, arguments);
        complain("init", shell_path);
        _exit(kNotFound);
    }
    return child;
}

// Waits until this child has ended; others that end meanwhile are orphans, and this lets go of them. A shell that was
// stopped, as by its own kill -STOP $$, has nobody else who could make it go on.
int wait_for(pid_t child) {
    for (;;) {
        int status = 0;
        pid_t ended = waitpid(-1, &status, WUNTRACED);
        if (ended < 0 && errno != EINTR) return kNotFound;
        if (ended == child && WIFSTOPPED(status))
            kill(child, SIGCONT);
        else if (ended == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
    }
}

[[noreturn]] void run_and_power_off(char* commands) {
    char* arguments[] = {shell_name, commands_option, commands, nullptr};
    pid_t shell = start_shell(arguments);
    poweroff(shell < 0 ? kNotFound : wait_for(shell));
}

[[noreturn]] void run_shells() {
    char* arguments[] = {shell_name, nullptr};
    show_file("/etc/motd");
    for (;;) {
        pid_t shell = start_shell(arguments);
        int status = shell < 0 ? kNotFound : wait_for(shell);
        terminal_mode(STDIN_FILENO, TERMINAL_COOKED);
        printf("init: the shell ended with status %d; here is a new one (`poweroff` turns the machine off)\n",
               status);
        fflush(stdout);
        if (status != 0) sleep(1); // if it cannot even start, there is time to read why
    }
}

} // namespace

int main(int count, char** arguments) {
    if (getpid() != 1) {
        fprintf(stderr, "init: only the kernel starts this, as process 1\n");
        return 2;
    }
    complete_environment();
    open_console();
    tell_size();
    if (count > 1) run_and_power_off(arguments[1]);
    run_shells();
}
