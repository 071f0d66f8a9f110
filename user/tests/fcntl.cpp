// user/tests/fcntl.cpp: what fcntl asks and changes, and the mask of permissions that new files do not get.
#include "child.h"
#include "in_form.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace {

namespace sys = in_form; // each call below is made in the form that is asked for
constexpr FileCommand kUnknown{77};

i64 command(int fd, FileCommand what, usize argument = 0) {
    return sys::fcntl.raw(Fd::unchecked(fd), what, argument);
}

void duplicates() {
    tap::All all("F_DUPFD and F_DUPFD_CLOEXEC: the lowest free descriptor from the argument on");
    const int fd = open("/dev/null", O_RDONLY);
    const int other = fcntl(fd, F_DUPFD, 20);
    all.equal(other, 20, "the first");
    all.equal(fcntl(fd, F_DUPFD, 20), 21, "the second");
    all.equal(fcntl(fd, F_DUPFD_CLOEXEC, 20), 22, "the third");
    all.equal(fcntl(fd, F_DUPFD, 0), fd + 1, "from 0 on, what dup would give");
    all.equal(fcntl(21, F_GETFD), 0, "F_DUPFD: stays at execve");
    all.equal(fcntl(22, F_GETFD), FD_CLOEXEC, "F_DUPFD_CLOEXEC: closed by execve");
    all.equal(fcntl(fd, F_DUPFD, OPEN_FILES_MAX - 1), OPEN_FILES_MAX - 1, "the last there is");
    all.fails(command(fd, F_DUPFD, OPEN_FILES_MAX - 1), Errno::mfile, "none is left");
    for (const usize beyond : {usize{OPEN_FILES_MAX}, usize{1} << 32, ~usize{0}})
        all.fails(command(fd, F_DUPFD, beyond), Errno::inval, "no such number");
    for (const int each : {fd, fd + 1, 20, 21, 22, OPEN_FILES_MAX - 1}) all.equal(close(each), 0, "close");
}

void of_descriptors() {
    tap::All all("F_SETFD changes one descriptor, and F_GETFD tells");
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int copy = dup(fd);
    all.equal(fcntl(fd, F_GETFD), FD_CLOEXEC, "opened with O_CLOEXEC");
    all.equal(fcntl(copy, F_GETFD), 0, "its copy");
    all.equal(fcntl(copy, F_SETFD, FD_CLOEXEC), 0, "F_SETFD");
    all.equal(fcntl(fd, F_SETFD, 0), 0, "F_SETFD to 0");
    all.equal(fcntl(copy, F_GETFD), FD_CLOEXEC, "the copy after it");
    all.equal(fcntl(fd, F_GETFD), 0, "the other after it");
    all.fails(command(fd, F_SETFD, 2), Errno::inval, "another bit");
    if constexpr (child::kThereAre) {
        // The program that execve runs sees which of the two is open.
        const auto look = [](int number) {
            return child::run([number] {
                char script[40];
                snprintf(script, sizeof script, "exec 2>/dev/null; true <&%d", number);
                execl("/bin/sh", "sh", "-c", script, nullptr);
                return 99;
            });
        };
        all.equal(look(fd), child::exits(0), "what stays is open in the new program");
        all.check(!(look(copy) == child::exits(0)), "what is closed by execve is not");
    }
    close(fd);
    close(copy);
}

void of_open_files() {
    tap::All all("F_SETFL changes an open file for all its descriptors, and F_GETFL tells");
    const int fd = open("/dev/null", O_RDWR | O_APPEND | O_CLOEXEC);
    const int copy = dup(fd);
    all.equal(fcntl(fd, F_GETFL), O_RDWR | O_APPEND, "as it was opened");
    all.equal(fcntl(fd, F_SETFL, 0), 0, "no O_APPEND");
    all.equal(fcntl(copy, F_GETFL), O_RDWR, "the copy knows");
    all.equal(fcntl(copy, F_SETFL, O_RDONLY | O_APPEND), 0, "the access mode is not looked at");
    all.equal(fcntl(fd, F_GETFL), O_RDWR | O_APPEND, "and did not change");
    all.fails(command(fd, F_SETFL, O_TRUNC), Errno::inval, "a flag that cannot be changed");
    all.equal(fcntl(fd, F_GETFL), O_RDWR | O_APPEND, "nothing changed");
    all.equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0, "O_NONBLOCK in place of it");
    all.equal(fcntl(copy, F_GETFL), O_RDWR | O_NONBLOCK, "the copy knows");
    int ends[2];
    all.equal(pipe2(ends, 0), 0, "pipe2");
    all.equal(fcntl(ends[0], F_GETFL), O_RDONLY, "the end for reading");
    all.equal(fcntl(ends[1], F_GETFL), O_WRONLY, "the end for writing");
    for (const int each : {fd, copy, ends[0], ends[1]}) close(each);
}

void nonsense() {
    tap::All all("fcntl of what is not open is EBADF, and an unknown command EINVAL [0.7]");
    for (const FileCommand what :
         {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, FileCommand{-1}, kUnknown}) {
        for (const int fd : {-1, 40, int{OPEN_FILES_MAX}, 1000})
            all.fails(command(fd, what), Errno::badf, tap::words("%d", fd).text);
    }
    all.fails(command(0, kUnknown), Errno::inval, "no such command");
    all.fails(command(0, FileCommand{-1}), Errno::inval, "no such command");
}

void mask() {
    tap::All all("umask answers what it was before; a child inherits it, and what the child does is its own");
    const mode_t before = umask(0);
    all.equal(before, 022u, "what the first process began with");
    all.equal(umask(07654), 0u, "what was set last");
    all.equal(umask(027), 0654u, "only permissions count");
    if constexpr (child::kThereAre)
        all.equal(child::run([] { return umask(0) == 027 ? 0 : 1; }), child::exits(0), "in a child");
    all.equal(umask(before), 027u, "after it");
}

void all_commands() {
    duplicates();
    of_descriptors();
    of_open_files();
    nonsense();
}

// The mask that a program starts with is that of the one before it in the process.
void mask_in_new_program(const char* self) {
    const auto ending = child::run([self] {
        umask(0135);
        execl(self, self, "mask", nullptr);
        return 99;
    });
    tap::equal(ending, child::exits(0135), "execve keeps the mask");
}

} // namespace

int main(int count, char** arguments) {
    if (count > 1) return static_cast<int>(umask(0));
    close(fcntl(STDIN_FILENO, F_DUPFD, OPEN_FILES_MAX - 1)); // the table stays as large as that has made it
    leaks::Watch watch;
    in_form::in_each_form(all_commands);
    mask();
    if constexpr (child::kThereAre) mask_in_new_program(arguments[0]);
    watch.ok("nothing is left behind");
    return tap::done();
}
