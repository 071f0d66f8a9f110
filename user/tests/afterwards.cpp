// user/tests/afterwards.cpp: runs a program, whatever becomes of it, and sees that all memory is back afterwards.
//
//   afterwards                         runs /bin/true
//   afterwards program [argument...]   the program's exit status is told, and does not matter
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

int main(int count, char** arguments) {
    static char nothing[] = "/bin/true";
    static char* const no_arguments[] = {nothing, nullptr};
    char* const* words = count > 1 ? arguments + 1 : no_arguments;
    leaks::Watch watch;
    const pid_t pid = fork();
    if (pid == 0) {
        execv(words[0], words);
        _exit(126);
    }
    if (pid < 0)
        tap::note("fork: %s", strerror(errno));
    else
        tap::note("%s: %s", words[0], in_words(child::ending_of(pid)).text);
    watch.ok("nothing is left behind");
    return tap::done();
}
