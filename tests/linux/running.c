/* tests/linux/running.c: how programs start others, and what they learn of them. */
#define _GNU_SOURCE
#include "tell.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

static int end_of(pid_t child) {
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* What the shell says of what it got from who has executed it. */
#define REPORT                                                                                               \
    "echo \"<$1> <$2> $#, $WORD$PATH\"; for fd in 9 10 11; do (: >&$fd) 2>/dev/null && echo $fd is open; "   \
    "done; "                                                                                                 \
    "kill -USR1 $$; echo USR1 is ignored; kill -HUP $$; echo HUP is blocked; kill -USR2 $$"

static void handle(int signal) { (void)signal; }

static void executed(void) {
    begin("exec");
    const int kept = open("/dev/null", O_WRONLY), closed = open("/dev/null", O_WRONLY | O_CLOEXEC);
    TELL(dup2(kept, 10) + dup3(closed, 11, O_CLOEXEC));
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, handle);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    pid_t child = fork();
    if (child == 0)
        execle("/bin/sh", "sh", "-c", REPORT, "sh", "two words", "", NULL,
               (char*[]){"WORD=word", "PATH=/bin", NULL});
    TELL(end_of(child));
    child = fork();
    if (child == 0) {
        TELL(execl("/none", "none", NULL));
        TELL(execl("/dev", "dev", NULL));
        TELL(execl("plain", "plain", NULL));
        _exit(execlp("no-such-program", "none", NULL) + 100);
    }
    TELL(end_of(child));
    const pid_t fast = vfork();
    if (fast == 0) _exit(12);
    TELL(end_of(fast));
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
}

static void spawned(void) {
    begin("spawn");
    pid_t child = 0;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addclose(&actions, 10);
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGUSR1);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    char* const environment[] = {"WORD=other", "PATH=/bin", NULL};
    char* const arguments[] = {"sh", "-c", REPORT, "sh", "spawned", NULL};
    TELL(posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environment));
    TELL(end_of(child));
    char line[100] = "";
    FILE* out = fopen("out", "r");
    while (fgets(line, sizeof line, out)) printf("%s", line);
    fclose(out);
    TELL(posix_spawn(&child, "/none", NULL, NULL, arguments, NULL) == ENOENT);
    while (waitpid(-1, NULL, 0) > 0) {
    }
}

static void by_the_shell(void) {
    begin("by the shell");
    fflush(stdout);
    TELL(WEXITSTATUS(system("echo from the shell; exit 3")));
    FILE* reading = popen("echo one; echo two", "r");
    char line[20];
    while (fgets(line, sizeof line, reading)) printf("read: %s", line);
    TELL(pclose(reading));
    FILE* writing = popen("cat", "w");
    fprintf(writing, "written to cat\n");
    TELL(pclose(writing));
    TELL(system(NULL) != 0);
}

static void family(void) {
    begin("family");
    const pid_t parent = getpid();
    int status = 0;
    pid_t child = fork();
    if (child == 0) _exit(getppid() == parent && getpid() != parent && getpgid(0) == getpgid(parent) ? 5 : 6);
    TELL(end_of(child));
    child = fork();
    if (child == 0) {
        TELL(setpgid(0, 0));
        TELL(getpgrp() == getpid());
        TELL(setsid());
        _exit(0);
    }
    end_of(child);
    child = fork();
    if (child == 0) {
        TELL(setsid() == getpid());
        TELL(getsid(0) == getpid() && getpgrp() == getpid());
        _exit(0);
    }
    end_of(child);
    TELL(waitpid(child, &status, 0));
    TELL(waitpid(-1, &status, WNOHANG));
    child = fork();
    if (child == 0)
        for (;;) pause();
    TELL(waitpid(child, &status, WNOHANG));
    TELL(kill(child, SIGSTOP));
    TELL(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
    TELL(WSTOPSIG(status));
    TELL(kill(child, SIGCONT));
    TELL(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
    TELL(kill(child, SIGTERM));
    TELL(end_of(child));
}

static void resources(void) {
    begin("resources");
    struct rusage usage;
    struct tms times_used;
    struct rlimit limit;
    TELL(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_utime.tv_sec < 1000);
    TELL(getrusage(RUSAGE_CHILDREN, &usage));
    TELL(getrusage(77, &usage));
    TELL(times(&times_used) > 0);
    TELL(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= 1024 && limit.rlim_cur <= limit.rlim_max);
    TELL(getrlimit(77, &limit));
    TELL(prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit));
    TELL(prlimit(999999999, RLIMIT_NOFILE, NULL, &limit));
    TELL(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
    TELL(getuid() == geteuid() && getgid() == getegid());
    cpu_set_t harts;
    TELL(sched_getaffinity(0, sizeof harts, &harts) == 0 && CPU_COUNT(&harts) >= 1);
}

int main(void) {
    close(open("plain", O_WRONLY | O_CREAT, 0644));
    executed();
    spawned();
    by_the_shell();
    family();
    resources();
    return 0;
}
