// user/tests/libc_files.cpp: files that stdio writes, and POSIX's names for what changes files and directories.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <utime.h>

namespace {

constexpr const char* kFile = "/tmp/libc_files/file";
constexpr const char* kOther = "/tmp/libc_files/other";

// What is in a file; "none" if it cannot be read.
struct Contents {
    char text[200];

    explicit Contents(const char* path) {
        strcpy(text, "none");
        const int fd = open(path, O_RDONLY);
        if (fd < 0) return;
        const ssize_t size = read(fd, text, sizeof text - 1);
        text[size < 0 ? 0 : size] = '\0';
        close(fd);
    }
};

bool put(const char* path, const char* mode, const char* text) {
    FILE* file = fopen(path, mode);
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

void modes() {
    tap::All all("fopen's modes: w makes or empties, a appends, r+ and w+ do both, x wants to be the first");
    all.check(!fopen(kFile, "r") && errno == ENOENT, "r makes none");
    all.check(!fopen(kFile, "r+") && errno == ENOENT, "r+ makes none");
    all.check(put(kFile, "w", "one\n"), "w");
    all.check(put(kFile, "a", "two\n"), "a");
    all.equal(Contents(kFile).text, "one\ntwo\n", "w and a");
    all.check(!fopen(kFile, "wx") && errno == EEXIST, "wx");
    all.check(put(kOther, "wx", "x"), "wx of a new one");
    all.check(put(kFile, "r+", "ONE"), "r+");
    all.equal(Contents(kFile).text, "ONE\ntwo\n", "r+");
    all.check(put(kFile, "w", ""), "w");
    all.equal(Contents(kFile).text, "", "w empties");
    struct stat known;
    all.check(stat(kFile, &known) == 0 && (known.st_mode & 07777) == (0666 & ~022), "its permissions");
    all.equal(unlink(kOther), 0, "unlink");
}

void places() {
    tap::All all("reading, writing and moving about in one file");
    FILE* file = fopen(kFile, "w+");
    if (!file) tap::bail_out("cannot make %s", kFile);
    all.equal(fputs("0123456789", file) >= 0, true, "fputs");
    all.equal(ftell(file), 10l, "ftell counts what waits to be written");
    all.equal(fseek(file, 3, SEEK_SET), 0, "fseek");
    all.equal(fgetc(file), '3', "what was written can be read");
    all.equal(fseek(file, 0, SEEK_CUR), 0, "between reading and writing");
    all.equal(fputc('x', file), 'x', "fputc");
    all.equal(fflush(file), 0, "fflush");
    all.equal(Contents(kFile).text, "0123x56789", "what others see");
    rewind(file);
    char text[20] = {};
    all.equal(fread(text, 1, sizeof text, file), 10ul, "fread");
    all.equal(text, "0123x56789", "what is read");
    all.check(feof(file), "its end");
    all.equal(fseek(file, 5, SEEK_END), 0, "beyond the end");
    all.equal(fputc('y', file), 'y', "fputc");
    all.equal(fseek(file, -1, SEEK_END), 0, "fseek");
    all.equal(fgetc(file), 'y', "the last");
    all.equal(ftell(file), 16l, "the size");
    all.equal(fclose(file), 0, "fclose");
    file = fopen(kFile, "a+");
    all.equal(fgetc(file), '0', "a+ reads from the start");
    all.equal(fseek(file, 0, SEEK_SET), 0, "fseek");
    all.equal(fputc('z', file), 'z', "and writes");
    all.equal(ftell(file), 17l, "at the end");
    all.equal(fclose(file), 0, "fclose");
}

void reopened() {
    tap::All all("freopen: the same FILE, and the same descriptor, for another file");
    FILE* file = fopen(kFile, "w");
    const int fd = fileno(file);
    all.check(fputs("first", file) >= 0, "fputs");
    all.equal(freopen(kOther, "w", file), file, "freopen");
    all.equal(fileno(file), fd, "its descriptor");
    all.check(fputs("second", file) >= 0 && fclose(file) == 0, "fputs");
    all.equal(Contents(kFile).text, "first", "what was written before");
    all.equal(Contents(kOther).text, "second", "and after");
}

void refused() {
    tap::All all("a byte that the file does not take is EOF, and ferror tells of it");
    FILE* file = fopen("/tmp/libc_files", "r");
    all.equal(fputc('x', file), EOF, "a file opened for reading");
    all.check(ferror(file) && errno == EBADF, "ferror");
    clearerr(file);
    all.check(!ferror(file), "clearerr");
    fclose(file);
}

void temporary() {
    tap::All all("mkstemp, mkdtemp and tmpfile make what was not there before");
    char first[] = "/tmp/libc_files/aXXXXXX", second[] = "/tmp/libc_files/aXXXXXX",
         folder[] = "/tmp/libc_files/dXXXXXX";
    const int one = mkstemp(first), two = mkstemp(second);
    all.check(one >= 0 && two >= 0 && strcmp(first, second) != 0, "two names: %s and %s", first, second);
    struct stat known;
    all.check(fstat(one, &known) == 0 && known.st_mode == (S_IFREG | 0600), "nobody else's");
    all.check(mkdtemp(folder) == folder && stat(folder, &known) == 0, "mkdtemp");
    all.equal(known.st_mode, S_IFDIR | 0700u, "its mode");
    all.check(close(one) == 0 && close(two) == 0, "close");
    all.check(remove(first) == 0 && remove(second) == 0 && remove(folder) == 0,
              "remove takes files and directories");
    char bad[] = "/tmp/aXXXXX", nowhere[] = "/none/aXXXXXX";
    all.check(mkstemp(bad) < 0 && errno == EINVAL, "no place for a name");
    all.check(mkstemp(nowhere) < 0 && errno == ENOENT, "no such directory");
    all.equal(nowhere, "/none/aXXXXXX", "the name is as it was");
    FILE* file = tmpfile();
    all.check(file && fputs("x", file) >= 0 && (rewind(file), fgetc(file) == 'x') && fclose(file) == 0,
              "tmpfile");
}

void names() {
    tap::All all("link, symlink, readlink, rename, truncate, mkdir, rmdir");
    all.check(put(kFile, "w", "12345"), "a file");
    unlink(kOther);
    all.equal(link(kFile, kOther), 0, "link");
    all.equal(truncate(kOther, 3), 0, "truncate");
    all.equal(Contents(kFile).text, "123", "by its other name");
    all.check(truncate("/tmp/libc_files/none", 3) < 0 && errno == ENOENT, "truncate makes none");
    all.equal(rename(kOther, "/tmp/libc_files/third"), 0, "rename");
    all.equal(symlink("third", kOther), 0, "symlink");
    char target[10];
    all.equal(readlink(kOther, target, sizeof target), 5, "readlink");
    all.check(memcmp(target, "third", 5) == 0, "what it says");
    all.equal(readlink(kOther, target, 3), 3, "as much as fits");
    all.equal(mkdir("/tmp/libc_files/d", 0750), 0, "mkdir");
    all.check(remove("/tmp/libc_files") < 0 && errno == ENOTEMPTY, "remove of what is not empty");
    all.check(unlink("/tmp/libc_files/d") < 0 && errno == EISDIR, "unlink of a directory");
    all.check(rmdir(kFile) < 0 && errno == ENOTDIR, "rmdir of a file");
    all.equal(rmdir("/tmp/libc_files/d"), 0, "rmdir");
    all.check(unlink(kOther) == 0 && unlink("/tmp/libc_files/third") == 0, "unlink");
    all.equal(Contents(kFile).text, "123", "the last name");
    const int fd = open(kFile, O_RDWR);
    all.check(pwrite(fd, "xy", 2, 1) == 2 && pread(fd, target, 3, 0) == 3 && memcmp(target, "1xy", 3) == 0,
              "pwrite and pread");
    all.equal(lseek(fd, 0, SEEK_CUR), 0, "leave the place alone");
    all.equal(fcntl(fd, F_SETFL, O_APPEND), 0, "O_APPEND from now on");
    all.check(write(fd, "!", 1) == 1 && fsync(fd) == 0 && close(fd) == 0, "write");
    all.equal(Contents(kFile).text, "1xy!", "at the end");
}

void times() {
    tap::All all("utime, utimes and utimensat set times; chmod and access; statfs");
    struct stat known;
    const utimbuf seconds{1000, 2000};
    all.check(utime(kFile, &seconds) == 0 && stat(kFile, &known) == 0, "utime");
    all.check(known.st_atime == 1000 && known.st_mtime == 2000, "%ld %ld", known.st_atime, known.st_mtime);
    const timeval exact[2] = {{3000, 999'999}, {4000, 0}};
    all.check(utimes(kFile, exact) == 0 && stat(kFile, &known) == 0, "utimes");
    all.check(known.st_atime == 3000 && known.st_mtime == 4000, "%ld %ld", known.st_atime, known.st_mtime);
    const timespec one[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
    const time_t before = time(nullptr);
    all.check(utimensat(AT_FDCWD, kFile, one, 0) == 0 && stat(kFile, &known) == 0, "utimensat");
    all.check(known.st_atime == 3000 && known.st_mtime >= before, "%ld %ld", known.st_atime, known.st_mtime);
    for (const timespec bad : {timespec{0, -1}, timespec{0, 1'000'000'000}, timespec{INT64_MAX / 2, 0}}) {
        const timespec both[2] = {bad, bad};
        all.check(utimensat(AT_FDCWD, kFile, both, 0) < 0 && errno == EINVAL, "%ld s %ld ns", bad.tv_sec,
                  bad.tv_nsec);
    }
    all.check(chmod(kFile, 0500) == 0 && access(kFile, R_OK | X_OK) == 0, "access");
    all.check(access(kFile, W_OK) < 0 && errno == EACCES, "no writing");
    all.check(chmod(kFile, 0644) == 0 && access(kFile, W_OK) == 0, "again");
    const int fd = open(kFile, O_RDONLY);
    const timespec both[2] = {{5000, 0}, {6000, 0}};
    all.check(fchmod(fd, 0640) == 0 && futimens(fd, both) == 0 && stat(kFile, &known) == 0,
              "by a descriptor");
    all.check((known.st_mode & 0777) == 0640 && known.st_atime == 5000 && known.st_mtime == 6000,
              "%o %ld %ld", known.st_mode, known.st_atime, known.st_mtime);
    all.check(fchmod(fd, 0644) == 0 && futimens(fd, nullptr) == 0 && close(fd) == 0, "again");
    struct statfs system;
    all.check(statfs("/tmp", &system) == 0 && system.f_type == EXT2_SUPER_MAGIC &&
                  system.f_bfree <= system.f_blocks,
              "statfs");
    all.check(statfs("/none", &system) < 0 && errno == ENOENT, "of nothing");
}

// More names than the library asks for at once.
void many_names() {
    tap::All all(
        "readdir tells each name once, and again after rewinddir; removing them meanwhile is no harm");
    constexpr int kFiles = 150;
    all.equal(mkdir("/tmp/libc_files/many", 0777), 0, "mkdir");
    char path[80];
    for (int i = 0; i < kFiles; i++) {
        snprintf(path, sizeof path, "/tmp/libc_files/many/a_name_that_is_long_enough_%d", i);
        all.check(put(path, "w", ""), "%s", path);
    }
    DIR* directory = opendir("/tmp/libc_files/many");
    for (int round = 0; round < 2; round++, rewinddir(directory)) {
        int found = 0;
        while (const dirent* entry = readdir(directory)) found += entry->d_name[0] == 'a';
        all.equal(found, kFiles, "names");
    }
    int removed = 0;
    while (const dirent* entry = readdir(directory))
        removed += unlinkat(dirfd(directory), entry->d_name, 0) == 0;
    all.equal(removed, kFiles, "removed while they are read");
    all.equal(closedir(directory), 0, "closedir");
    all.equal(rmdir("/tmp/libc_files/many"), 0, "the directory is empty");
}

} // namespace

int main() {
    if (mkdir("/tmp/libc_files", 0777) != 0) tap::bail_out("mkdir: %s", strerror(errno));
    leaks::Watch watch;
    modes();
    places();
    reopened();
    refused();
    temporary();
    names();
    times();
    many_names();
    tap::ok(remove(kFile) == 0 && remove("/tmp/libc_files") == 0, "nothing is left of the files");
    watch.ok("nothing is left behind");
    return tap::done();
}
