// user/bin/paths.h: paths that grow and shrink while a tool walks through directories.
#pragma once

#include "array.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>

// "." and ".." are in every directory.
inline bool is_dots(const char* name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

// The last name in a path, without the slashes that may follow it: "b" of "/a/b/". Of "/" it is "/".
struct LastName {
    const char* start;
    usize size;

    explicit LastName(const char* path) : start(path), size(strlen(path)) {
        while (size > 1 && path[size - 1] == '/') --size;
        for (usize at = 0; at + 1 < size; ++at)
            if (path[at] == '/') start = path + at + 1;
        size -= static_cast<usize>(start - path);
    }
    bool is(const char* name) const { return strlen(name) == size && memcmp(start, name, size) == 0; }
};

class Path {
  public:
    // Both are false, with ENAMETOOLONG, if there is no room, and change nothing then.
    bool set(const char* text) {
        size_ = 0;
        return add(text, strlen(text));
    }
    // With a slash between.
    bool append(const char* name, usize size) {
        usize before = size_;
        bool slash = size_ && text_[size_ - 1] != '/';
        if ((!slash || add("/", 1)) && add(name, size)) return true;
        cut(before);
        return false;
    }
    bool append(const char* name) { return append(name, strlen(name)); }
    bool append(const LastName& name) { return append(name.start, name.size); }
    void cut(usize size) { text_[size_ = size] = 0; }

    usize size() const { return size_; }
    const char* text() const { return text_; }

  private:
    bool add(const char* text, usize size) {
        if (size >= sizeof text_ - size_) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(text_ + size_, text, size);
        cut(size_ + size);
        return true;
    }

    char text_[PATH_MAX] = {};
    usize size_ = 0;
};

// All names in a directory, read at once: whoever walks deep has no descriptor open for each level, and may remove what
// he finds.
class Names {
  public:
    Names() = default;
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;
    ~Names() {
        for (char* name : names_) free(name);
    }

    // False, with errno, if it cannot be read to its end.
    bool read(const char* path) {
        DIR* directory = opendir(path);
        if (!directory) return false;
        errno = 0;
        while (const struct dirent* entry = readdir(directory))
            if (!is_dots(entry->d_name)) names_.add(static_cast<char*>(need(strdup(entry->d_name))));
        int error = errno;
        closedir(directory);
        errno = error;
        return error == 0;
    }

    char** begin() { return names_.begin(); }
    char** end() { return names_.end(); }

  private:
    Array<char*> names_;
};

// Whether it is a directory, or a link to one.
inline bool is_directory(const char* path) {
    struct stat file;
    return stat(path, &file) == 0 && S_ISDIR(file.st_mode);
}

inline bool same_file(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Asks on the terminal, and reads a line. Only what begins with y is a yes.
[[gnu::format(printf, 1, 2)]] inline bool ask(const char* question, ...) {
    va_list arguments;
    va_start(arguments, question);
    vfprintf(stderr, question, arguments);
    va_end(arguments);
    int first = getchar();
    for (int next = first; next != '\n' && next != EOF;) next = getchar();
    return first == 'y' || first == 'Y';
}
