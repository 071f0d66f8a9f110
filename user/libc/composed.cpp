// user/libc/composed.cpp: POSIX functions that are a system call with other arguments, or several of them.
//
// A function of a library is not a system call: getcwd makes one, nanosleep one to three, and some of these none.

#include "answer.h"
#include "heap.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <time.h>
#include <unistd.h>

namespace {

// What <limits.h> tells the preprocessor is what the kernel says.
static_assert(NAME_MAX == NAME_MAX_BYTES && PATH_MAX == PATH_MAX_BYTES && OPEN_MAX == OPEN_FILES_MAX);
static_assert(PIPE_BUF == PIPE_CAPACITY && ARG_MAX == ARGUMENT_BYTES_MAX);

constexpr i64 kNanosecondsPerSecond = 1'000'000'000;

i64 now() { return sys::clock.raw(CLOCK_MONOTONIC); }

// So many seconds and nanoseconds in nanoseconds, or the longest time there is.
i64 nanoseconds_of(i64 seconds, i64 nanoseconds) {
    i64 sum;
    if (__builtin_mul_overflow(seconds, kNanosecondsPerSecond, &sum)) return INT64_MAX;
    return __builtin_add_overflow(sum, nanoseconds, &sum) ? INT64_MAX : sum;
}

timespec timespec_of(i64 nanoseconds) {
    return {nanoseconds / kNanosecondsPerSecond, nanoseconds % kNanosecondsPerSecond};
}

} // namespace

extern "C" {

// Files.

// dup3 refuses two equal descriptors, and dup2 leaves them alone if they are good.
int dup2(int from, int to) {
    if (from != to) return dup3(from, to, 0);
    struct stat ignored;
    return fstat(from, &ignored) == 0 ? to : -1;
}

int stat(const char* path, struct stat* known) { return fstatat(AT_FDCWD, path, known, 0); }
int lstat(const char* path, struct stat* known) {
    return fstatat(AT_FDCWD, path, known, AT_SYMLINK_NOFOLLOW);
}

// There is one user, who may do what anybody may.
int access(const char* path, int mode) {
    struct stat known;
    if (stat(path, &known) < 0) return -1;
    for (const int right : {R_OK, W_OK, X_OK}) {
        // Each of owner, group and others has three bits for these rights, in the same order.
        const unsigned bits = static_cast<unsigned>(right * (S_IXUSR | S_IXGRP | S_IXOTH));
        if ((mode & right) != 0 && (known.st_mode & bits) == 0) {
            errno = EACCES;
            return -1;
        }
    }
    return 0;
}

int isatty(int fd) { return libc::answer(sys::terminal_mode.raw(Fd::unchecked(fd), TERMINAL_ASK)) >= 0; }

char* getcwd(char* path, size_t size) {
    char* memory = path;
    if (!path) {
        if (size == 0) size = PATH_MAX;
        memory = static_cast<char*>(malloc(size));
        if (!memory) return nullptr;
    }
    if (libc::answer(sys::getcwd.raw(memory, size)) >= 0) return memory;
    if (!path) free(memory);
    return nullptr;
}

// Processes.

pid_t wait(int* status) { return waitpid(-1, status, WAIT_BLOCK); }
pid_t getpgrp() { return getpgid(0); }
int killpg(pid_t group, int signal) { return kill(-group, signal); }

pid_t tcgetpgrp(int fd) {
    return static_cast<pid_t>(libc::answer(sys::terminal_group.raw(Fd::unchecked(fd), Pid(0))));
}

// The table's call answers the group before; POSIX wants 0.
int tcsetpgrp(int fd, pid_t group) {
    if (group <= 0) {
        errno = EINVAL;
        return -1;
    }
    return libc::answer(sys::terminal_group.raw(Fd::unchecked(fd), Pid(group))) < 0 ? -1 : 0;
}

// Time.

int clock_gettime(clockid_t clock, timespec* time) {
    const long nanoseconds = libc::answer(sys::clock.raw(static_cast<Clock>(clock)));
    if (nanoseconds < 0) return -1;
    *time = timespec_of(nanoseconds);
    return 0;
}

time_t time(time_t* now) {
    const time_t seconds = sys::clock.raw(CLOCK_REALTIME) / kNanosecondsPerSecond;
    if (now) *now = seconds;
    return seconds;
}

int gettimeofday(timeval* now, void*) {
    const i64 microseconds = sys::clock.raw(CLOCK_REALTIME) / 1000;
    *now = {microseconds / 1'000'000, microseconds % 1'000'000};
    return 0;
}

int nanosleep(const timespec* duration, timespec* left) {
    if (duration->tv_sec < 0 || duration->tv_nsec < 0 || duration->tv_nsec >= kNanosecondsPerSecond) {
        errno = EINVAL;
        return -1;
    }
    const i64 wanted = nanoseconds_of(duration->tv_sec, duration->tv_nsec);
    const i64 start = now();
    if (libc::answer(sys::sleep.raw(wanted)) == 0) return 0;
    const i64 rest = wanted - (now() - start);
    if (left) *left = timespec_of(rest > 0 ? rest : 0);
    return -1;
}

int ppoll(pollfd* entries, nfds_t count, const timespec* time, const sigset_t* mask) {
    const i64 nanoseconds = time ? nanoseconds_of(time->tv_sec, time->tv_nsec) : -1;
    return static_cast<int>(libc::answer(sys::ppoll.raw(entries, count, nanoseconds, mask)));
}

unsigned int sleep(unsigned int seconds) {
    const timespec duration = {seconds, 0};
    timespec left = {};
    if (nanosleep(&duration, &left) == 0) return 0;
    return static_cast<unsigned>(left.tv_sec + (left.tv_nsec > 0 ? 1 : 0));
}

// Memory.

int brk(void* end) {
    const u64 address = reinterpret_cast<u64>(end); // to the kernel it is a number
    return libc::answer(sys::brk.raw(address)) == -1 ? -1 : 0;
}

} // extern "C"

void* libc::move_heap_end(intptr_t change) {
    const u64 end = sys::brk(0).value();
    const u64 wanted = end + static_cast<u64>(change);
    if ((change < 0) != (wanted < end)) {
        errno = ENOMEM;
        return kNoHeap;
    }
    if (change != 0 && libc::answer(sys::brk.raw(wanted)) == -1) return kNoHeap;
    return reinterpret_cast<void*>(end); // the kernel's number is the program's address
}
