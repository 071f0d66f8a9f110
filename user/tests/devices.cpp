// user/tests/devices.cpp: the devices in /dev: null, zero, random, and the console.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stile.h>
#include <sys/stat.h>

namespace {

char bytes[100'000];

void null() {
    tap::All all("/dev/null takes everything and has nothing");
    const int fd = open("/dev/null", O_RDWR);
    all.check(fd >= 0, "open");
    all.equal(write(fd, bytes, sizeof bytes), static_cast<ssize_t>(sizeof bytes), "write of 100,000 bytes");
    all.equal(write(fd, bytes, 1), 1, "write of one");
    all.equal(read(fd, bytes, sizeof bytes), 0, "read");
    close(fd);
    for (const int flags :
         {O_WRONLY | O_TRUNC, O_WRONLY | O_APPEND, O_WRONLY | O_CREAT, O_RDWR | O_CREAT | O_TRUNC}) {
        const int other = open("/dev/null", flags, 0644);
        all.check(other >= 0 && write(other, "x", 1) == 1, "open with flags 0%o, as a shell does", flags);
        close(other);
    }
}

void zero() {
    tap::All all("/dev/zero has zeros without end, and takes everything");
    const int fd = open("/dev/zero", O_RDWR);
    memset(bytes, 1, sizeof bytes);
    all.equal(read(fd, bytes, sizeof bytes), static_cast<ssize_t>(sizeof bytes), "read of 100,000 bytes");
    bool zeros = true;
    for (const char byte : bytes) zeros = zeros && byte == 0;
    all.check(zeros, "all of them are zero");
    all.equal(write(fd, "xyz", 3), 3, "write");
    all.equal(read(fd, bytes, 3), 3, "read");
    all.check(bytes[0] == 0 && bytes[2] == 0, "still zeros");
    close(fd);
}

void random() {
    tap::All all("/dev/random and /dev/urandom have bytes of all values, never the same ones twice");
    for (const char* path : {"/dev/random", "/dev/urandom"}) {
        const int fd = open(path, O_RDWR);
        static char other[64];
        int counts[256] = {};
        all.equal(read(fd, bytes, 65'536), 65'536, path);
        for (int i = 0; i < 65'536; i++) counts[static_cast<u8>(bytes[i])]++;
        for (const int count : counts)
            all.check(count > 128 && count < 512, "%s: one byte comes %d times, not about 256", path, count);
        all.equal(read(fd, other, sizeof other), static_cast<ssize_t>(sizeof other), "read");
        all.check(memcmp(bytes, other, sizeof other) != 0, "%s: the same bytes again", path);
        all.equal(read(fd, bytes, 7), 7, "an odd number");
        all.equal(write(fd, "seed", 4), 4, "write");
        close(fd);
    }
}

void console() {
    tap::All all("/dev/console is a terminal and can be written to; /dev/tty is the same");
    for (const char* path : {"/dev/console", "/dev/tty"}) {
        const int fd = open(path, O_RDWR);
        all.check(fd >= 0 && isatty(fd), path);
        all.equal(write(fd, "# a line for the console\n", 25), 25, "write");
        all.equal(write(fd, "", 0), 0, "write of nothing");
        close(fd);
    }
    for (const char* path : {"/dev/null", "/dev/zero", "/dev/random"}) {
        const int fd = open(path, O_RDWR);
        all.check(!isatty(fd) && errno == ENOTTY, "%s is no terminal", path);
        close(fd);
    }
}

void what_is_known() {
    tap::All all("a device is known as one, with its number, and is no directory");
    struct {
        const char* path;
        u64 device;
    } const devices[] = {
        {"/dev/null", 0x103},    {"/dev/zero", 0x105},    {"/dev/random", 0x108},
        {"/dev/urandom", 0x109}, {"/dev/console", 0x501},
    };
    for (const auto& device : devices) {
        struct stat by_path;
        struct stat by_fd;
        const int fd = open(device.path, O_WRONLY);
        all.equal(stat(device.path, &by_path), 0, device.path);
        all.equal(fstat(fd, &by_fd), 0, device.path);
        all.check(S_ISCHR(by_path.st_mode) && by_path.st_rdev == device.device, "%s: mode 0%o, number 0x%lx",
                  device.path, by_path.st_mode, by_path.st_rdev);
        all.check(memcmp(&by_path, &by_fd, sizeof by_fd) == 0, "%s: stat and fstat say the same",
                  device.path);
        alignas(8) char records[300];
        all.fails(sys::getdents(Fd::unchecked(fd), Out<DirectoryEntry>(reinterpret_cast<u64>(records)),
                                sizeof records),
                  Errno::notdir, device.path);
        close(fd);
    }
}

} // namespace

int main() {
    leaks::Watch watch;
    null();
    zero();
    random();
    console();
    what_is_known();
    watch.ok("nothing is left behind");
    return tap::done();
}
