// user/tests/files_open.cpp: what becomes of open files when their names, their bytes or their directories go.
#include "child.h"
#include "disk_space.h"
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

constexpr const char* kFolder = "/tmp/open";
constexpr usize kSize = 20'000; // some blocks, of whatever size

char written[kSize];
char got[kSize + 1];

void fill(char with) {
    for (usize i = 0; i < kSize; i++) written[i] = static_cast<char>(with + i % 23);
}

int new_file(const char* path) {
    const int fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0644);
    if (fd < 0) tap::bail_out("%s: %s", path, strerror(errno));
    return fd;
}

bool holds(int fd, const char* bytes, usize count) {
    return pread(fd, got, sizeof got, 0) == static_cast<ssize_t>(count) && memcmp(got, bytes, count) == 0;
}

void unlinked() {
    disk::Watch space;
    {
        tap::All all(
            "a file without a name is read and written until its last descriptor is closed [Abuse: Files]");
        const int fd = new_file("gone");
        fill('a');
        all.equal(write(fd, written, kSize), kSize, "write");
        all.equal(unlink("gone"), 0, "unlink");
        all.check(open("gone", O_RDONLY) == -1 && errno == ENOENT, "nobody finds it");
        all.check(holds(fd, written, kSize), "its bytes are there");
        fill('k');
        all.equal(pwrite(fd, written, kSize, 0), kSize, "write without a name");
        const int other = new_file("gone"); // the name is free, the number and the blocks are not
        all.equal(write(other, "other", 5), 5, "another file of that name");
        all.check(holds(fd, written, kSize), "the first has its bytes still");
        struct stat stat;
        all.equal(fstat(fd, &stat), 0, "fstat");
        all.equal(stat.st_nlink, 0, "names");
        all.equal(close(other), 0, "close");
        all.equal(unlink("gone"), 0, "unlink");
        all.equal(close(fd), 0, "close");
    }
    space.ok("then its blocks and its inode are free");
}

// The last descriptor may be that of a process which is ended by force.
void unlinked_and_killed() {
    disk::Watch space;
    int ends[2];
    tap::equal(pipe2(ends, 0), 0, "a pipe");
    const pid_t pid = child::start([&] {
        const int fd = new_file("held");
        fill('h');
        if (write(fd, written, kSize) != kSize || unlink("held") != 0 || write(ends[1], "!", 1) != 1)
            return 1;
        for (;;) (void)sys::sleep(child::kMillisecond);
    });
    char byte;
    tap::equal(read(ends[0], &byte, 1), 1, "a child holds a file without a name");
    kill(pid, SIGKILL);
    tap::equal(child::ending_of(pid), child::ends_by(SIGKILL), "and is killed");
    close(ends[0]);
    close(ends[1]);
    space.ok("which frees the file [Abuse: Files]");
}

void truncated() {
    tap::All all("a file that is truncated while it is open ends there, and grows with zeros [Abuse: Files]");
    const int fd = new_file("short");
    const int other = open("short", O_RDWR);
    fill('t');
    all.equal(write(fd, written, kSize), kSize, "write");
    all.equal(close(open("short", O_WRONLY | O_TRUNC)), 0, "O_TRUNC by somebody else");
    all.equal(read(other, got, kSize), 0, "the other reads its end");
    all.equal(write(fd, "end", 3), 3, "the writer goes on where it was");
    memset(written, 0, kSize);
    all.equal(pread(other, got, kSize, 0), kSize, "what is before");
    all.check(memcmp(got, written, kSize) == 0, "is zeros");
    all.equal(ftruncate(other, 100), 0, "ftruncate");
    all.equal(ftruncate(other, kSize), 0, "and longer again");
    all.check(holds(fd, written, kSize), "zeros, not what was there");
    close(fd);
    close(other);
    all.equal(unlink("short"), 0, "unlink");
}

void truncated_meanwhile() {
    tap::All all("one process truncates what another one writes and a third one reads [Abuse: Files]");
    const int fd = new_file("busy");
    const auto work = [&](int what) {
        char bytes[3000];
        memset(bytes, 'b', sizeof bytes);
        for (int i = 0; i < 60; i++) {
            if (what == 0 && ftruncate(fd, i % 2 * 40) != 0) return 1;
            if (what == 1 && pwrite(fd, bytes, sizeof bytes, i * 500) != sizeof bytes) return 2;
            const ssize_t count = what == 2 ? pread(fd, bytes, sizeof bytes, i * 400) : 0;
            if (count < 0) return 3;
            for (ssize_t k = 0; k < count; k++)
                if (bytes[k] != 'b' && bytes[k] != 0) return 4;
        }
        return 0;
    };
    pid_t pids[3];
    for (int i = 0; i < 3; i++) pids[i] = child::start([&] { return work(i); });
    for (const pid_t pid : pids) all.check(child::ending_of(pid) == child::exits(0), "each does its part");
    close(fd);
    all.equal(unlink("busy"), 0, "unlink");
}

void removed_directory() {
    disk::Watch space;
    {
        tap::All all(
            "in a directory that was removed there is nothing, and nothing can be made [Abuse: Files]");
        all.equal(mkdir("left", 0755), 0, "mkdir");
        const int fd = open("left", O_RDONLY | O_DIRECTORY);
        all.equal(chdir("left"), 0, "chdir");
        all.equal(rmdir("../left"), 0, "rmdir");
        all.check(open("file", O_CREAT | O_WRONLY, 0644) == -1 && errno == ENOENT, "no file");
        all.check(mkdir("directory", 0755) == -1 && errno == ENOENT, "no directory");
        all.check(symlink("x", "link") == -1 && errno == ENOENT, "no link");
        all.check(link("/etc/motd", "name") == -1 && errno == ENOENT, "no name");
        all.check(getcwd(got, sizeof got) == nullptr && errno == ENOENT, "no path leads here");
        DIR* listed = fdopendir(fd);
        while (const dirent* entry = readdir(listed))
            all.check(entry->d_name[0] == '.', "%s is listed", entry->d_name);
        all.equal(chdir("/"), 0, "the way to the root is open");
        all.equal(chdir(kFolder), 0, "and back");
        closedir(listed);
    }
    space.ok("when everybody has left, it is gone");
}

// Each level is the current directory of nobody but this process, and each step up asks for names that are not there.
void up_and_down() {
    disk::Watch space;
    {
        tap::All all("a directory in a directory, fifty times, by relative paths, with odd names on the way "
                     "[Abuse: Files]");
        constexpr int kDepth = 50;
        for (int i = 0; i < kDepth; i++) {
            all.equal(mkdir("irefd", 0755), 0, "mkdir");
            all.equal(chdir("irefd"), 0, "chdir");
            all.check(mkdir("", 0755) == -1 && errno == ENOENT, "mkdir of an empty name");
            all.check(link("/etc/motd", "") == -1 && errno == ENOENT, "link to an empty name");
            all.check(open("", O_CREAT | O_WRONLY, 0644) == -1 && errno == ENOENT, "open of an empty name");
        }
        for (int i = 0; i < kDepth; i++) {
            all.equal(chdir(".."), 0, "chdir ..");
            all.equal(rmdir("irefd"), 0, "rmdir");
        }
        all.check(getcwd(got, sizeof got) && strcmp(got, kFolder) == 0, "back where it began: %s", got);
    }
    space.ok("and no inode is lost");
}

void file_as_directory() {
    tap::All all("a file is no directory, whatever is asked of it [Abuse: Files]");
    close(new_file("dirfile"));
    all.check(chdir("dirfile") == -1 && errno == ENOTDIR, "chdir");
    all.check(open("dirfile/x", O_RDONLY) == -1 && errno == ENOTDIR, "open");
    all.check(open("dirfile/x", O_CREAT | O_WRONLY, 0644) == -1 && errno == ENOTDIR, "create");
    all.check(mkdir("dirfile/x", 0755) == -1 && errno == ENOTDIR, "mkdir");
    all.check(unlink("dirfile/x") == -1 && errno == ENOTDIR, "unlink");
    all.check(link("/etc/motd", "dirfile/x") == -1 && errno == ENOTDIR, "link");
    all.check(rename("/etc/motd", "dirfile/x") == -1 && errno == ENOTDIR, "rename");
    all.check(rmdir("dirfile") == -1 && errno == ENOTDIR, "rmdir");
    all.check(open(".", O_RDWR) == -1 && errno == EISDIR, "and a directory cannot be written");
    const int fd = open(".", O_RDONLY);
    all.check(write(fd, "x", 1) == -1 && errno == EBADF, "not even by a descriptor for reading");
    close(fd);
    all.equal(unlink("dirfile"), 0, "unlink");
}

} // namespace

int main() {
    leaks::Watch watch;
    if (mkdir(kFolder, 0755) != 0 || chdir(kFolder) != 0) tap::bail_out("no folder: %s", strerror(errno));
    unlinked();
    if constexpr (child::kThereAre) unlinked_and_killed();
    truncated();
    if constexpr (child::kThereAre) truncated_meanwhile();
    removed_directory();
    up_and_down();
    file_as_directory();
    tap::equal(chdir("/"), 0, "away from the folder");
    tap::equal(rmdir(kFolder), 0, "which is empty");
    watch.ok("nothing else is lost");
    return tap::done();
}
