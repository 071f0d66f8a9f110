/* tests/linux/watches.c: epoll and eventfd: what is told of files that are watched, and when it is told again. */
#define _GNU_SOURCE
#include "tell.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int set;

static int control(int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event = {events, {.u64 = data}};
    return epoll_ctl(set, operation, fd, &event);
}

/* What there is now, in an order of its own: the sum of what is told of each, by its data. */
static void show(const char* when) {
    struct epoll_event events[8];
    const int count = epoll_wait(set, events, 8, 0);
    printf("%s: %d", when, count);
    for (uint64_t data = 0; data < 10; data++)
        for (int i = 0; i < count; i++)
            if (events[i].data.u64 == data) printf(", %lu: %#x", data, events[i].events);
    printf("\n");
}

static void put(int fd) {
    if (write(fd, "x", 1) != 1) perror("write");
}

static void get(int fd) {
    char byte;
    if (read(fd, &byte, 1) != 1) perror("read");
}

/* Of one page, so that there is room for what goes in as one only when it is empty. */
static void open_pipe(int* ends) {
    if (pipe(ends) != 0) perror("pipe");
    if (fcntl(ends[1], F_SETPIPE_SZ, 4096) != 4096) perror("F_SETPIPE_SZ");
}

static void levels(void) {
    int ends[2];
    open_pipe(ends);
    begin("as long as it is there");
    TELL(control(EPOLL_CTL_ADD, ends[0], EPOLLIN, 1));
    TELL(control(EPOLL_CTL_ADD, ends[1], EPOLLOUT, 2));
    show("an empty pipe");
    put(ends[1]);
    show("a byte");
    show("again");
    TELL(control(EPOLL_CTL_MOD, ends[1], EPOLLIN, 3));
    show("other wishes");
    get(ends[0]);
    show("none");
    TELL(control(EPOLL_CTL_DEL, ends[0], 0, 0));
    put(ends[1]);
    show("nobody asks");
    TELL(control(EPOLL_CTL_ADD, ends[0], 0, 4));
    close(ends[1]);
    show("nobody writes");
    close(ends[0]);
    show("nothing is left");
}

static void changes(void) {
    int ends[2];
    open_pipe(ends);
    begin("changes");
    TELL(control(EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLET, 1));
    show("empty");
    put(ends[1]);
    show("a byte");
    show("the same");
    put(ends[1]);
    show("one more");
    get(ends[0]);
    show("one is taken");
    get(ends[0]);
    put(ends[1]);
    show("another in its place");
    TELL(control(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET, 2));
    show("asked for anew");
    TELL(control(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 3));
    show("once");
    show("and no more");
    close(ends[1]);
    show("not even its end");
    TELL(control(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 4));
    show("once more");
    close(ends[0]);
}

static void descriptors(void) {
    int ends[2];
    open_pipe(ends);
    begin("several descriptors");
    const int copy = dup(ends[0]);
    TELL(control(EPOLL_CTL_ADD, ends[0], EPOLLIN, 1));
    TELL(control(EPOLL_CTL_ADD, copy, EPOLLIN, 2));
    put(ends[1]);
    show("both");
    close(copy);
    show("still open"); /* as on Linux: the file is, though not by this number */
    close(ends[0]);
    show("closed");
    TELL(control(EPOLL_CTL_ADD, ends[1], 0, 3));
    show("nobody reads");
    close(ends[1]);
}

static struct epoll_event* volatile nowhere = (struct epoll_event*)16; /* which the compiler would see */

/* Each time there is one answer to be had; what did not arrive was not told. */
static void lost_answers(void) {
    int ends[2];
    if (pipe(ends) != 0) perror("pipe");
    begin("lost answers");
    put(ends[1]);
    TELL(control(EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLET, 1));
    TELL(epoll_wait(set, nowhere, 1, 0));
    show("a change");
    TELL(control(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 2));
    TELL(epoll_wait(set, nowhere, 1, 0));
    show("once");
    show("and no more");
    close(ends[0]);
    close(ends[1]);
}

static volatile int less_than_none = -1; /* which the compiler would see */

static void mistakes(void) {
    struct epoll_event event = {EPOLLIN, {0}};
    const int file = open("/proc/self/exe", O_RDONLY);
    const int folder = open(".", O_RDONLY);
    int ends[2];
    open_pipe(ends);
    begin("mistakes");
    TELL(epoll_create1(1));
    TELL(epoll_create(0));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, 99, &event));
    TELL(epoll_ctl(99, EPOLL_CTL_ADD, ends[0], &event));
    TELL(epoll_ctl(ends[0], EPOLL_CTL_ADD, ends[1], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, set, &event));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, folder, &event));
    TELL(epoll_ctl(set, 9, ends[0], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], NULL));
    TELL(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    TELL(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL));
    TELL(epoll_wait(set, &event, 0, 0));
    TELL(epoll_wait(set, &event, less_than_none, 0));
    TELL(epoll_wait(ends[0], &event, 1, 0));
    TELL(epoll_wait(99, &event, 1, 0));
    TELL(epoll_wait(set, &event, 1, 20));
    close(ends[0]);
    close(ends[1]);
    close(folder);
    close(file);
}

static void* put_later(void* fd) {
    usleep(50000);
    put(*(int*)fd);
    return NULL;
}

static void interrupt(int signal) { (void)signal; }

static atomic_int is_over;

/* However late the other one is: a signal that comes before it waits ends nothing. */
static void* interrupt_until_over(void* thread) {
    while (!is_over) {
        pthread_kill(*(pthread_t*)thread, SIGUSR1);
        usleep(1000);
    }
    return NULL;
}

static void waiting(void) {
    struct epoll_event event;
    int ends[2];
    open_pipe(ends);
    begin("waiting");
    control(EPOLL_CTL_ADD, ends[0], EPOLLIN, 7);
    pthread_t other, self = pthread_self();
    pthread_create(&other, NULL, put_later, &ends[1]);
    TELL(epoll_wait(set, &event, 1, -1));
    TELL(event.data.u64);
    pthread_join(other, NULL);
    get(ends[0]);
    const struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&other, NULL, interrupt_until_over, &self);
    TELL(epoll_wait(set, &event, 1, -1));
    is_over = 1;
    pthread_join(other, NULL);
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGUSR1);
    TELL(epoll_wait(set, &event, 1, 10));
    TELL(epoll_pwait(set, &event, 1, -1, &none));
    TELL(pthread_sigmask(SIG_UNBLOCK, &blocked, NULL));
    close(ends[0]);
    close(ends[1]);
}

static void counters(void) {
    uint64_t value[2] = {0, 0};
    begin("counters");
    const int fd = eventfd(3, EFD_NONBLOCK);
    TELL(control(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT, 1));
    show("three");
    TELL(read(fd, value, 7));
    TELL(read(fd, value, 16));
    TELL(value[0]);
    show("none");
    TELL(read(fd, value, 8));
    value[0] = UINT64_MAX;
    TELL(write(fd, value, 8));
    value[0] = UINT64_MAX - 1;
    TELL(write(fd, value, 7));
    TELL(write(fd, value, 8));
    show("full");
    value[0] = 1;
    TELL(write(fd, value, 8));
    TELL(read(fd, value, 8));
    TELL(value[0] == UINT64_MAX - 1);
    TELL(eventfd(0, 2));
    close(fd);
    const int ones = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    TELL(fcntl(ones, F_GETFD));
    TELL(fcntl(ones, F_GETFL) & O_ACCMODE);
    TELL(read(ones, value, 8));
    TELL(value[0]);
    TELL(read(ones, value, 8));
    TELL(read(ones, value, 8));
    close(ones);
}

int main(void) {
    set = epoll_create1(EPOLL_CLOEXEC);
    TELL(fcntl(set, F_GETFD));
    levels();
    changes();
    descriptors();
    lost_answers();
    mistakes();
    waiting();
    counters();
    show("at the end");
    return 0;
}
