// user/bin/sh/builtins.h: the commands that are part of the shell, since a child could not do their work for it.
#pragma once

#include "text.h"

namespace shell {

class Shell;

struct Builtin {
    const char* name;
    int (*run)(Shell& shell, const List<Text>& words); // its exit status; words[0] is the name
    bool special;                                      // no function can take its place (POSIX, 2.14)
};

// Null if there is none of that name.
const Builtin* find_builtin(View name);
List<Text> builtin_names();

// job_builtins.cpp
int run_bg(Shell& shell, const List<Text>& words);
int run_fg(Shell& shell, const List<Text>& words);
int run_jobs(Shell& shell, const List<Text>& words);
int run_kill(Shell& shell, const List<Text>& words);
int run_wait(Shell& shell, const List<Text>& words);

// variable_builtins.cpp
int run_export(Shell& shell, const List<Text>& words);
int run_read(Shell& shell, const List<Text>& words);
int run_set(Shell& shell, const List<Text>& words);
int run_shift(Shell& shell, const List<Text>& words);
int run_unset(Shell& shell, const List<Text>& words);

// test.cpp
int run_test(Shell& shell, const List<Text>& words);

// umask.cpp
int run_umask(Shell& shell, const List<Text>& words);

// What several of them do alike: print, and complain with the builtin's name; both answer the exit status.
int print(Shell& shell, View text);
int complain_about(const Shell& shell, const List<Text>& words, View what);

} // namespace shell
