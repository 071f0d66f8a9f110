// user/bin/time.cpp: runs a program, and says how long it took.
#include "tool.h"

#include <sys/wait.h>
#include <time.h>

namespace {

constexpr int kSignalled = 128; // plus the signal's number, as shells say it

long milliseconds_now() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

[[noreturn]] void execute(char** words) {
    execvp(*words, words);
    int status = errno == ENOENT ? 127 : 126;
    complain("time", *words);
    _exit(status);
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind == count) return usage("time program [argument...]");
    long start = milliseconds_now();
    pid_t child = fork();
    if (child < 0) return complain("time", "fork");
    if (child == 0) execute(arguments + optind);
    int status = 0;
    if (waitpid(child, &status, 0) < 0) return complain("time", "waitpid");
    long duration = milliseconds_now() - start;
    fprintf(stderr, "real %ld.%03ld s\n", duration / 1000, duration % 1000);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}
