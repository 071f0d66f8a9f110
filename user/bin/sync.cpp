// user/bin/sync.cpp: waits until what was written is on the disk, all of it or that of some files.
#include "tool.h"

#include <fcntl.h>
#include <syscalls.h>

namespace {

int sync_file(const char* path) {
    int fd = open(path, O_RDONLY);
    if (fd < 0) return complain("sync", path);
    int status = fsync(fd) < 0 ? complain("sync", path) : 0;
    close(fd);
    return status;
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments)) return usage("sync [file...]");
    if (optind == count && !sys::sync()) { // not by POSIX's function, which cannot say that the disk fails
        errno = EIO;
        return complain("sync", "the disk");
    }
    int status = 0;
    for (int i = optind; i < count; ++i) status |= sync_file(arguments[i]);
    return status;
}
