/* tests/linux/waiting.c: poll, select and their kin on pipes and files, and descriptors that do not wait. */
#define _GNU_SOURCE
#include "tell.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int ends[2];
static volatile unsigned long many = 100000000;

static void without_waiting(void) {
    begin("without waiting");
    char byte = 0;
    static char block[70000];
    TELL(pipe2(ends, O_NONBLOCK | O_CLOEXEC));
    TELL(read(ends[0], &byte, 1));
    TELL(write(ends[1], "abc", 3));
    int ready = 0;
    TELL(ioctl(ends[0], FIONREAD, &ready));
    TELL(ready);
    TELL(read(ends[0], block, sizeof block));
    long all = 0;
    for (long count; (count = write(ends[1], block, sizeof block)) > 0;) all += count;
    const int error = errno;
    TELL(error == EAGAIN && all >= 4096);
    TELL(fcntl(ends[0], F_SETFL, 0));
    TELL(fcntl(ends[0], F_GETFL) & O_NONBLOCK);
    int on = 1;
    TELL(ioctl(ends[0], FIONBIO, &on));
    TELL((fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0);
    while (read(ends[0], block, sizeof block) > 0) all--;
    TELL(close(ends[1]));
    TELL(read(ends[0], &byte, 1));
    TELL(close(ends[0]));
}

static void polled(void) {
    begin("poll");
    char byte;
    TELL(pipe(ends));
    struct pollfd fds[] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 9}, {99, POLLIN, 0}};
    TELL(poll(fds, 4, 0));
    for (int i = 0; i < 4; i++) TELL(fds[i].revents);
    TELL(poll(fds, 1, 3));
    TELL(poll(NULL, 0, 2));
    TELL(poll(fds, many, 0));
    TELL(write(ends[1], "x", 1));
    TELL(poll(fds, 1, -1));
    TELL(fds[0].revents);
    const struct timespec wrong = {0, 1000000000};
    TELL(ppoll(fds, 1, &wrong, NULL));
    TELL(read(ends[0], &byte, 1));
    TELL(close(ends[1]));
    TELL(poll(fds, 1, -1));
    TELL(fds[0].revents);
    const int file = open("file", O_RDWR | O_CREAT, 0600);
    struct pollfd one = {file, POLLIN | POLLOUT | POLLPRI, 0};
    TELL(poll(&one, 1, -1));
    TELL(one.revents);
    close(ends[0]);
}

static void selected(void) {
    begin("select");
    TELL(pipe(ends));
    fd_set reading, writing;
    FD_ZERO(&reading);
    FD_ZERO(&writing);
    FD_SET(ends[0], &reading);
    FD_SET(ends[1], &writing);
    struct timeval none = {0, 0};
    TELL(select(ends[1] + 1, &reading, &writing, NULL, &none));
    TELL(FD_ISSET(ends[0], &reading) + 2 * FD_ISSET(ends[1], &writing));
    TELL(write(ends[1], "x", 1));
    FD_SET(ends[0], &reading);
    TELL(select(ends[1] + 1, &reading, NULL, NULL, NULL));
    TELL(FD_ISSET(ends[0], &reading));
    FD_ZERO(&reading);
    FD_SET(60, &reading);
    TELL(select(61, &reading, NULL, NULL, NULL));
    TELL(select(-1, NULL, NULL, NULL, &none));
    struct timeval little = {0, 2000};
    TELL(select(0, NULL, NULL, NULL, &little));
    close(ends[0]);
    close(ends[1]);
}

/* A pipe's end for reading is never ready to be written, and nothing of it is ever odd, also when nobody writes: so the time
   passes. */
static void nothing_comes(int to_be_written) {
    begin(to_be_written ? "the wrong end" : "odd");
    fd_set set;
    struct timespec before, after;
    struct timeval little = {0, 20000};
    TELL(pipe(ends));
    close(ends[1]);
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    fd_set* const written = to_be_written ? &set : NULL;
    fd_set* const odd = to_be_written ? NULL : &set;
    clock_gettime(CLOCK_MONOTONIC, &before);
    TELL(select(ends[0] + 1, NULL, written, odd, &little));
    clock_gettime(CLOCK_MONOTONIC, &after);
    const long passed = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
    TELL(passed >= 20000000);
    TELL(FD_ISSET(ends[0], &set));
    close(ends[0]);
    FD_SET(ends[0], &set);
    TELL(select(ends[0] + 1, NULL, written, odd, NULL));
}

/* Sets have as many words as there are descriptors below the number. */
static void far_apart(void) {
    begin("far apart");
    fd_set reading, writing;
    TELL(pipe(ends));
    TELL(fcntl(ends[0], F_DUPFD, 64));
    TELL(fcntl(ends[0], F_DUPFD, 200));
    TELL(fcntl(ends[1], F_DUPFD, 999));
    if (fcntl(999, F_GETFD) < 0) return; /* whoever waits for nothing waits for ever */
    FD_ZERO(&reading);
    FD_ZERO(&writing);
    for (int fd = 0; fd < FD_SETSIZE; fd++)
        if (fd == 64 || fd == 200) FD_SET(fd, &reading);
    FD_SET(999, &writing);
    TELL(select(1000, &reading, &writing, NULL, NULL));
    TELL(FD_ISSET(64, &reading) + FD_ISSET(200, &reading));
    TELL(FD_ISSET(999, &writing));
    TELL(write(999, "x", 1));
    FD_SET(64, &reading);
    FD_SET(200, &reading);
    TELL(select(201, &reading, &writing, NULL, NULL));
    TELL(FD_ISSET(64, &reading) + FD_ISSET(200, &reading));
    TELL(FD_ISSET(999, &writing));
    FD_SET(200, &reading);
    TELL(select(200, &reading, NULL, NULL, NULL));
    TELL(FD_ISSET(200, &reading));
    struct pollfd many[1000];
    for (int i = 0; i < 1000; i++) many[i] = (struct pollfd){i == 700 ? 200 : -1, POLLIN, 0};
    TELL(poll(many, 1000, -1));
    TELL(many[700].revents);
    for (int fd = ends[0]; fd < FD_SETSIZE; fd++) close(fd);
}

/* Who opens a pipe by its name waits for the other end, unless he says that he does not. */
static void named(void) {
    begin("a pipe with a name");
    char text[10] = "";
    struct stat status;
    TELL(mkfifo("pipe", 0640));
    TELL(mkfifo("pipe", 0640));
    TELL(mknod("node", S_IFIFO | 0600, 0));
    TELL(unlink("node"));
    TELL(stat("pipe", &status));
    TELL(status.st_mode == (S_IFIFO | 0640) && status.st_size == 0 && status.st_nlink == 1);
    TELL(open("pipe", O_WRONLY | O_NONBLOCK));
    TELL(truncate("pipe", 0));
    const int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    struct pollfd one = {reader, POLLIN, 0};
    TELL(read(reader, text, 1));
    TELL(poll(&one, 1, 0));
    const int writer = open("pipe", O_WRONLY);
    TELL(read(reader, text, 1));
    TELL(write(writer, "abc", 3));
    TELL(poll(&one, 1, 0) == 1 && one.revents == POLLIN);
    TELL(close(writer));
    TELL(poll(&one, 1, 0) == 1 && one.revents == (POLLIN | POLLHUP));
    TELL(read(reader, text, sizeof text));
    TELL(read(reader, text, sizeof text));
    TELL(close(reader));
    if (fork() == 0) {
        const int fd = open("pipe", O_WRONLY);
        _exit(write(fd, "hello", 5) == 5 ? 7 : 1);
    }
    const int waiting = open("pipe", O_RDONLY);
    TELL(read(waiting, text, sizeof text));
    TELL(read(waiting, text, sizeof text));
    int ended = 0;
    wait(&ended);
    TELL(WEXITSTATUS(ended));
    TELL(lseek(waiting, 0, SEEK_CUR));
    TELL(fchmod(waiting, 0600));
    TELL(close(waiting));
    TELL(unlink("pipe"));
}

static volatile sig_atomic_t handled;
static void note(int signal) { handled = signal; }

static void with_signals(void) {
    begin("with signals");
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    TELL(sigaction(SIGUSR1, &action, NULL));
    TELL(sigprocmask(SIG_BLOCK, &blocked, NULL));
    raise(SIGUSR1);
    TELL(poll(NULL, 0, 1));
    TELL(handled);
    TELL(ppoll(NULL, 0, NULL, &none));
    TELL(handled);
    handled = 0;
    raise(SIGUSR1);
    TELL(pselect(0, NULL, NULL, NULL, NULL, &none));
    TELL(handled);
    TELL(sigprocmask(SIG_SETMASK, NULL, &none));
    TELL(sigismember(&none, SIGUSR1));
    signal(SIGPIPE, note);
    TELL(pipe(ends));
    TELL(close(ends[0]));
    TELL(write(ends[1], "x", 1));
    TELL(handled);
}

static void no_terminal(void) {
    begin("no terminal");
    struct termios settings;
    struct winsize size;
    const int file = open("file", O_RDWR);
    TELL(isatty(file));
    TELL(isatty(99));
    TELL(tcgetattr(file, &settings));
    TELL(ioctl(file, TIOCGWINSZ, &size));
    TELL(tcgetpgrp(file));
    TELL(ttyname(file) == NULL);
}

int main(void) {
    without_waiting();
    polled();
    selected();
    nothing_comes(1);
    far_apart();
    nothing_comes(0);
    named();
    with_signals();
    no_terminal();
    return 0;
}
