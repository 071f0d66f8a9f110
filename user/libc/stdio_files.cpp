// user/libc/stdio_files.cpp: opening, closing and steering a FILE; and the three that are open from the start.

#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <initializer_list>
#include <new>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace {

char input_buffer[BUFSIZ];
char output_buffer[BUFSIZ];
char error_buffer[FILE::kSmallestBuffer];

constinit FILE standard_input(0, true, false, FILE::kUndecided, input_buffer, sizeof input_buffer);
constinit FILE standard_output(1, false, true, FILE::kUndecided, output_buffer, sizeof output_buffer);
constinit FILE standard_error(2, false, true, _IONBF, error_buffer, sizeof error_buffer);

// A FILE and its buffer, in one piece of memory.
FILE* make_file(int fd, const libc::OpenMode& mode) {
    void* memory = malloc(sizeof(FILE) + BUFSIZ);
    if (!memory) return nullptr;
    char* buffer = static_cast<char*>(memory) + sizeof(FILE);
    FILE* file = new (memory) FILE(fd, mode.readable, mode.writable, FILE::kUndecided, buffer, BUFSIZ);
    const libc::Holder holder(libc::open_files_lock);
    file->next = libc::open_files;
    libc::open_files = file;
    return file;
}

// The standard files are in no list and stay where they are.
void give_back(FILE* file) {
    const libc::Holder holder(libc::open_files_lock);
    for (FILE** link = &libc::open_files; *link; link = &(*link)->next) {
        if (*link != file) continue;
        *link = file->next;
        free(file);
        return;
    }
}

bool flush(FILE* file) {
    const libc::FileHolder holder(file->lock);
    return file->flush();
}

} // namespace

namespace libc {

constinit Lock open_files_lock;
constinit FILE* open_files = nullptr;

bool parse_mode(const char* mode, OpenMode& answer) {
    const bool both = strchr(mode, '+') != nullptr;
    switch (*mode) {
    case 'r': answer = {true, both, 0}; break;
    case 'w': answer = {both, true, O_CREAT | O_TRUNC}; break;
    case 'a': answer = {both, true, O_CREAT | O_APPEND}; break;
    default: errno = EINVAL; return false;
    }
    answer.flags |= both ? O_RDWR : answer.writable ? O_WRONLY : O_RDONLY;
    if (strchr(mode, 'x')) answer.flags |= O_EXCL;
    if (strchr(mode, 'e')) answer.flags |= O_CLOEXEC;
    return true;
}

} // namespace libc

extern "C" {

FILE* const stdin = &standard_input;
FILE* const stdout = &standard_output;
FILE* const stderr = &standard_error;

// What exit() calls in programs that use stdio. What was read ahead is not given back: a child that ends would take
// it from its parent, which shares the place in the file. Nor is any lock taken: another thread may be waiting for input
// with it, for ever.
void stdio_exit_() {
    stdout->write_waiting();
    stderr->write_waiting();
    for (FILE* file = libc::open_files; file; file = file->next) file->write_waiting();
}

// What the child of a fork calls: the threads that held locks are not there any more.
void stdio_fork_() {
    libc::open_files_lock.reset();
    for (FILE* file : {stdin, stdout, stderr}) file->lock.reset();
    for (FILE* file = libc::open_files; file; file = file->next) file->lock.reset();
}

FILE* fdopen(int fd, const char* mode) {
    libc::OpenMode parsed;
    return libc::parse_mode(mode, parsed) ? make_file(fd, parsed) : nullptr;
}

FILE* fopen(const char* path, const char* mode) {
    libc::OpenMode parsed;
    if (!libc::parse_mode(mode, parsed)) return nullptr;
    const int fd = openat(AT_FDCWD, path, parsed.flags, 0666);
    if (fd < 0) return nullptr;
    FILE* file = make_file(fd, parsed);
    if (!file) close(fd);
    return file;
}

// The descriptor keeps its number, so that standard output stays descriptor 1 for the programs started next.
FILE* freopen(const char* path, const char* mode, FILE* file) {
    flush(file);
    if (!path) errno = EINVAL; // to change the mode alone is not possible
    libc::OpenMode parsed;
    const int fd = path && libc::parse_mode(mode, parsed) ? openat(AT_FDCWD, path, parsed.flags, 0666) : -1;
    if (fd < 0 || (fd != file->fd && dup3(fd, file->fd, parsed.flags & O_CLOEXEC) < 0)) {
        if (fd >= 0) close(fd);
        fclose(file);
        return nullptr;
    }
    if (fd != file->fd) close(fd);
    const libc::FileHolder holder(file->lock);
    file->reopen(parsed.readable, parsed.writable);
    return file;
}

int fclose(FILE* file) {
    const bool flushed = flush(file);
    const bool closed = close(file->fd) == 0;
    file->fd = -1;
    give_back(file);
    return flushed && closed ? 0 : EOF;
}

int fflush(FILE* file) {
    if (file) return flush(file) ? 0 : EOF;
    const libc::Holder holder(libc::open_files_lock);
    bool good = true;
    for (FILE* each : {stdin, stdout, stderr}) good &= flush(each);
    for (FILE* each = libc::open_files; each; each = each->next) good &= flush(each);
    return good ? 0 : EOF;
}

int setvbuf(FILE* file, char* buffer, int mode, size_t size) {
    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
        errno = EINVAL;
        return -1;
    }
    const libc::FileHolder holder(file->lock);
    file->set_buffer(buffer, size, mode);
    return 0;
}

void setbuf(FILE* file, char* buffer) { setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ); }

int fileno(FILE* file) { return file->fd; }
int feof(FILE* file) { return file->at_end; }
int ferror(FILE* file) { return file->failed; }
void clearerr(FILE* file) { file->at_end = file->failed = false; }

int fseeko(FILE* file, off_t offset, int whence) {
    const libc::FileHolder holder(file->lock);
    return file->seek(offset, whence) < 0 ? -1 : 0;
}

int fseek(FILE* file, long offset, int whence) { return fseeko(file, offset, whence); }

off_t ftello(FILE* file) {
    const libc::FileHolder holder(file->lock);
    return file->tell();
}

long ftell(FILE* file) { return ftello(file); }

void rewind(FILE* file) {
    const libc::FileHolder holder(file->lock);
    file->seek(0, SEEK_SET);
    clearerr(file);
}

} // extern "C"
