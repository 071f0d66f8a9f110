/* user/tests/legacy.c: the calls of old programs work, each over the one that took its place. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* that they are old is known here */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int points;
static int failures;

static void ok(int passed, const char* what) {
    printf("%sok %d - %s\n", passed ? "" : "not ", ++points, what);
    failures += !passed;
}

static void old_pipe(void) {
    int ends[2];
    char byte = 0;
    ok(pipe(ends) == 0 && write(ends[1], "x", 1) == 1 && read(ends[0], &byte, 1) == 1 && byte == 'x',
       "pipe over pipe2 [4.6]");
    close(ends[0]);
    close(ends[1]);
}

static void old_fork(void) {
    int status = 0;
    fflush(stdout);
    pid_t child = vfork();
    if (child == 0) _exit(7);
    ok(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7, "vfork over fork [4.6]");
}

static void old_heap(void) {
    char* end = sbrk(0);
    char* memory = sbrk(8192);
    ok(memory == end && (char*)sbrk(0) == end + 8192, "sbrk over brk moves the end of the heap [4.6]");
    memory[0] = memory[8191] = 'x';
    ok(sbrk(-8192) == end + 8192 && sbrk(0) == end, "and back [4.6]");
    errno = 0;
    ok(sbrk(1L << 40) == (void*)-1 && errno == ENOMEM && sbrk(0) == end, "but not beyond all memory [4.6]");
}

int main(void) {
    old_pipe();
    old_fork();
    old_heap();
    errno = 0;
    int new_file = creat("/tmp/new", 0666);
    ok(write(new_file, "x", 1) == 1 && close(new_file) == 0 && unlink("/tmp/new") == 0,
       "creat over open [4.6]");
    ok(close(creat("/dev/null", 0666)) == 0, "creat opens what is there [4.6]");
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    int slept = usleep(2000);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long nanoseconds = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
    ok(slept == 0 && nanoseconds >= 2000000, "usleep over nanosleep [4.6]");
    printf("1..%d\n", points);
    return failures != 0;
}
