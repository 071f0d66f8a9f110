// user/bin/cp/copy.cpp: copying one file, or one directory with all that is in it.
#include "copy.h"
#include "../paths.h"

#include <fcntl.h>

namespace {

// Where a copy is made from, and to. Both grow by the same names on the way down.
struct Pair {
    Path from;
    Path to;
};

int copy_any(Pair& paths, bool named, const Options& options);

int complain_in_words(const char* path, const char* why) {
    fflush(stdout);
    fprintf(stderr, "cp: %s: %s\n", path, why);
    return 1;
}

// Permissions last, as they may forbid the rest.
int preserve(const char* path, const struct stat& file) {
    const timespec times[2] = {{file.st_atime, 0}, {file.st_mtime, 0}};
    bool good = utimensat(AT_FDCWD, path, times, 0) == 0 && chmod(path, file.st_mode & 07777) == 0;
    return good ? 0 : complain("cp", path);
}

// Whether there are only zeros. Blocks of them become holes.
bool is_zero(const char* bytes, usize count) {
    for (usize i = 0; i < count; ++i)
        if (bytes[i]) return false;
    return true;
}

// What is not there in a sparse file is not there in its copy either. The zeros of a device are written.
int copy_bytes(int from, int to, const Pair& paths, bool sparse) {
    static char bytes[65536];
    bool hole = false; // at the end of what was copied so far
    off_t place = 0;
    ssize_t size;
    while ((size = read(from, bytes, sizeof bytes)) > 0) {
        hole = sparse && is_zero(bytes, static_cast<usize>(size)) && lseek(to, size, SEEK_CUR) >= 0;
        if (!hole && write_all(to, bytes, static_cast<usize>(size)) != 0)
            return complain("cp", paths.to.text());
        place += size;
    }
    if (size < 0) return complain("cp", paths.from.text());
    return hole && ftruncate(to, place) < 0 ? complain("cp", paths.to.text()) : 0;
}

int open_target(const char* path, mode_t mode, const Options& options) {
    int flags = O_WRONLY | O_CREAT | O_TRUNC;
    int fd = open(path, flags, mode & 0777);
    if (fd < 0 && options.force && unlink(path) == 0) fd = open(path, flags, mode & 0777);
    return fd;
}

int copy_file(const Pair& paths, const struct stat& file, const Options& options) {
    int from = open(paths.from.text(), O_RDONLY);
    if (from < 0) return complain("cp", paths.from.text());
    int to = open_target(paths.to.text(), file.st_mode, options);
    if (to < 0) {
        int status = complain("cp", paths.to.text());
        close(from);
        return status;
    }
    int status = copy_bytes(from, to, paths, S_ISREG(file.st_mode));
    close(from);
    if (close(to) < 0) status = complain("cp", paths.to.text());
    return status == 0 && options.preserve ? preserve(paths.to.text(), file) : status;
}

int copy_link(const Pair& paths) {
    char target[PATH_MAX];
    ssize_t size = readlink(paths.from.text(), target, sizeof target - 1);
    if (size < 0) return complain("cp", paths.from.text());
    target[size] = 0;
    struct stat old;
    bool in_the_way = lstat(paths.to.text(), &old) == 0 && !S_ISDIR(old.st_mode);
    if (in_the_way && unlink(paths.to.text()) < 0) return complain("cp", paths.to.text());
    return symlink(target, paths.to.text()) < 0 ? complain("cp", paths.to.text()) : 0;
}

int copy_pipe(const Pair& paths, const struct stat& file, const Options& options) {
    if (mkfifo(paths.to.text(), file.st_mode & 0777) < 0) return complain("cp", paths.to.text());
    return options.preserve ? preserve(paths.to.text(), file) : 0;
}

// Whether a directory is `above`, or somewhere below it: the way up is followed to the root.
bool is_within(const Path& directory, const struct stat& above) {
    Path path = directory;
    struct stat here, before = {};
    while (stat(path.text(), &here) == 0 && !same_file(here, before)) {
        if (same_file(here, above)) return true;
        before = here;
        if (!path.append("..")) return false;
    }
    return false;
}

int copy_contents(Pair& paths, const Options& options) {
    Names names;
    if (!names.read(paths.from.text())) return complain("cp", paths.from.text());
    usize from_size = paths.from.size(), to_size = paths.to.size();
    int status = 0;
    for (const char* name : names) {
        bool fits = paths.from.append(name) && paths.to.append(name);
        status |= fits ? copy_any(paths, false, options) : complain("cp", paths.from.text());
        paths.from.cut(from_size);
        paths.to.cut(to_size);
    }
    return status;
}

// A new directory can be written by its owner until all is in it.
int copy_directory(Pair& paths, const struct stat& file, bool named, const Options& options) {
    if (!options.all) return complain_in_words(paths.from.text(), "a directory: not copied without -r");
    bool made = !is_directory(paths.to.text());
    if (made && mkdir(paths.to.text(), (file.st_mode & 0777) | S_IRWXU) < 0)
        return complain("cp", paths.to.text());
    if (named && is_within(paths.to, file)) {
        if (made) rmdir(paths.to.text());
        return complain_in_words(paths.from.text(), "cannot be copied into itself");
    }
    int status = copy_contents(paths, options);
    if (options.preserve) return status | preserve(paths.to.text(), file);
    if (!made || (file.st_mode & S_IRWXU) == S_IRWXU) return status;
    mode_t mask = umask(0);
    umask(mask);
    return chmod(paths.to.text(), file.st_mode & 0777 & ~mask) < 0 ? complain("cp", paths.to.text()) : status;
}

// named: on the command line, where a symbolic link is followed, unless directories are copied.
int copy_any(Pair& paths, bool named, const Options& options) {
    const char* from = paths.from.text();
    const char* to = paths.to.text();
    struct stat file, old;
    bool follow = named && !options.all;
    if ((follow ? stat(from, &file) : lstat(from, &file)) < 0) return complain("cp", from);
    bool there = (S_ISLNK(file.st_mode) ? lstat(to, &old) : stat(to, &old)) == 0;
    if (there && same_file(file, old))
        return complain_in_words(to, "this is the file that it would be copied from");
    if (S_ISDIR(file.st_mode)) return copy_directory(paths, file, named, options);
    if (there && S_ISDIR(old.st_mode)) return complain_in_words(to, "a directory: no file takes its place");
    if (there && options.ask && !ask("cp: replace %s? ", to)) return 0;
    if (S_ISLNK(file.st_mode)) return copy_link(paths);
    if (S_ISFIFO(file.st_mode) && options.all) return copy_pipe(paths, file, options);
    // The bytes of a device that is named are wanted; in a directory it is the device itself, and that nobody can make.
    if (!named && !S_ISREG(file.st_mode)) return complain_in_words(from, "a device: not copied");
    return copy_file(paths, file, options);
}

} // namespace

int copy(const char* from, const char* to, const Options& options) {
    static Pair paths;
    if (!paths.from.set(from)) return complain("cp", from);
    if (!paths.to.set(to)) return complain("cp", to);
    return copy_any(paths, true, options);
}
