// user/bin/edit/storage.cpp: how a document comes from a file, and goes back without any moment at which both are lost.
#include "../tool.h"
#include "document.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

// Closes it, whatever errno says.
void close_quietly(int fd) {
    int error = errno;
    close(fd);
    errno = error;
}

// Gathers what is written, as lines are short.
class Writer {
  public:
    explicit Writer(int fd) : fd_(fd) {}

    bool add(const char* bytes, usize count) {
        if (count > sizeof buffer_ - size_ && !flush()) return false;
        if (count > sizeof buffer_) return write_all(fd_, bytes, count) == 0;
        if (count) memcpy(buffer_ + size_, bytes, count);
        size_ += count;
        return true;
    }
    bool flush() {
        bool good = write_all(fd_, buffer_, size_) == 0;
        size_ = 0;
        return good;
    }

  private:
    int fd_;
    usize size_ = 0;
    char buffer_[4096];
};

} // namespace

bool Document::load(const char* path) {
    if (!insert_line(0, nullptr, 0)) return false;
    changed_ = false;
    int fd = open(path, O_RDONLY);
    if (fd < 0) return errno == ENOENT;
    Place end;
    char bytes[4096];
    ssize_t size;
    bool good = true;
    while (good && (size = read(fd, bytes, sizeof bytes)) > 0) {
        const char* start = bytes;
        const char* last = bytes + size;
        while (const void* newline = memchr(start, '\n', static_cast<usize>(last - start))) {
            const char* stop = static_cast<const char*>(newline);
            good = good && insert(end, start, static_cast<usize>(stop - start)) && split(end);
            start = stop + 1;
        }
        good = good && insert(end, start, static_cast<usize>(last - start));
    }
    good = good && size == 0;
    close_quietly(fd);
    changed_ = false;
    return good;
}

bool Document::write_to(int fd) const {
    Writer writer(fd);
    for (usize i = 0; i < count_; ++i) {
        if (i > 0 && !writer.add("\n", 1)) return false;
        if (!writer.add(lines_[i].bytes, lines_[i].size)) return false;
    }
    return writer.flush() && fsync(fd) == 0;
}

// All of it goes into a new file beside the old one, which then loses its name to it.
bool Document::save_anew(const char* path, unsigned mode) const {
    char name[PATH_MAX];
    const char* slash = strrchr(path, '/');
    int folder = slash ? static_cast<int>(slash + 1 - path) : 0;
    if (snprintf(name, sizeof name, "%.*s.edit.XXXXXX", folder, path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = mkstemp(name);
    if (fd < 0) return false;
    bool good = write_to(fd);
    close_quietly(fd);
    if (good && chmod(name, mode) == 0 && rename(name, path) == 0) return true;
    int error = errno;
    unlink(name);
    errno = error;
    return false;
}

// The file keeps all its names, and a device stays one.
bool Document::save_in_place(const char* path) const {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0) return false;
    bool good = write_to(fd);
    close_quietly(fd);
    return good;
}

bool Document::save(const char* path) {
    struct stat file;
    bool there = lstat(path, &file) == 0;
    if (!there && errno != ENOENT) return false;
    mode_t mask = umask(0);
    umask(mask);
    bool alone = !there || (S_ISREG(file.st_mode) && file.st_nlink == 1);
    bool saved = alone ? save_anew(path, there ? file.st_mode & 07777 : 0666 & ~mask) : save_in_place(path);
    if (saved) changed_ = false;
    return saved;
}
