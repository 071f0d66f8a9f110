/* tests/linux/file_locks.c: locks on files, of processes and of open files, as Linux has them. */
#define _GNU_SOURCE
#include "tell.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static int set(int fd, int command, int type, long start, long length) {
    struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(fd, command, &lock);
}

/* Who is in the way of a lock on all of the file. */
static void show_obstacle(int fd, pid_t expected) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_GETLK, &lock) != 0) return perror("F_GETLK");
    if (lock.l_type == F_UNLCK)
        printf("nobody is in the way\n");
    else
        printf("type %d from %ld, %ld bytes, by whom it should be: %d\n", lock.l_type, (long)lock.l_start,
               (long)lock.l_len, lock.l_pid == expected);
}

static int run(int (*what)(int fd), int fd) {
    const pid_t child = fork();
    if (child == 0) _exit(what(fd));
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static int look(int fd) {
    show_obstacle(fd, getppid());
    TELL(set(fd, F_SETLK, F_WRLCK, 15, 1));
    TELL(set(fd, F_SETLK, F_RDLCK, 0, 0));
    return 0;
}

static int look_at_the_end(int fd) {
    show_obstacle(fd, getppid());
    TELL(set(fd, F_SETLK, F_RDLCK, INT64_MAX, 0));
    return 0;
}

static int own_lock(int fd) { return set(fd, F_SETLK, F_WRLCK, 0, 0) == 0 ? 0 : 1; }

static void of_processes(void) {
    const int fd = open("locked", O_RDWR | O_CREAT, 0600);
    const int reader = open("locked", O_RDONLY);
    TELL(set(fd, F_SETLK, F_WRLCK, 10, 20));
    run(look, fd);
    TELL(set(fd, F_SETLK, F_UNLCK, 15, 5));
    run(look, fd);
    TELL(set(fd, F_SETLK, F_RDLCK, 0, 0));
    run(look, fd);
    show_obstacle(fd, 0);
    TELL(set(reader, F_SETLK, F_WRLCK, 0, 1));
    TELL(set(fd, F_SETLK, 7, 0, 1));
    TELL(set(fd, F_SETLK, F_RDLCK, -1, 1));
    TELL(set(fd, F_SETLK, F_RDLCK, 5, -5));
    TELL(set(99, F_SETLK, F_RDLCK, 0, 1));
    TELL(fcntl(fd, F_SETLK, 8L));
    close(open("locked", O_PATH)); /* no descriptor to lock by */
    printf("free again: %d\n", run(own_lock, fd));
    close(reader); /* with it all locks of this process on the file go */
    printf("free again: %d\n", run(own_lock, fd));
    printf("the end of a process frees, too: %d\n", run(own_lock, fd));
    close(fd);
}

/* The last byte that a file could have; a lock that it is all of goes to the end. */
static void at_the_end(void) {
    const long last = INT64_MAX;
    const int fd = open("locked", O_RDWR);
    TELL(set(fd, F_SETLK, F_WRLCK, last, 0));
    run(look_at_the_end, fd);
    TELL(set(fd, F_SETLK, F_UNLCK, last, 0));
    TELL(set(fd, F_SETLK, F_WRLCK, last, 1));
    run(look_at_the_end, fd);
    TELL(set(fd, F_SETLK, F_UNLCK, last, 1));
    TELL(set(fd, F_SETLK, F_WRLCK, last - 1, 1));
    run(look_at_the_end, fd);
    TELL(set(fd, F_SETLK, F_WRLCK, last, 2));
    TELL(set(fd, F_SETLK, F_WRLCK, last, last));
    TELL(set(fd, F_SETLK, F_WRLCK, last, -last));
    TELL(set(fd, F_SETLK, F_WRLCK, 1, INT64_MIN));
    TELL(set(fd, F_SETLK, F_WRLCK, 0, INT64_MIN));
    close(fd);
}

/* Two processes each have what the other one waits for: one of them, whichever is later, is told. */
static void deadlock(void) {
    const int fd = open("locked", O_RDWR);
    int ready[2];
    if (pipe(ready) != 0) return;
    TELL(set(fd, F_SETLK, F_WRLCK, 0, 1));
    const pid_t child = fork();
    if (child == 0) {
        if (set(fd, F_SETLK, F_WRLCK, 1, 1) != 0 || write(ready[1], "", 1) != 1) _exit(9);
        _exit(set(fd, F_SETLKW, F_WRLCK, 0, 1) != 0 && errno == EDEADLK);
    }
    close(ready[1]); /* so that the end of a child that has no lock ends the read */
    char byte;
    if (read(ready[0], &byte, 1) != 1) return;
    const int parent_told = set(fd, F_SETLKW, F_WRLCK, 1, 1) != 0 && errno == EDEADLK;
    close(fd);
    int status = 0;
    waitpid(child, &status, 0);
    printf("told of the deadlock: %d\n", parent_told + WEXITSTATUS(status));
    close(ready[0]);
}

static int flock_at_once(int fd) {
    (void)fd;
    const int own = open("locked", O_RDWR);
    return flock(own, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

static int flock_by_the_same(int fd) { return flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno; }

static void of_open_files(void) {
    const int fd = open("locked", O_RDONLY);
    const int other = open("locked", O_RDWR);
    TELL(flock(fd, LOCK_EX));
    TELL(flock(other, LOCK_SH | LOCK_NB));
    TELL(run(flock_at_once, fd));
    TELL(run(flock_by_the_same, fd));
    TELL(flock(fd, LOCK_SH));
    TELL(flock(other, LOCK_SH | LOCK_NB));
    TELL(flock(fd, LOCK_EX | LOCK_NB));
    TELL(flock(other, LOCK_UN));
    TELL(flock(fd, 3));
    TELL(flock(99, LOCK_SH));
    TELL(set(other, F_SETLK, F_WRLCK, 0, 0)); /* the two kinds do not see each other */
    TELL(set(other, F_SETLK, F_UNLCK, 0, 0));
    TELL(set(other, F_OFD_SETLK, F_WRLCK, 0, 10));
    TELL(set(fd, F_OFD_SETLK, F_RDLCK, 5, 1));
    TELL(set(fd, F_OFD_SETLK, F_RDLCK, 10, 1));
    show_obstacle(fd, -1);
    close(other);
    TELL(set(fd, F_OFD_SETLK, F_RDLCK, 5, 1));
    close(fd);
    printf("free again: %d\n", run(own_lock, open("locked", O_RDWR)));
}

static void of_devices(void) {
    const int fd = open("/dev/null", O_RDWR);
    const int other = open("/dev/null", O_RDWR);
    TELL(flock(fd, LOCK_EX));
    TELL(flock(other, LOCK_EX | LOCK_NB));
    close(fd);
    TELL(flock(other, LOCK_EX | LOCK_NB));
    close(other);
    TELL(run(own_lock, open("/dev/null", O_RDWR)));
}

/* Every second byte has a lock of its own, as long as there are any. */
static void many(void) {
    const int fd = open("locked", O_RDWR);
    int taken = 0;
    TELL(set(fd, F_SETLK, F_WRLCK, 10000, 10));
    while (taken < 2000 && set(fd, F_SETLK, F_WRLCK, 2 * taken, 1) == 0) taken++;
    TELL(taken);
    TELL(set(fd, F_SETLK, F_WRLCK, 20000, 1));
    TELL(set(fd, F_SETLK, F_UNLCK, 10003, 1));
    TELL(set(fd, F_SETLK, F_RDLCK, 10004, 1));
    TELL(set(fd, F_SETLK, F_UNLCK, 10000, 1));
    TELL(set(fd, F_SETLK, F_UNLCK, 0, 1));
    TELL(set(fd, F_SETLK, F_UNLCK, 10005, 1));
    TELL(set(fd, F_SETLK, F_UNLCK, 0, 4000));
    TELL(set(fd, F_SETLK, F_WRLCK, 20000, 2));
    close(fd);
    printf("free again: %d\n", run(own_lock, open("locked", O_RDWR)));
}

int main(void) {
    begin("locks");
    of_processes();
    at_the_end();
    deadlock();
    of_open_files();
    of_devices();
    many();
    TELL(unlink("locked"));
    return 0;
}
