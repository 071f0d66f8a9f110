// user/libc/posix_files.cpp: the system calls that change files and directories, as POSIX writes them: -1 and errno on failure.
//
// In the table's order, like posix.cpp, which has those that were there first.

#include "answer.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <syscalls.h>
#include <unistd.h>

using libc::answer;

namespace {

constexpr i64 kNanosecondsPerSecond = 1'000'000'000;

// POSIX's int as the kernel's type. The kernel checks it, as it checks everything.
[[gnu::always_inline]] inline Fd fd_of(int number) { return Fd::unchecked(number); }
[[gnu::always_inline]] inline FileMode mode_of(mode_t mode) { return static_cast<FileMode>(mode); }
[[gnu::always_inline]] inline AtFlags at_flags(int flags) { return static_cast<AtFlags>(flags); }

int answer_int(i64 result) { return static_cast<int>(answer(result)); }

// What the kernel calls a time, of what POSIX calls one. False if it is none.
bool file_time_of(const timespec& time, i64& nanoseconds) {
    if (time.tv_nsec == UTIME_NOW) {
        nanoseconds = FILE_TIME_NOW;
        return true;
    }
    if (time.tv_nsec == UTIME_OMIT) {
        nanoseconds = FILE_TIME_KEEP;
        return true;
    }
    return time.tv_nsec >= 0 && time.tv_nsec < kNanosecondsPerSecond &&
           !__builtin_mul_overflow(time.tv_sec, kNanosecondsPerSecond, &nanoseconds) &&
           !__builtin_add_overflow(nanoseconds, time.tv_nsec, &nanoseconds);
}

} // namespace

extern "C" {

ssize_t pread(int fd, void* bytes, size_t count, off_t offset) {
    return answer(sys::pread.raw(fd_of(fd), static_cast<char*>(bytes), count, offset));
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
    return answer(sys::pwrite.raw(fd_of(fd), static_cast<const char*>(bytes), count, offset));
}

int ftruncate(int fd, off_t size) { return answer_int(sys::ftruncate.raw(fd_of(fd), size)); }

int mkdirat(int directory, const char* path, mode_t mode) {
    return answer_int(sys::mkdirat.raw(fd_of(directory), path, mode_of(mode)));
}

int mkfifoat(int directory, const char* path, mode_t mode) {
    return answer_int(sys::mkfifoat.raw(fd_of(directory), path, mode_of(mode)));
}

int unlinkat(int directory, const char* path, int flags) {
    return answer_int(sys::unlinkat.raw(fd_of(directory), path, at_flags(flags)));
}

int linkat(int from_directory, const char* from, int to_directory, const char* to, int flags) {
    return answer_int(sys::linkat.raw(fd_of(from_directory), from, fd_of(to_directory), to, at_flags(flags)));
}

int symlinkat(const char* target, int directory, const char* path) {
    return answer_int(sys::symlinkat.raw(target, fd_of(directory), path));
}

ssize_t readlinkat(int directory, const char* path, char* target, size_t size) {
    return answer(sys::readlinkat.raw(fd_of(directory), path, target, size));
}

int renameat(int from_directory, const char* from, int to_directory, const char* to) {
    return answer_int(sys::renameat.raw(fd_of(from_directory), from, fd_of(to_directory), to));
}

int fsync(int fd) { return answer_int(sys::fsync.raw(fd_of(fd))); }

// POSIX's sync has no way to tell that the disk fails; errno says it.
void sync() { answer(sys::sync.raw()); }

int fcntl(int fd, int command, ...) {
    long argument = 0;
    if (command != F_GETFD && command != F_GETFL) { // those two have no third argument
        va_list arguments;
        va_start(arguments, command);
        argument = va_arg(arguments, int);
        va_end(arguments);
    }
    return answer_int(
        sys::fcntl.raw(fd_of(fd), static_cast<FileCommand>(command), static_cast<usize>(argument)));
}

mode_t umask(mode_t mask) { return static_cast<mode_t>(answer(sys::umask.raw(mode_of(mask)))); }

int fchmodat(int directory, const char* path, mode_t mode, int flags) {
    return answer_int(sys::fchmodat.raw(fd_of(directory), path, mode_of(mode), at_flags(flags)));
}

int utimensat(int directory, const char* path, const timespec times[2], int flags) {
    FileTimes changes{FILE_TIME_NOW, FILE_TIME_NOW};
    if (times && !(file_time_of(times[0], changes.access) && file_time_of(times[1], changes.modification)))
        return answer_int(-EINVAL);
    return answer_int(sys::utimensat.raw(fd_of(directory), path, &changes, at_flags(flags)));
}

int fchdir(int directory) { return answer_int(sys::fchdir.raw(fd_of(directory))); }

int statfs(const char* path, struct statfs* known) { return answer_int(sys::statfs.raw(path, known)); }

} // extern "C"
