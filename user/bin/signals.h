// user/bin/signals.h: the names of signals.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <strings.h>

struct SignalName {
    int number;
    const char* name; // without SIG
};

constexpr SignalName kSignalNames[] = {
    {SIGHUP, "HUP"},       {SIGINT, "INT"},   {SIGQUIT, "QUIT"},   {SIGILL, "ILL"},   {SIGTRAP, "TRAP"},
    {SIGABRT, "ABRT"},     {SIGBUS, "BUS"},   {SIGFPE, "FPE"},     {SIGKILL, "KILL"}, {SIGUSR1, "USR1"},
    {SIGSEGV, "SEGV"},     {SIGUSR2, "USR2"}, {SIGPIPE, "PIPE"},   {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},
    {SIGSTKFLT, "STKFLT"}, {SIGCHLD, "CHLD"}, {SIGCONT, "CONT"},   {SIGSTOP, "STOP"}, {SIGTSTP, "TSTP"},
    {SIGTTIN, "TTIN"},     {SIGTTOU, "TTOU"}, {SIGURG, "URG"},     {SIGXCPU, "XCPU"}, {SIGXFSZ, "XFSZ"},
    {SIGVTALRM, "VTALRM"}, {SIGPROF, "PROF"}, {SIGWINCH, "WINCH"}, {SIGIO, "IO"},     {SIGPWR, "PWR"},
    {SIGSYS, "SYS"},
};

// A number, or a name with or without SIG; -1 if it is neither.
inline int parse_signal(const char* text) {
    char* end;
    long number = strtol(text, &end, 10);
    if (end != text && !*end) return number >= 0 && number < NSIG ? static_cast<int>(number) : -1;
    if (strncasecmp(text, "SIG", 3) == 0) text += 3;
    for (const auto& [known, name] : kSignalNames) {
        if (strcasecmp(text, name) == 0) return known;
    }
    return -1;
}
