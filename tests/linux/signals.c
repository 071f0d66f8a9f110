/* tests/linux/signals.c: handlers: nested, on a stack of their own, in the middle of calls; and what is sent with a signal. */
#define _GNU_SOURCE
#include "tell.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What handlers do is put down here, and told later. */
static char story[400];
static void note(const char* what, int signal) {
    char word[40];
    snprintf(word, sizeof word, "%s %d; ", what, signal);
    strcat(story, word);
}
static void tell_story(const char* when) {
    printf("%s: %s\n", when, story);
    story[0] = 0;
}

static void take(int signal, void (*handler)(int), int flags, int blocked) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    if (blocked) sigaddset(&action.sa_mask, blocked);
    TELL(sigaction(signal, &action, NULL));
}

static void pass(int signal) { (void)signal; }
static void just_note(int signal) { note("handled", signal); }

static void raise_in_handler(int signal) {
    note("in", signal);
    raise(signal == SIGUSR1 ? SIGUSR2 : SIGUSR1);
    note("out", signal);
}

static void nested(void) {
    begin("nested");
    take(SIGUSR1, raise_in_handler, 0, 0);
    take(SIGUSR2, just_note, 0, 0);
    raise(SIGUSR1);
    tell_story("one in the other");
    take(SIGUSR1, raise_in_handler, 0, SIGUSR2);
    raise(SIGUSR1);
    tell_story("the other is blocked");
    take(SIGUSR2, raise_in_handler, 0, 0); /* the first is blocked while it is handled */
    take(SIGUSR1, just_note, 0, 0);
    raise(SIGUSR2);
    tell_story("itself is blocked");
    take(SIGUSR1, just_note, SA_RESETHAND, 0);
    raise(SIGUSR1);
    struct sigaction now;
    TELL(sigaction(SIGUSR1, NULL, &now));
    TELL(now.sa_handler == SIG_DFL);
    tell_story("back to the default");
}

static void many(void) {
    begin("many at once");
    sigset_t all, before, waiting;
    sigfillset(&all);
    for (int signal = SIGHUP; signal <= SIGTERM; signal++)
        if (signal != SIGKILL) sigaction(signal, &(struct sigaction){.sa_handler = just_note}, NULL);
    TELL(sigprocmask(SIG_SETMASK, &all, &before));
    raise(SIGTERM);
    raise(SIGHUP);
    raise(SIGHUP);
    raise(SIGINT);
    TELL(sigpending(&waiting));
    TELL(sigismember(&waiting, SIGHUP) + sigismember(&waiting, SIGINT) + sigismember(&waiting, SIGUSR1));
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    TELL(sigismember(&now, SIGKILL) + sigismember(&now, SIGSTOP));
    TELL(sigprocmask(SIG_SETMASK, &before, NULL));
    TELL(strlen(story));
    story[0] = 0;
}

static void wrong(void) {
    begin("wrong");
    struct sigaction action = {.sa_handler = just_note};
    TELL(sigaction(SIGKILL, &action, NULL));
    TELL(sigaction(SIGSTOP, &action, NULL));
    TELL(sigaction(0, &action, NULL));
    TELL(sigaction(65, &action, NULL));
    TELL(sigprocmask(77, &action.sa_mask, NULL));
    TELL(kill(getpid(), 65));
    TELL(kill(getpid(), 0));
    TELL(kill(999999, 0));
    TELL(kill(-999999, SIGTERM));
    TELL(signal(SIGUSR1, SIG_IGN) == SIG_DFL);
    TELL(raise(SIGUSR1));
    TELL(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
}

/* --- on a stack of their own --- */

static char own_stack[65536];
static sigjmp_buf place;

static int is_on_own_stack(void) {
    const char here = 0;
    const uintptr_t address = (uintptr_t)&here;
    return address >= (uintptr_t)own_stack && address < (uintptr_t)own_stack + sizeof own_stack;
}

static void note_stack(int signal) {
    stack_t now;
    sigaltstack(NULL, &now);
    note(is_on_own_stack() ? "own stack" : "stack", signal);
    note("flags", now.ss_flags);
    if (signal == SIGUSR1) raise(SIGUSR2);
    if (signal == SIGSEGV) siglongjmp(place, 1);
}

static int endless(volatile int depth) { return depth < 0 ? 0 : endless(depth + 1) + depth; }

static void on_a_stack_of_their_own(void) {
    begin("a stack of their own");
    stack_t stack = {.ss_sp = own_stack, .ss_size = sizeof own_stack}, before;
    TELL(sigaltstack(&stack, &before));
    TELL(before.ss_flags == SS_DISABLE);
    take(SIGUSR1, note_stack, SA_ONSTACK, 0);
    take(SIGUSR2, note_stack, 0, 0);
    take(SIGSEGV, note_stack, SA_ONSTACK, 0);
    raise(SIGUSR2);
    raise(SIGUSR1);
    tell_story("both stacks");
    if (sigsetjmp(place, 1) == 0) TELL(endless(0));
    tell_story("a stack that is full");
    const stack_t small = {.ss_sp = own_stack, .ss_size = 100}, strange = {.ss_flags = 77};
    TELL(sigaltstack(&small, NULL));
    TELL(sigaltstack(&strange, NULL));
    stack.ss_flags = SS_DISABLE;
    TELL(sigaltstack(&stack, NULL));
    take(SIGSEGV, SIG_DFL, 0, 0);
    raise(SIGUSR1);
    tell_story("no stack any more");
}

/* --- in the middle of calls --- */

/* A child that sends a signal again and again: one comes while the parent waits. */
static pid_t child_that_sends(int signal) {
    const pid_t parent = getpid(), child = fork();
    while (child == 0) {
        kill(parent, signal);
        usleep(1000);
    }
    return child;
}

static int enough(pid_t child) {
    kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
    }
    return WTERMSIG(status);
}

static void interrupted(void) {
    begin("interrupted");
    int ends[2];
    char byte;
    TELL(pipe(ends));
    take(SIGUSR1, pass, 0, 0);
    pid_t child = child_that_sends(SIGUSR1);
    TELL(read(ends[0], &byte, 1));
    TELL(wait(NULL));
    TELL(pause());
    struct timespec left = {0, 0};
    const struct timespec hour = {3600, 0};
    TELL(nanosleep(&hour, &left));
    TELL(left.tv_sec > 3000);
    TELL(clock_nanosleep(CLOCK_MONOTONIC, 0, &hour, &left) == EINTR && left.tv_sec > 3000);
    TELL(usleep(3600000000u));
    TELL(enough(child));
    take(SIGUSR1, pass, SA_RESTART, 0);
    child = child_that_sends(SIGUSR1);
    TELL(nanosleep(&hour, &left));
    TELL(pause());
    TELL(enough(child));
}

static int heard[2];
static void tell_sender(int signal) {
    const char byte = (char)signal;
    (void)!write(heard[1], &byte, 1);
}

/* A child that sends some signals, each after the one before was handled, then writes a byte, and ends. */
static void child_that_sends_some(int end) {
    const pid_t parent = getpid();
    if (fork() > 0) return;
    for (int i = 0; i < 5; i++) {
        char byte;
        usleep(1000);
        kill(parent, SIGUSR1);
        if (read(heard[0], &byte, 1) != 1) _exit(1);
    }
    _exit(write(end, "x", 1) == 1 ? 0 : 1);
}

static void made_again(void) {
    begin("made again");
    int ends[2], status = 1;
    char byte;
    TELL(pipe(ends) + pipe(heard));
    take(SIGUSR1, tell_sender, SA_RESTART, 0);
    child_that_sends_some(ends[1]);
    TELL(read(ends[0], &byte, 1));
    TELL(wait(&status) > 0 && status == 0);
    child_that_sends_some(ends[1]);
    TELL(wait(&status) > 0 && status == 0);
    TELL(read(ends[0], &byte, 1));
}

static void suspended(void) {
    begin("suspended");
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    take(SIGUSR1, just_note, 0, 0);
    TELL(sigprocmask(SIG_BLOCK, &blocked, NULL));
    TELL(raise(SIGUSR1));
    tell_story("while blocked");
    TELL(sigsuspend(&none));
    tell_story("suspended");
    sigprocmask(SIG_SETMASK, NULL, &none);
    TELL(sigismember(&none, SIGUSR1));
    TELL(sigprocmask(SIG_UNBLOCK, &blocked, NULL));
}

int main(void) {
    nested();
    many();
    wrong();
    on_a_stack_of_their_own();
    interrupted();
    made_again();
    suspended();
    raise(SIGTERM);
    tell_story("after all");
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
    return 0;
}
