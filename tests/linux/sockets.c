/* tests/linux/sockets.c: pairs of sockets; and what programs that would use networks are told of files that are none. */
#include "tell.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];
static char bytes[100000];
static void* volatile nowhere; /* a bad address, which the compiler does not know */

static int readiness(int fd) {
    struct pollfd poll_one = {fd, POLLIN | POLLOUT, 0};
    poll(&poll_one, 1, 0);
    return poll_one.revents;
}

static void in_both_directions(void) {
    begin("pairs");
    struct stat status;
    TELL(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    TELL(fstat(ends[0], &status) == 0 && status.st_mode == (S_IFSOCK | 0777));
    TELL(fchmod(ends[0], 0640));
    TELL(fstat(ends[0], &status) == 0 && status.st_mode == (S_IFSOCK | 0640));
    TELL(fstat(ends[1], &status) == 0 && status.st_mode == (S_IFSOCK | 0777));
    TELL(readiness(ends[0]));
    TELL(write(ends[0], "there", 5));
    TELL(send(ends[1], "and back", 8, 0));
    TELL(readiness(ends[0]));
    TELL(recv(ends[1], bytes, 3, MSG_PEEK));
    TELL(read(ends[1], bytes, sizeof bytes) == 5 && memcmp(bytes, "there", 5) == 0);
    TELL(recvfrom(ends[0], bytes, 4, 0, NULL, NULL) == 4 && memcmp(bytes, "and ", 4) == 0);
    TELL(read(ends[0], bytes, sizeof bytes) == 4 && memcmp(bytes, "back", 4) == 0);
    TELL(recv(ends[0], bytes, 1, MSG_DONTWAIT));
    TELL(lseek(ends[0], 0, SEEK_SET));
    TELL(write(ends[0], nowhere, 5));
    TELL(send(ends[0], "x", 1, 0));
    TELL(recv(ends[1], nowhere, 5, 0));
    TELL(recv(ends[1], bytes, 5, 0));
}

static void names(void) {
    begin("names");
    struct sockaddr address = {0};
    socklen_t size = sizeof address;
    TELL(getsockname(ends[0], &address, &size));
    TELL(size == sizeof address.sa_family && address.sa_family == AF_UNIX);
    size = 0;
    TELL(getpeername(ends[0], nowhere, &size));
    TELL(size == sizeof address.sa_family);
}

static int option(int which) {
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(ends[0], SOL_SOCKET, which, &value, &size) == 0 ? value : -1;
}

static void options(void) {
    begin("options");
    int value = 0;
    socklen_t size = 2;
    TELL(option(SO_TYPE) == SOCK_STREAM);
    TELL(option(SO_DOMAIN) == AF_UNIX);
    TELL(option(SO_PROTOCOL));
    TELL(option(SO_ERROR));
    TELL(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, nowhere, &size));
    TELL(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, &value, nowhere));
}

static void messages(void) {
    begin("messages");
    struct iovec out[3] = {{"one, ", 5}, {NULL, 0}, {"two", 3}};
    struct iovec in[2] = {{bytes, 4}, {bytes + 100, 50}};
    char control[64];
    struct msghdr sent = {.msg_iov = out, .msg_iovlen = 3};
    struct msghdr received = {
        .msg_iov = in, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    TELL(sendmsg(ends[0], &sent, 0));
    TELL(recvmsg(ends[1], &received, 0));
    TELL(memcmp(bytes, "one,", 4) == 0 && memcmp(bytes + 100, " two", 4) == 0);
    TELL(received.msg_controllen);
    TELL(received.msg_flags);
    TELL(recvmsg(ends[1], &received, MSG_DONTWAIT));
    TELL(send(ends[0], "four", 4, 0));
    TELL(recvmsg(ends[1], &received, 0));
    TELL(sendmsg(ends[0], nowhere, 0));
    received.msg_iovlen = 0;
    TELL(sendmsg(ends[0], &received, 0));
}

/* What is told of a socket that is watched for changes, since the last time: one's own doing is none. */
static void watched(void) {
    begin("watched");
    const int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET};
    TELL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    TELL(epoll_wait(set, &event, 1, 0) == 1 && event.events == EPOLLOUT);
    TELL(send(ends[1], "x", 1, 0));
    TELL(epoll_wait(set, &event, 1, 1000) == 1 && event.events == (EPOLLIN | EPOLLOUT));
    TELL(send(ends[0], "x", 1, 0));
    TELL(epoll_wait(set, &event, 1, 0));
    TELL(recv(ends[0], bytes, 5, 0));
    TELL(recv(ends[1], bytes, 5, 0));
    close(set);
}

static void be_interrupted(int signal) { (void)signal; }

/* A child sends signals for as long as it lives: one of them comes while its parent sleeps. */
static void interrupted(void) {
    begin("interrupted");
    struct sigaction action = {.sa_handler = be_interrupted};
    sigaction(SIGUSR1, &action, NULL);
    const pid_t parent = getpid();
    const pid_t child = fork();
    while (child == 0) {
        kill(parent, SIGUSR1);
        usleep(1000);
    }
    const bool in_sleep = recv(ends[0], bytes, 1, 0) == -1 && errno == EINTR;
    signal(SIGUSR1, SIG_IGN);
    TELL(in_sleep);
    TELL(kill(child, SIGKILL));
    TELL(waitpid(child, NULL, 0) == child);
}

/* The other side is closed only when all have closed it that have it. */
static void shared(void) {
    begin("shared");
    char name[50] = "", place[50];
    int two[2];
    TELL(socketpair(AF_UNIX, SOCK_STREAM, 0, two));
    const int copy = dup(two[1]);
    snprintf(place, sizeof place, "/proc/self/fd/%d", copy);
    TELL(readlink(place, name, sizeof name - 1) > 0 && strncmp(name, "socket:[", 8) == 0);
    const pid_t child = fork();
    if (child == 0) {
        close(two[0]);
        char byte = 0;
        if (read(copy, &byte, 1) == 1 && write(copy, &byte, 1) == 1) _exit(0);
        _exit(1);
    }
    close(two[1]);
    close(copy);
    TELL(write(two[0], "x", 1));
    TELL(read(two[0], bytes, 5));
    TELL(read(two[0], bytes, 5));
    int status = -1;
    TELL(waitpid(child, &status, 0) == child && status == 0);
    close(two[0]);
}

/* More than any pair holds, from a child that waits for room. */
static void much(void) {
    begin("much");
    size_t count = 0;
    long sum = 0;
    const pid_t child = fork();
    if (child == 0) {
        for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i % 101);
        _exit(write(ends[1], bytes, sizeof bytes) == (ssize_t)sizeof bytes ? 0 : 1);
    }
    while (count < sizeof bytes) {
        const ssize_t more = read(ends[0], bytes, 3000);
        for (ssize_t i = 0; i < more; i++) sum += bytes[i] * (long)((count + (size_t)i) % 7);
        if (more <= 0) break;
        count += (size_t)more;
    }
    int status = -1;
    TELL(waitpid(child, &status, 0) == child && status == 0);
    TELL(count);
    TELL(sum);
}

static void note_pipe(int signal) { printf("signal %d\n", signal); }

static void endings(void) {
    begin("endings");
    signal(SIGPIPE, note_pipe);
    TELL(shutdown(ends[0], 3));
    TELL(write(ends[0], "rest", 4));
    TELL(shutdown(ends[0], SHUT_WR));
    TELL(write(ends[0], "x", 1));
    TELL(read(ends[1], bytes, sizeof bytes));
    TELL(read(ends[1], bytes, sizeof bytes));
    TELL(readiness(ends[0]));
    TELL(readiness(ends[1]));
    TELL(write(ends[1], "other", 5));
    TELL(close(ends[1]));
    TELL(readiness(ends[0]));
    TELL(read(ends[0], bytes, sizeof bytes));
    TELL(read(ends[0], bytes, sizeof bytes));
    TELL(send(ends[0], "x", 1, MSG_NOSIGNAL));
    close(ends[0]);
    TELL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends));
    TELL(fcntl(ends[0], F_GETFD));
    TELL(fcntl(ends[1], F_GETFL) == (O_RDWR | O_NONBLOCK));
    TELL(read(ends[0], bytes, 1));
    while (write(ends[0], bytes, sizeof bytes) > 0) continue;
    TELL(write(ends[0], bytes, 1));
    TELL(readiness(ends[0]) & POLLOUT);
    TELL(socketpair(AF_UNIX, SOCK_STREAM, 0, nowhere));
    TELL(socketpair(9999, SOCK_STREAM, 0, ends));
}

int main(void) {
    struct sockaddr address = {0};
    socklen_t size = sizeof address;
    int value = 0;
    const int file = open(".", O_RDONLY);
    in_both_directions();
    names();
    options();
    messages();
    watched();
    interrupted();
    shared();
    much();
    endings();
    begin("sockets");
    TELL(socket(9999, SOCK_STREAM, 0));
    TELL(getpeername(file, &address, &size));
    TELL(getsockname(file, &address, &size));
    TELL(getsockopt(file, SOL_SOCKET, SO_TYPE, &value, &size));
    TELL(setsockopt(file, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
    TELL(bind(file, &address, sizeof address));
    TELL(connect(file, &address, sizeof address));
    TELL(listen(file, 1));
    TELL(accept(file, NULL, NULL));
    TELL(send(file, "x", 1, 0));
    TELL(recv(file, &value, 1, 0));
    TELL(shutdown(file, SHUT_RDWR));
    close(file);
    TELL(getpeername(file, &address, &size));
    TELL(send(-1, "x", 1, 0));
    return 0;
}
