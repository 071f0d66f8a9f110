/* user/tests/calls_from_c.c: the forms that C has: call_name, raw_name, syscall, ECALL and the macros _syscallN. */
#include "abi/files.h"
#include "abi/weights.h"
#include <errno.h>
#include <stdio.h>
#include <sys/calls.h>
#include <sys/syscall_macros.h>

static _syscall0(int, getpid)
static _syscall1(int, close, int, fd)
static _syscall2(long, getcwd, char*, path, unsigned long, size)
static _syscall3(long, write, int, fd, const char*, bytes, unsigned long, count)
static _syscall4(long, openat, int, directory, const char*, path, int, flags, int, mode)
static _syscall5(long, thread_create, long, entry, long, stack, long, argument, long, pointer, unsigned*,
                 ended)
static _syscall6(long, lseek, int, fd, long, offset, int, whence, long, d, long, e, long, f)

static int points;
static int failures;

static void ok(int passed, const char* what) {
    printf("%sok %d - %s\n", passed ? "" : "not ", ++points, what);
    failures += !passed;
}

/* Whether each of four answers is the same failure: in errno, and as a register has it. */
static int all_fail(int expected, long raw, long inlined, long with_errno, long by_number) {
    return raw == -expected && inlined == -expected && with_errno == -1 && by_number == -1 &&
           errno == expected;
}

static void agree(void) {
    ok(raw_write(1, "", 0) == 0 && call_write(1, "", 0) == 0 && syscall(__NR_write, 1, "", 0) == 0 &&
           ECALL(__NR_write, 1, "", 0) == 0 && write(1, "", 0) == 0,
       "write: five ways to succeed [3.3] [4.5]");
    errno = 0;
    ok(raw_write(-1, "x", 1) == -EBADF && errno == 0, "raw_write leaves errno alone [3.3]");
    ok(all_fail(EBADF, raw_write(-1, "x", 1), ECALL(__NR_write, -1, "x", 1), call_write(-1, "x", 1),
                syscall(__NR_write, -1, "x", 1)),
       "write to a descriptor of -1: an int arrives with its sign [3.3] [4.5]");
    ok(all_fail(ENOENT, raw_openat(AT_FDCWD, "none", O_RDONLY, 0), ECALL(__NR_openat, AT_FDCWD, "none", 0, 0),
                call_openat(AT_FDCWD, "none", O_RDONLY, 0), syscall(__NR_openat, AT_FDCWD, "none", 0, 0)),
       "openat of nothing, from the directory -100 [3.3] [4.5]");
    errno = 0;
    ok(syscall(999999, 1, 2, 3, 4, 5, 6, 7) == -1 && errno == ENOSYS,
       "a number that no row has: ENOSYS [4.5] [0.10]");
}

static void arguments(void) {
    const struct SevenWeights seven = {{1, 2, 3, 4, 5, 6, 7}};
    const struct EightWeights eight = {{1, 2, 3, 4, 5, 6, 7, 8}};
    ok(raw_weigh(1, 2, 3, 4, 5, 6, 7) == 140 && call_weigh(7, 6, 5, 4, 3, 2, 1) == 84 &&
           syscall(__NR_weigh, 1, 2, 3, 4, 5, 6, 7) == 140 && ECALL(__NR_weigh, 7, 6, 5, 4, 3, 2, 1) == 84,
       "seven arguments [1.3] [4.5]");
    ok(raw_weigh_packed(&seven) == 140 && call_weigh_packed(&seven) == 140, "a structure, packed [0.4]");
    ok(raw_weigh_spilled(&eight) == 204 && call_weigh_spilled(&eight) == 204, "a structure, spilled [0.4]");
}

static void macros(void) {
    char path[64];
    unsigned ended = 0;
    ok(getpid() == raw_getpid(), "_syscall0 [3.8]");
    errno = 0;
    ok(close(-1) == -1 && errno == EBADF, "_syscall1, and errno [3.8]");
    ok(getcwd(path, sizeof path) == 2 && path[0] == '/' && path[1] == 0, "_syscall2 [3.8]");
    ok(write(1, "", 0) == 0, "_syscall3 [3.8]");
    const long opened = openat(AT_FDCWD, "/dev/null", O_RDONLY, 0);
    ok(opened >= 0 && close((int)opened) == 0, "_syscall4 [3.8]");
    errno = 0;
    ok(thread_create(0, 0, 0, 0, (unsigned*)((char*)&ended + 1)) == -1 && errno == EINVAL, "_syscall5 [3.8]");
    errno = 0; /* of six arguments, this row looks at three */
    ok(lseek(-1, 0, SEEK_SET, ~0L, ~0L, ~0L) == -1 && errno == EBADF, "_syscall6 [3.8]");
}

int main(void) {
    agree();
    arguments();
    macros();
    printf("1..%d\n", points);
    return failures != 0;
}
