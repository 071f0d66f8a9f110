/* tests/linux/tool.c: a little of what tools do, for pipelines and jobs in which programs of both kinds stand. */
#define _GNU_SOURCE
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int capitals(void) {
    for (int byte; (byte = getchar()) != EOF;) putchar(toupper(byte));
    return 0;
}

static int count_lines(void) {
    long lines = 0;
    char* line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) lines++;
    printf("%ld lines\n", lines);
    free(line);
    return lines == 0;
}

static int endless(void) {
    for (long i = 0; printf("line %ld\n", i) > 0; i++) {
    }
    return 1;
}

/* What the shell of the system makes of a command, and its status. */
static int run(const char* command) {
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static volatile sig_atomic_t told;
static void note(int signal) { told = signal; }

/* Says which signals come, until it is SIGTERM. */
static int listen(void) {
    const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGCONT};
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigdelset(&none, SIGTSTP);
    for (int i = 0; i < 4; i++) signal(signals[i], note);
    printf("listening\n");
    while (told != SIGTERM) {
        sigsuspend(&none);
        printf("%s\n", sigabbrev_np(told));
    }
    return 15;
}

int main(int count, char** arguments) {
    const char* what = count > 1 ? arguments[1] : "";
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (strcmp(what, "capitals") == 0) return capitals();
    if (strcmp(what, "count") == 0) return count_lines();
    if (strcmp(what, "endless") == 0) return endless();
    if (strcmp(what, "listen") == 0) return listen();
    if (strcmp(what, "run") == 0) return run(arguments[2]);
    if (strcmp(what, "environment") == 0) return puts(getenv(arguments[2])) < 0;
    for (int i = 1; i < count; i++) printf("<%s>%s", arguments[i], i + 1 < count ? " " : "\n");
    return 0;
}
