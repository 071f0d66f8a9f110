// user/labs/run.cpp: runs a command for `make grade`, and tells how it ended, and after how many instructions.
//
//   run WORD COMMAND ARGUMENTS...
//
// Its lines begin with the word, and so do those of the programs that it starts, if they tell of what they measure.
#include "tell.h"

int main(int count, char** arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: run WORD COMMAND ARGUMENTS...\n");
        return 2;
    }
    setenv("WORD", arguments[1], 1);
    setenv("NO_COLOR", "1", 1);
    printf("%s begins\n", arguments[1]);
    fflush(stdout);
    const auto ending = child::run([arguments] {
        execvp(arguments[2], arguments + 2);
        fprintf(stderr, "%s: %s\n", arguments[2], strerror(errno));
        return 127;
    });
    lab::tell("ended", ending);
    lab::tell("instructions", lab::instructions());
    return 0;
}
