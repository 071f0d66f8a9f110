// user/libc/directory.cpp: reading directories, many entries a system call.

#include "abi/integers.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct DirectoryStream {
    int fd;
    usize next;   // in records: where the next one starts
    usize filled; // bytes of records that the kernel gave
    alignas(dirent) char records[4096];
};

extern "C" {

DIR* fdopendir(int fd) {
    DIR* directory = static_cast<DIR*>(malloc(sizeof(DIR)));
    if (!directory) return nullptr;
    directory->fd = fd;
    directory->next = directory->filled = 0;
    return directory;
}

DIR* opendir(const char* path) {
    const int fd = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return nullptr;
    DIR* directory = fdopendir(fd);
    if (!directory) close(fd);
    return directory;
}

dirent* readdir(DIR* directory) {
    if (directory->next == directory->filled) {
        const ssize_t bytes = getdents(directory->fd, directory->records, sizeof directory->records);
        directory->next = 0;
        directory->filled = bytes > 0 ? static_cast<usize>(bytes) : 0;
        if (bytes <= 0) return nullptr;
    }
    void* record = directory->records + directory->next;
    dirent* entry = static_cast<dirent*>(record);
    directory->next += entry->d_reclen;
    return entry;
}

void rewinddir(DIR* directory) {
    lseek(directory->fd, 0, SEEK_SET);
    directory->next = directory->filled = 0;
}

int closedir(DIR* directory) {
    const int fd = directory->fd;
    free(directory);
    return close(fd);
}

int dirfd(DIR* directory) { return directory->fd; }

} // extern "C"
