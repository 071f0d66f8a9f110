// user/bin/sh/umask.cpp: umask: the permissions that the files of this shell, and of its commands, do not get.
#include "../mode.h"
#include "builtins.h"
#include "shell.h"

#include <stdio.h>

namespace shell {

// Shows the permissions that new files do not get, or chooses them: as chmod says them, those that they do get.
int run_umask(Shell& shell, const List<Text>& words) {
    mode_t mask = umask(0);
    umask(mask);
    if (words.size() == 1) {
        char line[8];
        snprintf(line, sizeof line, "%04o\n", mask);
        return print(shell, line);
    }
    const char* text = words[1].c_string();
    bool in_digits = *text >= '0' && *text <= '9';
    mode_t allowed = in_digits ? 0 : 0777 & ~mask;
    if (words.size() > 2 || !mode::change(text, 0, false, allowed))
        return complain_about(shell, words, "usage: umask [mode]");
    umask(in_digits ? allowed : ~allowed & 0777);
    return 0;
}

} // namespace shell
