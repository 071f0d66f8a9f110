// user/tests/looking.h: what a path leads to, without keeping it open.
#pragma once

#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

// 0 if there is nothing.
inline u64 inode_of(const char* path) {
    struct stat stat;
    return ::stat(path, &stat) == 0 ? stat.st_ino : 0;
}

// A descriptor, which is closed again, or -errno.
inline i64 open_raw(const char* path, int flags = O_RDONLY) {
    const i64 fd = sys::openat.raw(kCurrentDirectory, path, static_cast<OpenFlags>(flags), FileMode{});
    if (fd >= 0) (void)sys::close(Fd::unchecked(static_cast<int>(fd)));
    return fd;
}
