// user/tests/descriptors.cpp: forged descriptors, descriptors for the wrong thing, and using them all up.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace {

using sys::Call;

i64 call(Call name, u64 first, u64 second = 0, u64 third = 0, u64 fourth = 0) {
    return sys::raw_syscall(static_cast<u64>(name), first, second, third, fourth);
}

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

alignas(8) char buffer[4096];
u64 good; // a descriptor of a directory

struct Row {
    const char* what;
    i64 (*call)(u64 fd);
};

constexpr Row kRows[] = {
    {"write", [](u64 fd) { return call(Call::write, fd, address_of(buffer), 1); }},
    {"read", [](u64 fd) { return call(Call::read, fd, address_of(buffer), 1); }},
    {"write of nothing", [](u64 fd) { return call(Call::write, fd, address_of(buffer), 0); }},
    {"read of nothing", [](u64 fd) { return call(Call::read, fd, address_of(buffer), 0); }},
    {"openat", [](u64 fd) { return call(Call::openat, fd, address_of("bin"), O_RDONLY); }},
    {"close", [](u64 fd) { return call(Call::close, fd); }},
    {"lseek", [](u64 fd) { return call(Call::lseek, fd, 0, SEEK_SET); }},
    {"dup", [](u64 fd) { return call(Call::dup, fd); }},
    {"dup3 from", [](u64 fd) { return call(Call::dup3, fd, 50); }},
    {"fstat", [](u64 fd) { return call(Call::fstat, fd, address_of(buffer)); }},
    {"fstatat", [](u64 fd) { return call(Call::fstatat, fd, address_of("bin"), address_of(buffer)); }},
    {"getdents", [](u64 fd) { return call(Call::getdents, fd, address_of(buffer), sizeof buffer); }},
    {"terminal_mode", [](u64 fd) { return call(Call::terminal_mode, fd, static_cast<u64>(TERMINAL_ASK)); }},
    {"terminal_group", [](u64 fd) { return call(Call::terminal_group, fd, 0); }},
    {"terminal_settings", [](u64 fd) { return call(Call::terminal_settings, fd, 0, address_of(buffer), 0); }},
    {"terminal_size", [](u64 fd) { return call(Call::terminal_size, fd, 0, address_of(buffer)); }},
};

// No number that is not an open descriptor gets anywhere. (-100 stands for the current directory in two calls.)
void forged() {
    const int closed = dup(0);
    close(closed);
    const u64 kForged[] = {~0ul,           ~0ul - 1,  static_cast<u64>(closed), 63,  64,
                           OPEN_FILES_MAX, 1ul << 31, (1ul << 31) - 1,          ~0u, 0x8000'0001,
                           1ul << 32 | 64};
    for (const Row& row : kRows) {
        tap::All all(tap::words("%s: EBADF for every descriptor that is not open [0.7]", row.what).text);
        for (const u64 fd : kForged) all.fails(row.call(fd), Errno::badf, tap::words("0x%lx", fd).text);
    }
    tap::All all("dup3 to a number that no descriptor can have: EBADF [0.7]");
    for (const u64 fd : {~0ul, u64{OPEN_FILES_MAX}, 100'000ul, 1ul << 31})
        all.fails(call(Call::dup3, good, fd), Errno::badf, tap::words("0x%lx", fd).text);
}

// An int is 32 bits wide: what stands behind it in the register belongs to nobody.
void upper_half() {
    tap::All all("the upper half of a register behind an int is not looked at [0.7]");
    const u64 fd = static_cast<u64>(dup(static_cast<int>(good)));
    constexpr u64 kGarbage = 0xdead'beef'0000'0000;
    all.equal(call(Call::fstat, kGarbage | fd, address_of(buffer)), 0, "fstat");
    all.equal(call(Call::lseek, kGarbage | fd, 0, kGarbage | SEEK_SET), 0, "lseek");
    all.equal(call(Call::getpgid, kGarbage | static_cast<u64>(getpid())), getpgrp(), "getpgid");
    if constexpr (sys::is_there<Call::kill>)
        all.equal(call(Call::kill, kGarbage | static_cast<u64>(getpid()), kGarbage | SIGNONE), 0, "kill");
    constexpr u64 kHere = static_cast<u32>(AT_FDCWD); // the current directory, its sign not extended
    const i64 opened = call(Call::openat, kGarbage | kHere, address_of("/dev/null"), kGarbage | O_RDONLY);
    all.succeeds(opened, "openat");
    all.equal(call(Call::close, kGarbage | static_cast<u64>(opened)), 0, "close");
    all.equal(call(Call::close, kGarbage | fd), 0, "close");
    all.fails(call(Call::close, fd), Errno::badf, "close again");
    if constexpr (child::kThereAre) {
        const auto ending = child::run([] {
            call(Call::exit, 0x1234'5678'0000'0105);
            return 0;
        });
        all.equal(ending, child::exits(5), "exit");
    }
}

void wrong_thing() {
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const int file = open("/bin/sh", O_RDONLY);
    const int null = open("/dev/null", O_WRONLY);
    const auto reading = [](int fd) { return call(Call::read, static_cast<u64>(fd), address_of(buffer), 1); };
    const auto writing = [](int fd) {
        return call(Call::write, static_cast<u64>(fd), address_of(buffer), 1);
    };
    tap::fails(reading(ends[1]), Errno::badf, "reading from the end for writing: EBADF");
    tap::fails(writing(ends[0]), Errno::badf, "writing to the end for reading: EBADF");
    tap::fails(writing(file), Errno::badf, "writing to a file opened for reading: EBADF");
    tap::fails(reading(null), Errno::badf, "reading a device opened for writing: EBADF");
    tap::fails(call(Call::read, good, address_of(buffer), 1), Errno::isdir, "reading a directory: EISDIR");
    tap::fails(call(Call::write, good, address_of(buffer), 1), Errno::badf, "writing to a directory: EBADF");
    const u64 pipe_end = static_cast<u64>(ends[0]);
    tap::fails(call(Call::getdents, pipe_end, address_of(buffer), 512), Errno::notdir,
               "entries of a pipe: ENOTDIR");
    tap::fails(call(Call::openat, pipe_end, address_of("x"), 0), Errno::notdir,
               "a path from a pipe: ENOTDIR");
    tap::fails(call(Call::lseek, pipe_end, 0, SEEK_CUR), Errno::spipe, "a place in a pipe: ESPIPE");
    tap::fails(call(Call::terminal_mode, pipe_end, 0), Errno::notty, "the terminal mode of a pipe: ENOTTY");
    for (const int fd : {ends[0], ends[1], file, null}) close(fd);
}

int count_open() {
    int count = 0;
    for (int fd = 0; fd < OPEN_FILES_MAX; fd++)
        count += sys::fstat(Fd::unchecked(fd), reinterpret_cast<Stat*>(buffer)) ? 1 : 0;
    return count;
}

// Closes what was opened since `good`.
void close_others() {
    for (int fd = static_cast<int>(good) + 1; fd < OPEN_FILES_MAX; fd++) close(fd);
}

// The table grows as descriptors are needed, and stays as large as it is then.
void grow_table() {
    for (int fd = static_cast<int>(good) + 1; fd < OPEN_FILES_MAX; fd++)
        if (dup3(static_cast<int>(good), fd, 0) != fd) tap::bail_out("no room for all descriptors");
    close_others();
}

constexpr Row kWaysToOpen[] = {
    {"openat",
     [](u64) { return call(Call::openat, static_cast<u64>(AT_FDCWD), address_of("/dev/null"), O_RDWR); }},
    {"dup", [](u64 fd) { return call(Call::dup, fd); }},
    {"pipe2", [](u64) { return call(Call::pipe2, address_of(buffer), 0); }},
};

void use_up(const Row& way) {
    tap::All all(
        tap::words("%s uses up all descriptors: EMFILE, and afterwards all works again", way.what).text);
    const int before = count_open();
    i64 answer = 0;
    for (int tries = 0; tries <= OPEN_FILES_MAX && answer >= 0; tries++) answer = way.call(good);
    all.fails(answer, Errno::mfile, "the end");
    const int made = count_open() - before;
    all.check(made >= OPEN_FILES_MAX - before - 1, "%d descriptors were free, and %d could be made",
              OPEN_FILES_MAX - before, made);
    all.fails(way.call(good), Errno::mfile, "once more");
    all.equal(count_open() - before, made, "what failed made no descriptor");
    close_others();
    all.equal(count_open(), before, "all are closed");
    all.succeeds(way.call(good), "one more after all were closed");
    close_others();
}

void lowest_first() {
    tap::All all("each new descriptor is the lowest that is free");
    int fds[6];
    for (int& fd : fds) fd = open("/dev/null", O_RDONLY);
    for (int i = 1; i < 6; i++) all.equal(fds[i], fds[i - 1] + 1, "one after the other");
    close(fds[3]);
    close(fds[1]);
    all.equal(dup(0), fds[1], "dup");
    all.equal(open("/dev/null", O_RDONLY), fds[3], "open");
    close(fds[0]);
    close(fds[2]);
    int ends[2];
    all.equal(pipe2(ends, 0), 0, "pipe");
    all.check(ends[0] == fds[0] && ends[1] == fds[2], "pipe: got %d and %d", ends[0], ends[1]);
    for (const int fd : fds) all.equal(close(fd), 0, "close");
}

// How many bytes arrive of three that are written.
int write_through(int writer, int reader) {
    return write(writer, buffer, 3) == 3 ? static_cast<int>(read(reader, buffer, sizeof buffer)) : -1;
}

void far_apart() {
    tap::All all("descriptors may be far apart: a child has them, and so has execve, unless it closes them");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    constexpr int kFar[] = {63, 64, 127, 128, 700, OPEN_FILES_MAX - 1};
    for (const int fd : kFar) all.equal(dup3(ends[1], fd, 0), fd, tap::words("dup3 to %d", fd).text);
    for (const int fd : kFar) all.equal(write_through(fd, ends[0]), 3, tap::words("write to %d", fd).text);
    all.fails(call(Call::fstat, 500, address_of(buffer)), Errno::badf, "between them is none");
    all.equal(fcntl(ends[1], F_DUPFD, 64), 65, "the lowest that is free from 64 on");
    all.equal(fcntl(65, F_SETFD, FD_CLOEXEC), 0, "execve shall close it");
    if constexpr (child::kThereAre) {
        const auto same = [&] {
            for (const int fd : kFar)
                if (write_through(fd, ends[0]) != 3) return 1;
            return 0;
        };
        all.equal(child::run(same), child::exits(0), "a child has all of them");
        const auto in_program = [](const char* script) {
            return child::run([script] { return execl("/bin/sh", "sh", "-c", script, nullptr); });
        };
        all.equal(in_program("true >/proc/self/fd/64 && true >/proc/self/fd/700"), child::exits(0),
                  "another program has them");
        all.check(!(in_program("exec 2>/dev/null; true >/proc/self/fd/65") == child::exits(0)),
                  "but not the one it closed");
    }
    close_others();
}

} // namespace

int main() {
    good = static_cast<u64>(open("/", O_RDONLY | O_DIRECTORY));
    forged();
    upper_half();
    wrong_thing();
    grow_table();
    leaks::Watch watch;
    for (const Row& way : kWaysToOpen) use_up(way);
    far_apart();
    watch.ok("nothing is left of all the files that were opened");
    lowest_first();
    return tap::done();
}
