// user/libc/composed_files.cpp: POSIX functions about files that are a system call with other arguments, or several.

#include "abi/integers.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

extern "C" {

int mkdir(const char* path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int mkfifo(const char* path, mode_t mode) { return mkfifoat(AT_FDCWD, path, mode); }
int unlink(const char* path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char* path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int link(const char* from, const char* to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int symlink(const char* target, const char* path) { return symlinkat(target, AT_FDCWD, path); }
int rename(const char* from, const char* to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
int chmod(const char* path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }
int fchmod(int fd, mode_t mode) { return fchmodat(fd, "", mode, AT_EMPTY_PATH); }
int fdatasync(int fd) { return fsync(fd); } // what belongs to a file is written with its bytes

ssize_t readlink(const char* path, char* target, size_t size) {
    return readlinkat(AT_FDCWD, path, target, size);
}

// A file, or an empty directory.
int remove(const char* path) {
    if (unlink(path) == 0) return 0;
    return errno == EISDIR ? rmdir(path) : -1;
}

int truncate(const char* path, off_t size) {
    const int fd = openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    const int result = ftruncate(fd, size);
    const int error = errno; // which close might change
    close(fd);
    errno = error;
    return result;
}

// --- times ---

int futimens(int fd, const timespec times[2]) { return utimensat(fd, "", times, AT_EMPTY_PATH); }

int utimes(const char* path, const timeval times[2]) {
    if (!times) return utimensat(AT_FDCWD, path, nullptr, 0);
    const timespec exact[2] = {{times[0].tv_sec, times[0].tv_usec * 1000},
                               {times[1].tv_sec, times[1].tv_usec * 1000}};
    return utimensat(AT_FDCWD, path, exact, 0);
}

int utime(const char* path, const utimbuf* times) {
    if (!times) return utimensat(AT_FDCWD, path, nullptr, 0);
    const timespec exact[2] = {{times->actime, 0}, {times->modtime, 0}};
    return utimensat(AT_FDCWD, path, exact, 0);
}

// --- files and directories whose name nobody has chosen ---

} // extern "C"

namespace {

constexpr char kPlaces[] = "XXXXXX"; // what a name ends with before it is chosen
constexpr int kTries = 1000;

// Puts other characters into the places: of all there are, those that a number says.
void choose_name(char* places, u64 number) {
    constexpr char kCharacters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr u64 kCount = sizeof kCharacters - 1;
    for (usize i = 0; i < strlen(kPlaces); ++i, number /= kCount) places[i] = kCharacters[number % kCount];
}

// The next number, which nobody can foresee, where there is a device for that; else the time will do.
u64 next_number() {
    u64 number = 0;
    const int fd = openat(AT_FDCWD, "/dev/urandom", O_RDONLY | O_CLOEXEC);
    const bool random = fd >= 0 && read(fd, &number, sizeof number) == sizeof number;
    if (fd >= 0) close(fd);
    if (random) return number;
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<u64>(now.tv_nsec) * 2'654'435'761u + static_cast<u64>(getpid());
}

// Tries names until one is new: `make` answers -1 with EEXIST for one that is not. What it answered at last.
int make_new(char* name, int (*make)(const char* path)) {
    const usize length = strlen(name);
    if (length < strlen(kPlaces) || strcmp(name + length - strlen(kPlaces), kPlaces) != 0) {
        errno = EINVAL;
        return -1;
    }
    for (int tries = 0; tries < kTries; ++tries) {
        choose_name(name + length - strlen(kPlaces), next_number());
        const int result = make(name);
        if (result >= 0) return result;
        if (errno != EEXIST) break;
    }
    memcpy(name + length - strlen(kPlaces), kPlaces, strlen(kPlaces)); // as it was
    return -1;
}

int make_file(const char* path) { return openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0600); }
int make_directory(const char* path) { return mkdir(path, 0700); }

} // namespace

extern "C" {

int mkstemp(char* name) { return make_new(name, make_file); }
char* mkdtemp(char* name) { return make_new(name, make_directory) < 0 ? nullptr : name; }

// Its name is gone at once, so that the file goes when it is closed.
FILE* tmpfile() {
    char name[] = "/tmp/fileXXXXXX";
    const int fd = mkstemp(name);
    if (fd < 0) return nullptr;
    FILE* file = unlink(name) == 0 ? fdopen(fd, "w+") : nullptr;
    if (!file) close(fd);
    return file;
}

} // extern "C"
