/* tests/linux/queued.c: what is sent along with signals, and signals that wait in a row. */
#define _GNU_SOURCE
#include "tell.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static siginfo_t last;
static char order[200];

static void keep(int signal, siginfo_t* info, void* context) {
    (void)context;
    last = *info;
    char word[20];
    snprintf(word, sizeof word, "%d:%d ", signal - (signal >= SIGRTMIN ? SIGRTMIN : 0),
             info->si_code == SI_QUEUE ? info->si_value.sival_int : 0);
    strcat(order, word);
}

static void take(int signal, int flags) {
    struct sigaction action = {.sa_sigaction = keep, .sa_flags = SA_SIGINFO | flags};
    sigfillset(&action.sa_mask);
    if (sigaction(signal, &action, NULL) < 0) printf("no signal %d: %s\n", signal, strerror(errno));
}

static void tell_order(const char* what) {
    printf("%s: %s\n", what, order);
    order[0] = 0;
}

static void who_sent_it(void) {
    begin("who sent it");
    for (int signal = 1; signal <= 64; signal++)
        if (signal != SIGKILL && signal != SIGSTOP && (signal < 32 || signal >= SIGRTMIN))
            take(signal, SA_RESTART);
    TELL(kill(getpid(), SIGUSR1));
    TELL(last.si_signo == SIGUSR1 && last.si_code == SI_USER && last.si_pid == getpid() &&
         last.si_uid == getuid());
    TELL(raise(SIGUSR2));
    TELL(last.si_signo == SIGUSR2 && last.si_code == SI_TKILL && last.si_pid == getpid());
    TELL(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = -7}));
    TELL(last.si_code == SI_QUEUE && last.si_pid == getpid());
    TELL(last.si_value.sival_int);
    TELL(sigqueue(getpid(), 65, (union sigval){.sival_int = 0}));
    TELL(sigqueue(getpid(), 0, (union sigval){.sival_int = 0}));
    order[0] = 0;
}

static void in_a_row(void) {
    begin("in a row");
    sigset_t all, before;
    sigfillset(&all);
    TELL(sigprocmask(SIG_SETMASK, &all, &before));
    for (int i = 0; i < 3; i++) {
        sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = i});
        sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = i});
        sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = i});
    }
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGRTMIN + 2);
    siginfo_t info;
    TELL(sigwaitinfo(&some, &info) - SIGRTMIN);
    TELL(info.si_value.sival_int);
    TELL(sigprocmask(SIG_SETMASK, &before, NULL));
    tell_order("in order");
}

static void waited_for(void) {
    begin("waited for");
    sigset_t some;
    siginfo_t info;
    int number = 0;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigaddset(&some, SIGCHLD);
    TELL(sigprocmask(SIG_BLOCK, &some, NULL));
    const struct timespec none = {0, 0}, little = {0, 3000000}, much = {3600, 0};
    TELL(sigtimedwait(&some, &info, &none));
    TELL(sigtimedwait(&some, &info, &little));
    const pid_t child = fork();
    if (child == 0) _exit(17);
    TELL(sigtimedwait(&some, &info, &much));
    TELL(info.si_code == CLD_EXITED && info.si_pid == child);
    TELL(info.si_status);
    TELL(waitpid(child, &number, 0) == child);
    raise(SIGUSR1);
    TELL(sigwait(&some, &number));
    TELL(number);
    const pid_t killed = fork();
    if (killed == 0) {
        signal(SIGUSR2, SIG_DFL);
        raise(SIGUSR2);
    }
    TELL(sigwaitinfo(&some, &info));
    TELL(info.si_code == CLD_KILLED && info.si_pid == killed);
    TELL(info.si_status);
    TELL(waitid(P_PID, (id_t)killed, &info, WEXITED | WNOWAIT));
    TELL(info.si_code == CLD_KILLED && info.si_status == SIGUSR2);
    TELL(waitid(P_ALL, 0, &info, WEXITED | WNOHANG));
    TELL(waitid(P_ALL, 0, &info, WEXITED | WNOHANG));
    TELL(sigprocmask(SIG_UNBLOCK, &some, NULL));
    order[0] = 0;
}

static pthread_t first;
static volatile int in_first;
static void note_thread(int signal) { in_first = signal * 10 + (pthread_equal(pthread_self(), first) != 0); }

static void* send_to_first(void* argument) {
    pthread_kill(first, SIGUSR1);
    return argument;
}

static void to_threads(void) {
    begin("to threads");
    first = pthread_self();
    signal(SIGUSR1, note_thread);
    pthread_t other;
    TELL(pthread_create(&other, NULL, send_to_first, NULL));
    TELL(pthread_join(other, NULL));
    TELL(in_first);
    TELL(pthread_sigqueue(first, SIGUSR1, (union sigval){.sival_int = 1}));
    TELL(pthread_kill(first, 0));
}

int main(void) {
    who_sent_it();
    in_a_row();
    waited_for();
    to_threads();
    return 0;
}
