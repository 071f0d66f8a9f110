// linux/file_calls.cpp: Linux's calls about open files, where they are not ours.
#include "linux/handlers.h"

namespace {

// Numbers of Linux (its include/uapi/asm-generic/fcntl.h): flags that mean nothing here.
constexpr int kIgnored = 0400       // O_NOCTTY: no file becomes the terminal of a process by being opened
                         | 04000    // O_NONBLOCK: files are read at once, and the others are waited for
                         | 0100000  // O_LARGEFILE: all may be large
                         | 01000000 // O_NOATIME
    ;

} // namespace

Result<Fd> linux_openat(Fd directory, Str path, OpenFlags flags, FileMode mode) {
    return sys_openat(directory, path, static_cast<OpenFlags>(flags & ~kIgnored), mode);
}
