// user/tests/sharing.cpp: descriptors that mean the same open file share its offset, and no more.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>

namespace {

constexpr const char* kFile = "/bin/sh"; // large enough for all that follows

int open_file() {
    const int fd = open(kFile, O_RDONLY);
    if (fd < 0) tap::bail_out("cannot open %s", kFile);
    return fd;
}
off_t place(int fd) { return lseek(fd, 0, SEEK_CUR); }

void by_dup() {
    tap::All all("dup and dup3 share the offset; a second open does not");
    char got[100];
    const int fd = open_file();
    const int copy = dup(fd);
    all.equal(dup3(fd, 30, 0), 30, "dup3");
    const int other = open_file();
    all.equal(read(fd, got, 100), 100, "read");
    all.equal(place(copy), 100, "the offset of the copy");
    all.equal(place(30), 100, "the offset of the other copy");
    all.equal(place(other), 0, "the offset of the one opened again");
    all.equal(lseek(30, 7, SEEK_SET), 7, "lseek");
    all.equal(place(fd), 7, "the offset");
    close(fd);
    all.equal(read(copy, got, 10), 10, "read after the first descriptor was closed");
    all.equal(place(30), 17, "the offset");
    for (const int each : {copy, 30, other}) close(each);
}

void dup3_rules() {
    tap::All all("dup3 closes what was there, refuses itself, and knows O_CLOEXEC [0.9]");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const int fd = open_file();
    all.equal(dup3(fd, ends[1], 0), ends[1], "over the only writer of a pipe");
    char byte;
    all.equal(read(ends[0], &byte, 1), 0, "the pipe has ended");
    all.equal(dup3(fd, fd, 0), -1, "onto itself");
    all.equal(int{errno}, static_cast<int>(EINVAL), "the reason");
    all.equal(dup2(fd, fd), fd, "dup2 onto itself");
    all.equal(dup2(-1, 20), -1, "dup2 of nothing");
    all.equal(dup3(fd, 20, O_NONBLOCK), -1, "a flag that it does not know");
    all.equal(int{errno}, static_cast<int>(EINVAL), "the reason");
    all.equal(close(20), -1, "close of what was not made");
    for (const int each : {fd, ends[0], ends[1]}) close(each);
}

// O_CLOEXEC belongs to the descriptor, not to the open file.
void close_on_exec() {
    const auto open_after_exec = [](int fd) {
        char number[16];
        snprintf(number, sizeof number, "%d", fd);
        return child::run([&] { return execl("/tests/sharing", "sharing", number, nullptr); }) ==
               child::exits(1);
    };
    tap::All all(
        "O_CLOEXEC holds for one descriptor, as given by open, dup3 or pipe2; dup gives one without it");
    const int closing = open(kFile, O_RDONLY | O_CLOEXEC);
    const int copy = dup(closing);
    const int plain = open_file();
    all.equal(dup3(plain, 33, O_CLOEXEC), 33, "dup3");
    all.equal(dup3(closing, 34, 0), 34, "dup3");
    int ends[2];
    all.equal(pipe2(ends, O_CLOEXEC), 0, "pipe2");
    all.check(!open_after_exec(closing), "open with O_CLOEXEC is closed");
    all.check(open_after_exec(copy), "its copy by dup stays");
    all.check(open_after_exec(plain), "open without it stays");
    all.check(!open_after_exec(33), "its copy by dup3 with O_CLOEXEC is closed");
    all.check(open_after_exec(34), "the other's copy by dup3 without it stays");
    all.check(!open_after_exec(ends[0]) && !open_after_exec(ends[1]),
              "both ends of pipe2 with O_CLOEXEC are closed");
    all.check(open_after_exec(1), "standard output stays");
    // A descriptor that is used again has forgotten what the last one wanted.
    close(closing);
    const int again = open_file();
    all.equal(again, closing, "the lowest free descriptor");
    all.check(open_after_exec(again), "open without O_CLOEXEC, where one with it was before, stays");
    for (const int fd : {copy, plain, 33, 34, ends[0], ends[1], again}) close(fd);
}

void by_fork() {
    tap::All all("parent and child share the offset of what was open at the fork");
    const int fd = open_file();
    const auto ending = child::run([fd] {
        char got[50];
        const int own = open_file();
        if (place(fd) != 0 || read(fd, got, 50) != 50) return 1;
        return read(own, got, 10) == 10 && place(fd) == 50 ? 0 : 2;
    });
    all.equal(ending, child::exits(0), "the child, which reads");
    all.equal(place(fd), 50, "the parent's offset");
    all.equal(child::run([fd] { return close(fd); }), child::exits(0), "a child that closes it");
    all.equal(place(fd), 50, "the parent still has it");
    close(fd);
}

// Two processes read one file through one offset: together they get each byte once.
void two_readers() {
    tap::All all("two readers of one offset get each byte of the file once");
    static char file[64 * 1024];
    const int whole = open_file();
    const ssize_t size = read(whole, file, sizeof file);
    close(whole);
    u64 expected = 0;
    for (ssize_t i = 0; i < size; i++) expected += static_cast<u8>(file[i]);

    const int fd = open_file();
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const auto read_and_tell = [&] {
        struct {
            u64 count, sum;
        } mine{};
        char got[64];
        while (place(fd) < size - 4096) {
            const ssize_t count = read(fd, got, sizeof got);
            for (ssize_t i = 0; i < count; i++) mine.sum += static_cast<u8>(got[i]);
            mine.count += static_cast<u64>(count);
            if (mine.count % 512 == 0) (void)sys::sched_yield();
        }
        return write(ends[1], &mine, sizeof mine) == sizeof mine ? 0 : 1;
    };
    const pid_t pids[] = {child::start(read_and_tell), child::start(read_and_tell)};
    u64 count = 0;
    u64 sum = 0;
    for (const pid_t pid : pids) {
        u64 told[2];
        all.equal(read(ends[0], told, sizeof told), static_cast<ssize_t>(sizeof told), "what a reader tells");
        count += told[0];
        sum += told[1];
        all.equal(child::ending_of(pid), child::exits(0), "a reader");
    }
    all.equal(static_cast<off_t>(count), place(fd), "bytes that both have, and the offset");
    for (off_t i = static_cast<off_t>(count); i < size; i++) expected -= static_cast<u8>(file[i]);
    all.equal(sum, expected, "the sum of all bytes up to there");
    for (const int each : {fd, ends[0], ends[1]}) close(each);
}

// Two writers of one pipe end, which they have from the same parent.
void two_writers() {
    tap::All all("parent and child write into one pipe, and every byte arrives once");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const auto write_many = [&](char what) {
        for (int i = 0; i < 1000; i++)
            if (write(ends[1], &what, 1) != 1) return 1;
        return 0;
    };
    const pid_t pid = child::start([&] { return write_many('c'); });
    all.equal(write_many('p'), 0, "the parent");
    all.equal(child::ending_of(pid), child::exits(0), "the child");
    close(ends[1]);
    int parents = 0;
    int childs = 0;
    char got[100];
    for (ssize_t count; (count = read(ends[0], got, sizeof got)) > 0;)
        for (ssize_t i = 0; i < count; i++) (got[i] == 'p' ? parents : childs)++;
    all.equal(parents, 1000, "bytes of the parent");
    all.equal(childs, 1000, "bytes of the child");
    close(ends[0]);
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 2) return lseek(atoi(argv[1]), 0, SEEK_CUR) == -1 && errno == EBADF ? 0 : 1; // after execve
    leaks::Watch watch;
    by_dup();
    dup3_rules();
    close_on_exec();
    by_fork();
    two_readers();
    two_writers();
    watch.ok("no open file is left behind");
    return tap::done();
}
