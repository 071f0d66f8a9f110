// linux/file_calls.cpp: Linux's calls about open files, where they are not ours.
#include "linux/handlers.h"
#include "linux/locks.h"
#include "process/process.h"

namespace {

// What open can be asked for here. Linux looks at no other bit either; O_NOCTTY, O_LARGEFILE and O_NOATIME are always so.
constexpr int kFlagsOfPlaces = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH;
constexpr int kFlagsOfFiles = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_NONBLOCK | O_DSYNC |
                              O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kWithoutName = 020000000; // of O_TMPFILE, which this file system does not have

Result<Ref<File>> file_of(Fd fd) { return current_process().files.file(fd); }

// What Linux has beside ours (its include/uapi/linux/fcntl.h).
constexpr int kSetPipeSize = 1031;
constexpr int kPipeSize = 1032;

Result<usize> pipe_size(Fd fd, usize wanted) {
    Ref<File> file = TRY(file_of(fd));
    const Stat stat = TRY(file->stat());
    if ((stat.st_mode & S_IFMT) != S_IFIFO) return Errno::badf;
    if (wanted > PIPE_CAPACITY) return Errno::perm;
    return usize{PIPE_CAPACITY};
}

} // namespace

Result<Fd> linux_openat(Fd directory, Str path, OpenFlags flags, FileMode mode) {
    if (flags & kWithoutName) return Errno::opnotsupp;
    const int known = flags & O_PATH ? kFlagsOfPlaces : kFlagsOfFiles;
    return sys_openat(directory, path, static_cast<OpenFlags>(flags & known), mode);
}

// Flags that cannot be changed are not looked at.
Result<usize> linux_fcntl(Fd fd, FileCommand command, usize argument) {
    if (is_about_locks(command)) return lock_bytes(fd, command, In<LinuxLock>(argument));
    switch (static_cast<int>(command)) {
    case F_SETFD: return sys_fcntl(fd, command, argument & FD_CLOEXEC);
    case F_SETFL: return sys_fcntl(fd, command, argument & File::kStatusFlags);
    case kSetPipeSize: return pipe_size(fd, argument);
    case kPipeSize: return pipe_size(fd, 0);
    default: return sys_fcntl(fd, command, argument);
    }
}

Result<void> linux_close_range(u32 first, u32 last, u32 flags) {
    constexpr u32 kOnlyAtExec = 4; // CLOSE_RANGE_CLOEXEC
    if (first > last || flags & ~kOnlyAtExec) return Errno::inval;
    Descriptors& files = current_process().files;
    const auto end = static_cast<u32>(files.end());
    for (u32 number = first; number <= last && number < end; number++) {
        const Fd fd = Fd::unchecked(static_cast<int>(number));
        if (flags & kOnlyAtExec)
            (void)files.set_close_on_exec(fd, true);
        else
            (void)files.close(fd);
    }
    return {};
}

// Room comes with the bytes that are written. Libraries write zeros when they hear that.
Result<void> linux_fallocate(Fd fd, int, i64 offset, i64 bytes) {
    Ref<File> file = TRY(file_of(fd));
    if (!file->writable()) return Errno::badf;
    if (offset < 0 || bytes <= 0) return Errno::inval;
    return Errno::opnotsupp;
}

// Advice is about speed, and need not be followed.
Result<void> linux_fadvise64(Fd fd, i64, i64 bytes, int advice) {
    constexpr int kLastAdvice = 5; // POSIX_FADV_NOREUSE
    Ref<File> file = TRY(file_of(fd));
    if (!file->inode()) return Errno::spipe;
    if (bytes < 0 || advice < 0 || advice > kLastAdvice) return Errno::inval;
    return {};
}
