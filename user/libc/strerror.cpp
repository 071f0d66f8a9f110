// user/libc/strerror.cpp: errors and signals in words.

#include "abi/integers.h"
#include "abi/processes.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

namespace {

// A number that is in no table.
char* numbered(const char* what, int number) {
    static __thread char text[48]; // good until the same thread asks again
    snprintf(text, sizeof text, "%s %d", what, number);
    return text;
}

const char* signal_name(int signal) {
    switch (signal) {
    case SIGHUP: return "Hangup";
    case SIGINT: return "Interrupt";
    case SIGQUIT: return "Quit";
    case SIGILL: return "Illegal instruction";
    case SIGTRAP: return "Trace/breakpoint trap";
    case SIGABRT: return "Aborted";
    case SIGBUS: return "Bus error";
    case SIGFPE: return "Floating point exception";
    case SIGKILL: return "Killed";
    case SIGUSR1: return "User defined signal 1";
    case SIGSEGV: return "Segmentation fault";
    case SIGUSR2: return "User defined signal 2";
    case SIGPIPE: return "Broken pipe";
    case SIGALRM: return "Alarm clock";
    case SIGTERM: return "Terminated";
    case SIGSTKFLT: return "Stack fault";
    case SIGCHLD: return "Child exited";
    case SIGCONT: return "Continued";
    case SIGSTOP: return "Stopped (signal)";
    case SIGTSTP: return "Stopped";
    case SIGTTIN: return "Stopped (tty input)";
    case SIGTTOU: return "Stopped (tty output)";
    case SIGURG: return "Urgent I/O condition";
    case SIGXCPU: return "CPU time limit exceeded";
    case SIGXFSZ: return "File size limit exceeded";
    case SIGVTALRM: return "Virtual timer expired";
    case SIGPROF: return "Profiling timer expired";
    case SIGWINCH: return "Window changed";
    case SIGIO: return "I/O possible";
    case SIGPWR: return "Power failure";
    case SIGSYS: return "Bad system call";
    default: return nullptr;
    }
}

const char* error_name(int error) {
    switch (error) {
    case 0: return "Success";
#define ERROR(name, NAME, number, text)                                                                      \
    case NAME:                                                                                               \
        return text;
#include "abi/errno.def"
#undef ERROR
    default: return nullptr;
    }
}

} // namespace

extern "C" {

// POSIX gives both a char* that nobody may write to.
char* strerror(int error) {
    const char* name = error_name(error);
    return name ? const_cast<char*>(name) : numbered("Unknown error", error);
}

char* strsignal(int signal) {
    const char* name = signal_name(signal);
    if (name) return const_cast<char*>(name);
    const bool is_real_time = signal >= SIGRTMIN && signal <= SIGRTMAX;
    return is_real_time ? numbered("Real-time signal", signal - SIGRTMIN)
                        : numbered("Unknown signal", signal);
}

} // extern "C"
