/* tests/linux/settings.c: what a process says about itself: its name, its priority, its session, its alarms. */
#define _GNU_SOURCE
#include "tell.h"

#include <sched.h>
#include <signal.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

static void name(void) {
    begin("name");
    char name[17] = "";
    TELL(prctl(PR_SET_NAME, "a name that is too long for it"));
    TELL(prctl(PR_GET_NAME, name));
    printf("%s\n", name);
    TELL(prctl(PR_SET_NAME, "settings"));
    TELL(prctl(PR_GET_NAME, name));
    printf("%s\n", name);
    TELL(prctl(-1, 0));
}

static void priority(void) {
    begin("priority");
    TELL(getpriority(PRIO_PROCESS, 0));
    TELL(setpriority(PRIO_PROCESS, 0, 5));
    TELL(getpriority(PRIO_PROCESS, 0));
    TELL(setpriority(PRIO_PROCESS, getpid(), 100));
    TELL(getpriority(PRIO_PROCESS, getpid()));
    TELL(getpriority(7, 0));
    TELL(getpriority(PRIO_PROCESS, 0x7ffffff0));
    const pid_t child = fork();
    if (child == 0) _exit(getpriority(PRIO_PROCESS, 0));
    int status = 0;
    waitpid(child, &status, 0);
    printf("a child has %d\n", WEXITSTATUS(status));
}

static void scheduling(void) {
    begin("scheduling");
    struct sched_param parameter = {1};
    TELL(sched_getscheduler(0));
    TELL(sched_getparam(0, &parameter));
    printf("%d\n", parameter.sched_priority);
    TELL(sched_setscheduler(0, SCHED_OTHER, &parameter));
    TELL(sched_setscheduler(0, SCHED_FIFO, &parameter));
    TELL(sched_setscheduler(0, 77, &parameter));
    TELL(sched_getscheduler(0x7ffffff0));
    TELL(sched_get_priority_max(SCHED_FIFO));
    TELL(sched_get_priority_min(SCHED_RR));
    TELL(sched_get_priority_max(SCHED_OTHER));
    cpu_set_t harts;
    TELL(sched_getaffinity(0, sizeof harts, &harts) < 0);
    TELL(sched_setaffinity(0, sizeof harts, &harts));
    CPU_ZERO(&harts);
    TELL(sched_setaffinity(0, sizeof harts, &harts));
}

static void session(void) {
    begin("session");
    const pid_t child = fork();
    if (child == 0) {
        const int begun = setsid() == getpid();
        printf("begun %d, in it %d, again %d: %s\n", begun, getsid(0) == getpid(), setsid(), strerror(errno));
        _exit(0);
    }
    waitpid(child, NULL, 0);
    printf("nobody's: %d\n", getsid(0x7ffffff0));
}

static volatile int alarms;
static void count(int signal) { alarms += signal == SIGALRM; }

static void alarm_clock(void) {
    begin("alarms");
    const struct sigaction action = {.sa_handler = count};
    sigaction(SIGALRM, &action, NULL);
    const unsigned none = alarm(1000), first = alarm(2000), second = alarm(0); /* some time may have passed */
    printf("%u, %d, %d\n", none, first > 500 && first <= 1000, second > 1500 && second <= 2000);
    struct itimerval timer = {{0, 2000}, {0, 1000}}, before;
    TELL(setitimer(ITIMER_REAL, &timer, NULL));
    while (alarms < 5) pause();
    timer.it_value.tv_usec = 0;
    TELL(setitimer(ITIMER_REAL, &timer, &before));
    printf("every %ld.%06ld s\n", before.it_interval.tv_sec, before.it_interval.tv_usec);
    TELL(getitimer(ITIMER_REAL, &before));
    printf("left %ld.%06ld s\n", before.it_value.tv_sec, before.it_value.tv_usec);
    timer.it_value.tv_usec = 1000000;
    TELL(setitimer(ITIMER_REAL, &timer, NULL));
    TELL(setitimer(9, &timer, NULL));
}

static void used(void) {
    begin("used");
    struct rusage usage;
    TELL(getrusage(RUSAGE_SELF, &usage));
    TELL(getrusage(RUSAGE_CHILDREN, &usage));
    TELL(getrusage(RUSAGE_THREAD, &usage));
    TELL(getrusage(7, &usage));
    struct tms times_used;
    printf("%d\n", times(&times_used) > 0);
}

int main(void) {
    name();
    priority();
    scheduling();
    session();
    alarm_clock();
    used();
    return 0;
}
