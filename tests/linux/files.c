/* tests/linux/files.c: files and what is known of them, as glibc and others ask Linux for them. */
#define _GNU_SOURCE
#include "tell.h"
#include <dirent.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void make_file(const char* path, const char* text) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd) < 0) perror(path);
}

static void show_file(const char* path) {
    char text[100];
    const int fd = open(path, O_RDONLY);
    const long length = fd < 0 ? 0 : read(fd, text, sizeof text);
    printf("%s has %ld bytes: %.*s\n", path, length, (int)(length < 0 ? 0 : length), text);
    close(fd);
}

/* --- what may be done with a file --- */

/* By the link of a descriptor, which leads to the file itself. */
static void tell_access_to_open(const char* what, int fd) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    printf("%s:\n", what);
    TELL(access(path, F_OK));
    TELL(access(path, R_OK));
    TELL(access(path, R_OK | W_OK));
    TELL(access(path, X_OK));
    TELL(faccessat(AT_FDCWD, path, R_OK, AT_EACCESS));
}

static void open_files(void) {
    make_file("open", "text");
    const int fd = open("open", O_RDONLY);
    int ends[2];
    TELL(access("/dev/stdin", R_OK));
    TELL(pipe(ends));
    tell_access_to_open("a file", fd);
    tell_access_to_open("a pipe", ends[0]);
    TELL(syscall(SYS_faccessat2, ends[1], "", W_OK, AT_EMPTY_PATH));
    close(ends[0]);
    close(ends[1]);
    close(fd);
    tell_access_to_open("none", fd);
    unlink("open");
}

static void permissions(void) {
    make_file("plain", "text");
    chmod("plain", 0640);
    const int fd = open("plain", O_RDONLY);
    const int here = open(".", O_PATH | O_DIRECTORY);
    struct stat known;
    TELL(access("plain", F_OK));
    TELL(access("plain", R_OK | W_OK));
    TELL(access("plain", X_OK));
    TELL(access(".", X_OK | W_OK));
    TELL(access("none", F_OK));
    TELL(access("plain/x", F_OK));
    TELL(syscall(SYS_faccessat, here, "plain", 8));
    TELL(syscall(SYS_faccessat2, here, "plain", R_OK, 0x4000));
    TELL(syscall(SYS_faccessat2, fd, "", R_OK, AT_EMPTY_PATH));
    TELL(faccessat(here, "plain", R_OK, AT_EACCESS));
    TELL(fchmod(fd, 04751));
    TELL(fstat(fd, &known));
    printf("mode %o\n", known.st_mode);
    TELL(fchmodat(here, "plain", 0600, 0));
    TELL(fchmodat(here, "none", 0600, 0));
    TELL(fchmod(here, 0700));
    TELL(fchmod(99, 0700));
    TELL(fchown(fd, 12, 70000));
    TELL(chown("plain", -1, 34));
    TELL(fchownat(here, "plain", 56, -1, AT_SYMLINK_NOFOLLOW));
    TELL(fchownat(here, "plain", 56, -1, 0x4000));
    TELL(lchown("none", 1, 1));
    TELL(stat("plain", &known));
    printf("mode %o, owner %u, group %u\n", known.st_mode, known.st_uid, known.st_gid);
    close(fd);
    close(here);
    TELL(unlink("plain"));
}

/* --- what is told of a file --- */

static void show_times(const char* path) {
    struct stat known;
    if (stat(path, &known) != 0) return;
    printf("times %ld %ld\n", (long)known.st_atime, (long)known.st_mtime);
}

static void times(void) {
    make_file("timed", "");
    const int fd = open("timed", O_RDONLY);
    const struct timespec both[2] = {{1000, 0}, {2000, 0}};
    const struct timespec one[2] = {{0, UTIME_OMIT}, {3000, 0}};
    const struct timespec none[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
    const struct timespec wrong[2] = {{0, 0}, {0, 1000000000}};
    TELL(utimensat(AT_FDCWD, "timed", both, 0));
    show_times("timed");
    TELL(futimens(fd, one));
    show_times("timed");
    TELL(utimensat(AT_FDCWD, "none", none, 0));
    TELL(utimensat(AT_FDCWD, "none", both, 0));
    TELL(utimensat(AT_FDCWD, "timed", wrong, 0));
    TELL(utimensat(AT_FDCWD, "timed", both, 0x4000));
    TELL(futimens(99, both));
    TELL(futimens(fd, NULL));
    struct stat known;
    TELL(fstat(fd, &known));
    printf("now: %d\n", known.st_mtime > 1000000000 && known.st_atime == known.st_mtime);
    close(fd);
    TELL(unlink("timed"));
}

static void what_is_told(void) {
    make_file("told", "12345");
    struct statx known;
    TELL(statx(AT_FDCWD, "told", 0, STATX_BASIC_STATS, &known));
    printf("%o, %u names, %llu bytes, all told: %d\n", known.stx_mode, known.stx_nlink, known.stx_size,
           (known.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
    const int fd = open("told", O_RDONLY);
    TELL(statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &known));
    printf("%llu bytes\n", known.stx_size);
    TELL(statx(fd, "", 0, STATX_SIZE, &known));
    TELL(statx(AT_FDCWD, "none", 0, STATX_SIZE, &known));
    TELL(statx(AT_FDCWD, "told", 0x8000, STATX_SIZE, &known));
    TELL(statx(AT_FDCWD, "/dev/null", 0, STATX_BASIC_STATS, &known));
    printf("device %u %u\n", known.stx_rdev_major, known.stx_rdev_minor);
    struct statfs system;
    TELL(statfs(".", &system));
    TELL(fstatfs(fd, &system));
    printf("%d %d\n", system.f_namelen == 255, system.f_bsize > 0 && system.f_bfree <= system.f_blocks);
    TELL(statfs("none", &system));
    TELL(fstatfs(99, &system));
    close(fd);
    TELL(unlink("told"));
}

/* --- names --- */

static void names(void) {
    make_file("one", "1");
    make_file("two", "2");
    TELL(renameat2(AT_FDCWD, "one", AT_FDCWD, "two", RENAME_NOREPLACE));
    TELL(renameat2(AT_FDCWD, "one", AT_FDCWD, "three", RENAME_NOREPLACE));
    TELL(renameat2(AT_FDCWD, "one", AT_FDCWD, "three", 0));
    TELL(renameat2(AT_FDCWD, "three", AT_FDCWD, "two", 0));
    TELL(renameat2(AT_FDCWD, "two", AT_FDCWD, "x", RENAME_NOREPLACE | RENAME_EXCHANGE));
    TELL(symlink("two", "link"));
    TELL(open("link", O_RDONLY | O_NOFOLLOW));
    TELL(open("link", O_RDONLY | O_NOFOLLOW | O_CREAT, 0600));
    const int place = open("link", O_PATH | O_NOFOLLOW);
    struct stat known;
    TELL(fstat(place, &known));
    printf("a link: %d\n", S_ISLNK(known.st_mode));
    char byte;
    TELL(read(place, &byte, 1));
    close(place);
    TELL(mkdir("folder", 0755));
    const int folder = open("folder", O_RDONLY | O_DIRECTORY);
    TELL(fchdir(folder));
    TELL(access("../two", F_OK));
    TELL(chdir(".."));
    TELL(fchdir(99));
    TELL(open("two", O_RDONLY | O_DIRECTORY));
    TELL(open("folder", O_WRONLY));
    TELL(open("new/", O_WRONLY | O_CREAT, 0600));
    TELL(mknod("node", S_IFREG | 0600, 0));
    TELL(mknod("node", S_IFREG | 0600, 0));
    close(folder);
    TELL(unlink("node") + unlink("two") + unlink("link") + rmdir("folder"));
}

/* Each leads to the one before it; as many as Linux follows. */
static void links(void) {
    char name[20], target[20];
    make_file("link0", "here");
    for (int i = 1; i <= 41; i++) {
        snprintf(target, sizeof target, "link%d", i - 1);
        snprintf(name, sizeof name, "link%d", i);
        if (symlink(target, name) != 0) perror(name);
    }
    TELL(access("link40", F_OK));
    TELL(access("link41", F_OK));
    for (int i = 0; i <= 41; i++) {
        snprintf(name, sizeof name, "link%d", i);
        if (unlink(name) != 0) perror(name);
    }
    char longest[300];
    memset(longest, 'n', sizeof longest);
    longest[255] = 0;
    make_file(longest, "");
    TELL(access(longest, F_OK));
    TELL(unlink(longest));
    longest[255] = 'n', longest[256] = 0;
    TELL(open(longest, O_WRONLY | O_CREAT, 0600));
    DIR* here = opendir(".");
    int count = 0;
    for (struct dirent* entry; here && (entry = readdir(here));) count += entry->d_type == DT_DIR;
    printf("directories: %d\n", count);
    closedir(here);
}

/* --- descriptors --- */

static void descriptors(void) {
    int ends[2];
    char bytes[200];
    TELL(pipe2(ends, O_NONBLOCK | O_CLOEXEC));
    TELL(read(ends[0], bytes, 1));
    TELL(fcntl(ends[0], F_GETFL));
    TELL(fcntl(ends[0], F_SETFL, 0));
    TELL(fcntl(ends[0], F_GETFL));
    TELL(fcntl(ends[0], F_SETFL, O_NONBLOCK | O_CREAT));
    TELL(fcntl(ends[0], F_GETFL));
    TELL(fcntl(ends[0], F_GETFD));
    TELL(fcntl(ends[0], F_DUPFD_CLOEXEC, 20));
    TELL(fcntl(20, F_GETPIPE_SZ) >= 4096);
    TELL(fcntl(0, 12345, 0));
    TELL(fcntl(99, F_GETFD));
    TELL(dup2(ends[0], 30));
    TELL(close_range(20, 25, CLOSE_RANGE_CLOEXEC));
    TELL(fcntl(20, F_GETFD));
    TELL(close_range(20, ~0u, 0));
    TELL(fcntl(20, F_GETFD));
    TELL(fcntl(30, F_GETFD));
    TELL(close_range(30, 20, 0));
    TELL(close_range(30, 40, 0x80));
    struct iovec pieces[3] = {{bytes, 3}, {bytes + 10, 0}, {bytes + 20, 100}};
    TELL(write(ends[1], "abc", 3));
    TELL(fcntl(ends[0], F_SETFL, 0));
    TELL(readv(ends[0], pieces, 3));
    TELL(write(ends[1], "defghi", 6));
    TELL(readv(ends[0], pieces, 3));
    printf("%.3s %.3s\n", bytes, bytes + 20);
    TELL(lseek(ends[0], 0, SEEK_CUR));
    TELL(posix_fadvise(ends[0], 0, 0, POSIX_FADV_SEQUENTIAL));
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    TELL(write(ends[1], "x", 1));
    close(ends[1]);
}

/* --- bytes --- */

static void bytes(void) {
    make_file("from", "0123456789");
    const int from = open("from", O_RDONLY);
    const int to = open("to", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[20] = "";
    struct iovec pieces[2] = {{text, 2}, {text + 5, 3}};
    TELL(preadv(from, pieces, 2, 4));
    printf("%.2s %.3s\n", text, text + 5);
    TELL(preadv(from, pieces, 2, -1));
    TELL(preadv2(from, pieces, 2, -1, 0));
    TELL(lseek(from, 0, SEEK_CUR));
    TELL(pwritev(to, pieces, 2, 3));
    TELL(preadv(from, pieces, 0, 0));
    TELL(lseek(to, 0, SEEK_SET));
    TELL(ftruncate(to, 0));
    off_t offset = 7;
    TELL(sendfile(to, from, &offset, 100));
    printf("offset %ld, place %ld\n", (long)offset, (long)lseek(from, 0, SEEK_CUR));
    TELL(sendfile(to, from, NULL, 2));
    printf("place %ld %ld\n", (long)lseek(from, 0, SEEK_CUR), (long)lseek(to, 0, SEEK_CUR));
    show_file("to");
    off_t in = 1, out = 0;
    TELL(copy_file_range(from, &in, to, &out, 4, 0));
    printf("offsets %ld %ld\n", (long)in, (long)out);
    show_file("to");
    TELL(copy_file_range(from, NULL, to, NULL, 100, 0));
    show_file("to");
    TELL(copy_file_range(from, NULL, to, NULL, 100, 1));
    TELL(copy_file_range(to, &(off_t){0}, to, &(off_t){1}, 5, 0));
    TELL(sendfile(from, to, NULL, 1));
    TELL(sendfile(99, from, NULL, 1));
    TELL(truncate("to", 3));
    show_file("to");
    TELL(truncate("to", -1));
    TELL(truncate("none", 1));
    TELL(truncate(".", 1));
    TELL(posix_fallocate(to, 0, 6));
    struct stat known;
    fstat(to, &known);
    printf("%ld bytes\n", (long)known.st_size);
    TELL(posix_fadvise(to, 0, 0, POSIX_FADV_DONTNEED));
    TELL(posix_fadvise(to, 0, 0, 77));
    TELL(sync_file_range(to, 0, 0, 0));
    TELL(syncfs(to));
    close(to);
    const int synced = open("to", O_WRONLY | O_APPEND | O_SYNC);
    TELL(write(synced, "!", 1));
    TELL(sendfile(synced, from, NULL, 1));
    close(synced);
    close(from);
    TELL(unlink("from") + unlink("to"));
}

int main(void) {
    begin("files");
    umask(022);
    permissions();
    open_files();
    times();
    what_is_told();
    names();
    links();
    descriptors();
    bytes();
    return 0;
}
