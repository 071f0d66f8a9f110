// user/tests/proc.cpp: /proc: what it tells of processes and the system, its folders and links, and that nothing can be changed there.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>

namespace {

char text[16384]; // of the file read last
char own[32];     // the path of this process's folder

// The size of a file; below 0 if it cannot be read.
ssize_t read_file(const char* path) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) return -1;
    ssize_t size = 0;
    for (ssize_t count = 1; count > 0; size += count) {
        count = read(fd, text + size, sizeof text - 1 - static_cast<size_t>(size));
        if (count < 0) break;
    }
    text[size] = 0;
    close(fd);
    return size;
}

bool read_own(const char* name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/%s", name);
    return read_file(path) > 0;
}

bool says(const char* line) { return strstr(text, line) != nullptr; }

void about_the_system() {
    tap::All all("files about the system say what system_info says [4.7]");
    SystemInfo info = {};
    (void)sys::system_info(&info);
    unsigned long total = 0;
    unsigned long free = 0;
    all.check(read_file("/proc/meminfo") > 0, "meminfo");
    all.equal(sscanf(text, "MemTotal: %lu kB\nMemFree: %lu kB", &total, &free), 2, "its first lines");
    all.equal(total, info.total_pages * 4, "all memory");
    all.check(free > 0 && free < total, "free memory: %lu kB", free);
    unsigned long seconds = 0;
    all.check(read_file("/proc/uptime") > 0, "uptime");
    all.equal(sscanf(text, "%lu.", &seconds), 1, "seconds");
    all.check(seconds >= info.uptime / 1'000'000'000, "since boot");
    all.check(read_file("/proc/cpuinfo") > 0, "cpuinfo");
    unsigned harts = 0;
    for (const char* at = text; (at = strstr(at, "processor\t:")); ++at) ++harts;
    all.equal(harts, info.harts, "harts");
    all.check(read_file("/proc/stat") > 0 && says("cpu0 ") && says("\nctxt ") && says("\nbtime "), "stat");
    all.check(read_file("/proc/mounts") > 0 && says(" / ext2 "), "mounts");
    for (const char* name : {"/proc/loadavg", "/proc/version", "/proc/filesystems", "/proc/partitions"})
        all.check(read_file(name) > 0, "%s", name);
}

void about_a_process() {
    tap::All all("files about a process say who it is, and what it was started with [4.7]");
    int pid = 0;
    int parent = 0;
    int group = 0;
    int session = 0;
    char state = 0;
    all.check(read_own("stat"), "stat");
    all.equal(sscanf(text, "%d (proc) %c %d %d %d", &pid, &state, &parent, &group, &session), 5,
              "its fields");
    all.equal(pid, getpid(), "pid");
    all.equal(parent, getppid(), "parent");
    all.equal(group, getpgrp(), "group");
    all.equal(state, 'R', "state");
    int fields = 0;
    for (char* at = strtok(text, " \n"); at; at = strtok(nullptr, " \n")) ++fields;
    all.equal(fields, 52, "fields");
    all.check(read_own("comm") && strcmp(text, "proc\n") == 0, "comm: %s", text);
    all.equal(read_file("/proc/self/cmdline"), 12, "the size of cmdline");
    all.check(strcmp(text, "/tests/proc") == 0, "cmdline: %s", text);
    all.check(read_own("status") && says("Name:\tproc\n") && says("Threads:\t1\n"), "status");
    all.check(read_own("statm"), "statm");
    int here = 0;
    unsigned long start = 0;
    unsigned long end = 0;
    all.check(read_own("maps"), "maps");
    const char* line = strstr(text, "[stack]");
    while (line && line > text && line[-1] != '\n') --line;
    all.check(line && sscanf(line, "%lx-%lx rw-p", &start, &end) == 2, "the stack");
    const u64 address = reinterpret_cast<u64>(&here);
    all.check(start <= address && address < end, "which lies from 0x%lx to 0x%lx", start, end);
    all.check(says(" r-xp ") && says("/tests/proc\n"), "code");
}

bool link_says(const char* path, const char* target) {
    char said[256];
    const ssize_t length = readlink(path, said, sizeof said - 1);
    said[length < 0 ? 0 : length] = 0;
    if (strcmp(said, target) != 0) tap::note("%s says %s", path, said);
    return strcmp(said, target) == 0;
}

void links() {
    tap::All all("links lead to the process itself, its program, its folder and its open files [4.7]");
    all.check(link_says("/proc/self", own + strlen("/proc/")), "self");
    all.check(link_says("/proc/self/exe", "/tests/proc"), "exe");
    all.check(link_says("/proc/self/root", "/"), "root");
    chdir("/usr");
    all.check(link_says("/proc/self/cwd", "/usr"), "cwd");
    struct stat one = {};
    struct stat other = {};
    all.check(stat("/proc/self/cwd/poem.txt", &one) == 0 && stat("/usr/poem.txt", &other) == 0,
              "through cwd");
    all.equal(one.st_ino, other.st_ino, "the same file");
    all.check(stat("/proc/self/exe", &one) == 0 && S_ISREG(one.st_mode), "stat follows");
    all.check(lstat("/proc/self/exe", &one) == 0 && S_ISLNK(one.st_mode), "lstat does not");
    all.equal(open("/proc/self/exe", O_RDONLY | O_NOFOLLOW), -1, "nor O_NOFOLLOW");
    all.equal(errno, ELOOP, "errno");
    const int fd = open("/usr/poem.txt", O_RDONLY);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const int again = open(path, O_RDONLY);
    all.check(again >= 0 && fstat(again, &one) == 0, "an open file");
    all.equal(one.st_ino, stat("/usr/poem.txt", &other) == 0 ? other.st_ino : 0, "is the file");
    close(again);
    close(fd);
    all.equal(open(path, O_RDONLY), -1, "one that is closed");
    all.equal(errno, ENOENT, "errno");
    chdir("/");
}

// Whether a folder has an entry, and how many it has.
int count_entries(const char* path, const char* name, bool& there) {
    int count = 0;
    there = false;
    DIR* folder = opendir(path);
    if (!folder) return -1;
    while (const dirent* entry = readdir(folder)) {
        ++count;
        if (strcmp(entry->d_name, name) == 0) there = true;
    }
    closedir(folder);
    return count;
}

void folders() {
    tap::All all("each process has a folder, and it goes when the process is gone [4.7]");
    bool there = false;
    all.check(count_entries("/proc", "meminfo", there) > 0 && there, "/proc has meminfo");
    all.check(count_entries("/proc", own + strlen("/proc/"), there) > 0 && there, "and this process");
    all.check(count_entries(own, "stat", there) > 0 && there, "which has a stat");
    all.equal(count_entries("/proc/self/fd", "0", there), 2 + 4, "three open files, and the folder itself");
    all.check(there, "the first is 0");
    const pid_t pid = child::start([] { return 7; });
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    all.check(child::becomes(pid, PROCESS_ZOMBIE), "a child that is over");
    all.check(read_file(path) > 0 && says(") Z "), "is there until it was waited for");
    const int held = open(path, O_RDONLY);
    all.equal(child::ending_of(pid), child::exits(7), "its end");
    all.equal(open(path, O_RDONLY), -1, "then not");
    all.equal(errno, ENOENT, "errno");
    all.equal(read(held, text, sizeof text), -1, "nor for who has the file open");
    all.equal(errno, ESRCH, "errno");
    all.equal(pread(held, text, sizeof text, 0), -1, "in whatever way");
    all.equal(errno, ESRCH, "errno");
    close(held);
}

void places() {
    tap::All all("a folder has an end: places after it can be asked for, and nothing is there [4.7]");
    char entries[512];
    for (const char* path : {"/proc", "/proc/self", "/proc/self/fd", "/proc/self/task"}) {
        const int fd = open(path, O_RDONLY | O_DIRECTORY);
        all.check(fd >= 0 && getdents(fd, entries, sizeof entries) > 0, "%s", path);
        for (const off_t place : {0x7fff'ffffL, 0x8000'0002L, 0xffff'fff0L, 0x1'0000'0002L, INT64_MAX}) {
            all.equal(lseek(fd, place, SEEK_SET), place, "a place that cannot be");
            all.equal(getdents(fd, entries, sizeof entries), 0, "is the end");
        }
        all.equal(lseek(fd, 0, SEEK_SET), 0, "the beginning");
        all.check(getdents(fd, entries, sizeof entries) > 0, "is there again");
        close(fd);
    }
}

void offsets() {
    tap::All all("a file can be read from anywhere, also the first time [4.7]");
    const ssize_t size = read_file("/proc/version");
    char part[sizeof text];
    const auto is_rest = [&](ssize_t count, const char* how) {
        all.equal(count, size - 10, how);
        all.check(count > 0 && memcmp(part, text + 10, static_cast<size_t>(count)) == 0, "its text");
    };
    int fd = open("/proc/version", O_RDONLY);
    is_rest(pread(fd, part, sizeof part, 10), "pread");
    all.equal(read(fd, part, 5), 5, "the beginning comes after that");
    all.check(memcmp(part, text, 5) == 0, "as it is");
    close(fd);
    fd = open("/proc/version", O_RDONLY);
    all.equal(lseek(fd, 10, SEEK_SET), 10, "lseek");
    is_rest(read(fd, part, sizeof part), "read");
    all.equal(read(fd, part, sizeof part), 0, "its end");
    all.equal(pread(fd, part, sizeof part, size), 0, "which is there");
    close(fd);
}

void* wait_for_end(void* end) {
    char byte;
    (void)read(*static_cast<const int*>(end), &byte, 1);
    return nullptr;
}

// The path of another thread's folder. There are two: this one has the process's number.
bool find_other(char* path, size_t size) {
    DIR* folder = opendir("/proc/self/task");
    const int self = gettid();
    int other = 0;
    while (const dirent* entry = folder ? readdir(folder) : nullptr)
        if (const int number = atoi(entry->d_name); number != 0 && number != self) other = number;
    if (folder) closedir(folder);
    snprintf(path, size, "/proc/self/task/%d", other);
    return other != 0;
}

void threads() {
    tap::All all("each thread has a folder in its process's, and it goes when the thread is over [4.7]");
    int ends[2];
    pthread_t thread = {};
    all.equal(pipe2(ends, 0), 0, "a pipe");
    all.equal(pthread_create(&thread, nullptr, wait_for_end, &ends[0]), 0, "a thread that waits at it");
    bool there = false;
    all.equal(count_entries("/proc/self/task", own + strlen("/proc/"), there), 2 + 2, "two folders");
    all.check(there, "one is that of the first");
    char path[64];
    all.check(find_other(path, sizeof path), "another is that of the thread");
    const int folder = open(path, O_RDONLY | O_DIRECTORY);
    char said[32];
    snprintf(said, sizeof said, "%s (proc) ", strrchr(path, '/') + 1);
    const int stat = openat(folder, "stat", O_RDONLY);
    text[read(stat, text, sizeof text - 1)] = 0;
    all.check(strncmp(text, said, strlen(said)) == 0, "its number: %s", text);
    all.equal(count_entries(path, "fd", there), 2 + 10, "the files of its folder");
    all.check(!there, "which are no folders");
    snprintf(said, sizeof said, "Tgid:\t%d\n", getpid());
    strcat(path, "/status");
    all.check(read_file(path) > 0 && says(said) && says("Threads:\t2\n"), "its status");
    close(ends[1]);
    pthread_join(thread, nullptr);
    struct stat known = {};
    while (fstatat(folder, "comm", &known, 0) == 0) sched_yield(); // it tells that it is over, and then goes
    all.equal(errno, ENOENT, "afterwards there is no such folder");
    all.equal(pread(stat, text, sizeof text, 0), -1, "nor for who has a file of it open");
    all.equal(errno, ESRCH, "errno");
    close(stat);
    close(folder);
    close(ends[0]);
}

// All that there is in its folder is looked at, opened and read.
void zombies() {
    tap::All all("of a process that is over all can be asked, and it has no program, folder or files [4.7]");
    const pid_t pid = child::start([] { return 7; });
    all.check(child::becomes(pid, PROCESS_ZOMBIE), "a child that is over");
    char path[320];
    const int length = snprintf(path, sizeof path, "/proc/%d", pid);
    const auto path_to = [&](const char* name) {
        snprintf(path + length, sizeof path - static_cast<size_t>(length), "/%s", name);
        return path;
    };
    DIR* folder = opendir(path);
    int count = 0;
    struct stat known = {};
    while (const dirent* entry = folder ? readdir(folder) : nullptr) {
        if (entry->d_name[0] == '.') continue;
        ++count;
        all.check(lstat(path_to(entry->d_name), &known) == 0, "lstat of %s", path);
        if (S_ISREG(known.st_mode)) all.check(read_file(path) >= 0, "%s can be read", path);
        if (!S_ISLNK(known.st_mode)) all.equal(readlink(path, text, sizeof text), -1, "no link");
    }
    if (folder) closedir(folder);
    all.check(count > 0, "its folder has %d entries", count);
    for (const char* name : {"cwd", "exe"}) {
        all.equal(readlink(path_to(name), text, sizeof text), -1, "readlink of what is no more");
        all.equal(errno, ENOENT, "errno");
        all.equal(open(path, O_RDONLY), -1, "open");
        all.equal(errno, ENOENT, "errno");
        all.equal(stat(path, &known), -1, "stat");
        all.equal(errno, ENOENT, "errno");
    }
    all.equal(stat(path_to("cwd/usr"), &known), -1, "further on");
    all.equal(errno, ENOENT, "errno");
    all.equal(read_file(path_to("maps")), 0, "its memory");
    all.equal(read_file(path_to("cmdline")), 0, "its arguments");
    bool there = false;
    all.equal(count_entries(path_to("fd"), "0", there), 2, "its open files");
    all.equal(child::ending_of(pid), child::exits(7), "its end");
}

void relative_paths() {
    tap::All all("relative paths may start in /proc, or in a folder there [4.7]");
    all.equal(chdir("/proc"), 0, "chdir");
    all.check(read_file("version") > 0, "version");
    all.check(read_file("./self/stat") > 0, "self/stat");
    const int folder = open("self", O_RDONLY | O_DIRECTORY);
    chdir("/");
    const int file = openat(folder, "stat", O_RDONLY);
    all.check(folder >= 0 && file >= 0, "from a folder");
    struct stat one = {};
    all.check(fstatat(folder, "exe", &one, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(one.st_mode), "its link");
    all.equal(read(file, text, 4), 4, "the beginning");
    all.equal(lseek(file, 0, SEEK_SET), 0, "once more");
    all.equal(read(file, text, 4), 4, "the beginning");
    all.equal(pread(file, text, 4, 2), 4, "from elsewhere");
    all.equal(lseek(file, 0, SEEK_END), -1, "nobody knows the end");
    close(file);
    close(folder);
}

void open_files() {
    tap::All all("what is done to a link to an open file is done to that file [4.7]");
    const int fd = open("/tmp/proc-file", O_RDONLY | O_CREAT, 0600);
    char path[64];
    struct stat known = {};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    all.check(chmod(path, 0640) == 0 && fstat(fd, &known) == 0, "chmod");
    all.equal(known.st_mode & 0777, 0640u, "its mode");
    all.equal(fchmodat(AT_FDCWD, path, 0600, AT_SYMLINK_NOFOLLOW), -1, "the link itself");
    all.equal(errno, EROFS, "errno");
    unlink("/tmp/proc-file");
    close(fd);
    all.equal(chmod(path, 0600), -1, "one that is closed");
    all.equal(errno, ENOENT, "errno");
    int ends[2];
    all.equal(pipe2(ends, 0), 0, "a pipe");
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    all.equal(chmod(path, 0600), -1, "which is no file");
    all.equal(errno, EINVAL, "errno");
    close(ends[0]);
    close(ends[1]);
}

void nothing_changes() {
    tap::All all("nothing can be changed in /proc, nor made [4.7]");
    const auto fails_with = [&](i64 answer, int error, const char* what) {
        all.check(answer == -1 && errno == error, "%s: %ld, errno %d", what, answer, errno);
    };
    fails_with(open("/proc/meminfo", O_RDWR), EACCES, "writing");
    fails_with(open("/proc/new", O_WRONLY | O_CREAT, 0644), ENOENT, "a new file");
    fails_with(open("/proc/self", O_WRONLY), EISDIR, "a folder");
    fails_with(unlink("/proc/meminfo"), EROFS, "unlink");
    fails_with(chmod("/proc/meminfo", 0777), EROFS, "chmod");
    fails_with(rmdir("/proc"), EROFS, "rmdir");
    fails_with(open("/proc/meminfo/x", O_RDONLY), ENOTDIR, "no folder");
    fails_with(open("/proc/meminfo", O_RDONLY | O_DIRECTORY), ENOTDIR, "likewise");
    fails_with(open("/proc/01", O_RDONLY), ENOENT, "no number of a process");
    fails_with(open("/processes", O_RDONLY), ENOENT, "no name in /proc");
    fails_with(readlink("/proc/meminfo", text, sizeof text), EINVAL, "no link");
    struct statfs info = {};
    all.check(statfs("/proc/self", &info) == 0 && info.f_type == PROC_SUPER_MAGIC, "statfs");
    all.check(statfs("/proc/..", &info) == 0 && info.f_type == EXT2_SUPER_MAGIC, "and out of it");
}

// A program that runs itself anew; what it is called then is what it was.
void run_anew() {
    tap::All all("a program can run itself by its link [4.7]");
    const pid_t pid = child::start([] {
        char name[] = "proc";
        char word[] = "anew";
        char* const arguments[] = {name, word, nullptr};
        execv("/proc/self/exe", arguments);
        return 1;
    });
    all.equal(child::ending_within(pid, child::kLong), child::exits(42), "its end");
}

} // namespace

int main(int count, char** arguments) {
    if (count > 1 && strcmp(arguments[1], "anew") == 0)
        return link_says("/proc/self/exe", "/tests/proc") && read_file("/proc/self/cmdline") == 10 ? 42 : 43;
    leaks::Watch watch;
    snprintf(own, sizeof own, "/proc/%d", getpid());
    about_the_system();
    about_a_process();
    links();
    folders();
    places();
    offsets();
    threads();
    zombies();
    relative_paths();
    open_files();
    nothing_changes();
    run_anew();
    watch.ok("nothing is left behind");
    return tap::done();
}
