// user/lessons/library_calls.cpp: functions of the library, for strace to show how many system calls each of them is.
//
// After each function comes a sched_yield. An API is not a system call: it may be none, one, or several.
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main() {
    char text[32];
    sched_yield();

    snprintf(text, sizeof text, "%lu", strlen("none at all"));
    sched_yield(); // strlen, snprintf

    puts(text);
    fflush(stdout);
    sched_yield(); // puts

    printf("two ");
    printf("lines in ");
    printf("one call\n");
    fflush(stdout);
    sched_yield(); // printf, three times

    void* memory = malloc(100);
    sched_yield(); // the first malloc

    void* more = malloc(100);
    sched_yield(); // the second

    free(more);
    free(memory);
    sched_yield(); // free

    DIR* directory = opendir("/lessons");
    while (directory && readdir(directory)) {
    }
    if (directory) closedir(directory);
    sched_yield(); // opendir, readdir, closedir

    close(STDIN_FILENO);
    return 0;
}
