// user/bin/strace/options.h: what the command line asks for.
#pragma once

#include "calls.h"

namespace strace {

struct Options {
    bool counts = false;
    bool follows_forks = false;
    bool types = false;
    pid_t pid = 0;                // who is traced; 0: a program that is started
    const char* output = nullptr; // a file; null: the standard error output
    char** program = nullptr;
    const char* calls = nullptr; // whose names are to be shown, "!" before them: all others; null: all

    bool shows(const TraceEvent& event) const;
};

// False after a complaint.
bool read_options(Options& options, int count, char** arguments);

} // namespace strace
