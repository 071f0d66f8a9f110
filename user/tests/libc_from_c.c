/* user/tests/libc_from_c.c: a program in C: the headers are C's, too, and what it prints is buffered as usual. */
#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stile.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int assertions;
static int failed;

static void ok(int passed, const char* description) {
    assertions++;
    failed += !passed;
    printf("%s %d - %s\n", passed ? "ok" : "not ok", assertions, description);
}

static int global = 5;
static int uninitialised[1000];
static __thread int per_thread = 9;

struct point {
    double x, y;
};

static struct point middle(struct point a, struct point b) {
    return (struct point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static int compare(const void* a, const void* b) { return *(const int*)a - *(const int*)b; }

static void language(void) {
    const struct point m = middle((struct point){0, 2}, (struct point){3, 4});
    ok(m.x == 1.5 && m.y == 3.0, "structures are passed and returned by value");
    int sum = global;
    for (int i = 0; i < 1000; i++) sum += uninitialised[i];
    ok(sum == 5, "global variables have their first values");
    ok(per_thread == 9, "thread-local ones too");
    int numbers[] = {3, 1, 2};
    qsort(numbers, 3, sizeof numbers[0], compare);
    ok(numbers[0] == 1 && numbers[2] == 3, "qsort calls back");
    _Static_assert(sizeof(long) == 8 && CHAR_MIN == 0, "RISC-V's types");
}

static void calls(void) {
    int ends[2];
    char got[10] = {0};
    ok(pipe2(ends, 0) == 0 && write(ends[1], "hello", 5) == 5 && read(ends[0], got, 10) == 5 &&
           !strcmp(got, "hello"),
       "a pipe");
    fflush(stdout); /* or the child would have what is in the buffer, too */
    const pid_t pid = fork();
    if (pid == 0) _exit(3);
    int status = 0;
    ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 3, "fork and waitpid");
    errno = 0;
    ok(open("/none", O_RDONLY) == -1 && errno == ENOENT, "errno");
    struct stat file;
    ok(stat("/bin/sh", &file) == 0 && S_ISREG(file.st_mode) && file.st_size > 1000, "stat");
    struct SystemInfo info;
    ok(system_info(&info) == 0 && info.harts >= 1, "system_info");
    struct timespec now;
    ok(clock_gettime(CLOCK_MONOTONIC, &now) == 0 && now.tv_nsec < 1000000000, "clock_gettime");
    DIR* folder = opendir("/bin");
    int found = 0;
    for (const struct dirent* entry; folder && (entry = readdir(folder));)
        found += !strcmp(entry->d_name, "sh");
    ok(found == 1 && closedir(folder) == 0, "readdir");
    ok(kill(getpid(), 0) == 0 && sched_yield() == 0, "kill and sched_yield");
}

static void text(void) {
    char line[64];
    snprintf(line, sizeof line, "%" PRId64 " %s %.2f %c", INT64_C(-5), "text", 2.5, toupper('x'));
    ok(strcmp(line, "-5 text 2.50 X") == 0, "snprintf");
    ok(strtol("0x10", NULL, 0) == 16 && atoi("12") == 12, "strtol");
}

int main(int argc, char* argv[]) {
    assert(argc == 1 && argv[argc] == NULL);
    language();
    calls();
    text();
    printf("1..%d\n", assertions);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
