// user/tests/files.cpp: reading files in pieces of any size from any place.
//
// The file is this program itself: its first segment, which begins with the file, is in memory to compare with.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

extern "C" const char __ehdr_start[]; // made by the linker: where the start of the file lies in memory

namespace {

constexpr const char* kSelf = "/tests/files";

// Large enough for the file to need more than the twelve blocks that an ext2 inode points to by itself.
struct Table {
    u32 words[40'000];
};
constexpr Table make_table() {
    Table table{};
    u32 word = 12345;
    for (u32& each : table.words) {
        word = word * 1'664'525 + 1'013'904'223;
        each = word;
    }
    return table;
}
constexpr Table kTable = make_table();

int self;
usize known; // so many bytes of the file are in memory

const char* expected(usize offset) { return __ehdr_start + offset; }

void whole_file() {
    static char got[8192];
    constexpr usize kSizes[] = {1, 7, 512, 1000, 4095, 4096, 4097, 8192};
    for (const usize size : kSizes) {
        const usize limit = size == 1 ? 3000 : known;
        lseek(self, 0, SEEK_SET);
        usize place = 0;
        bool right = true;
        while (place < limit) {
            const ssize_t count = read(self, got, size);
            if (count <= 0) break;
            const usize known_here =
                known - place < static_cast<usize>(count) ? known - place : static_cast<usize>(count);
            right = right && memcmp(got, expected(place), known_here) == 0;
            place += static_cast<usize>(count);
        }
        tap::ok(right && place >= limit, "a file read in pieces of %lu bytes is what it should be", size);
    }
}

void from_any_place() {
    tap::All all("reading from any place, any number of bytes");
    static char got[20'000];
    Random random(99);
    for (int i = 0; i < 500; i++) {
        const usize offset = random.below(known - 1);
        usize count = random.below(sizeof got) + 1;
        if (count > known - offset) count = known - offset;
        all.equal(lseek(self, static_cast<off_t>(offset), SEEK_SET), static_cast<off_t>(offset), "lseek");
        all.equal(read(self, got, count), static_cast<ssize_t>(count), "read");
        all.check(memcmp(got, expected(offset), count) == 0, "%lu bytes from %lu", count, offset);
    }
}

void the_end() {
    tap::All all("at the end of a file there is nothing more, and before it only what is left");
    struct stat stat;
    char got[100];
    all.equal(fstat(self, &stat), 0, "fstat");
    all.equal(lseek(self, 0, SEEK_END), stat.st_size, "the size");
    all.equal(read(self, got, sizeof got), 0, "read at the end");
    all.equal(lseek(self, -10, SEEK_END), stat.st_size - 10, "ten bytes before");
    all.equal(read(self, got, sizeof got), 10, "read there");
    all.equal(read(self, got, sizeof got), 0, "read again");
    all.equal(lseek(self, 1l << 40, SEEK_SET), 1l << 40, "far behind the end");
    all.equal(read(self, got, sizeof got), 0, "read there");
    all.equal(lseek(self, 0x7fff'ffff'ffff'ffff, SEEK_SET), 0x7fff'ffff'ffff'ffff,
              "as far as an offset goes");
    all.equal(read(self, got, sizeof got), 0, "read there");
}

void seeking() {
    tap::All all("lseek: from the start, from here, from the end; never before the start, and no further "
                 "than it can tell [0.9]");
    struct stat stat;
    fstat(self, &stat);
    const Fd fd = Fd::unchecked(self);
    all.equal(lseek(self, 100, SEEK_SET), 100, "SEEK_SET");
    all.equal(lseek(self, 20, SEEK_CUR), 120, "SEEK_CUR");
    all.equal(lseek(self, -50, SEEK_CUR), 70, "SEEK_CUR, backwards");
    all.equal(lseek(self, 0, SEEK_CUR), 70, "SEEK_CUR, nowhere");
    all.equal(lseek(self, 5, SEEK_END), stat.st_size + 5, "SEEK_END");
    all.equal(lseek(self, 70, SEEK_SET), 70, "back");
    all.fails(sys::lseek(fd, -1, SEEK_SET), Errno::inval, "-1");
    all.fails(sys::lseek(fd, -71, SEEK_CUR), Errno::inval, "one too many back");
    all.fails(sys::lseek(fd, -stat.st_size - 1, SEEK_END), Errno::inval, "before the start, from the end");
    all.fails(sys::lseek(fd, i64(1ul << 63), SEEK_CUR), Errno::inval, "the least number of all");
    all.fails(sys::lseek(fd, 0x7fff'ffff'ffff'ffff, SEEK_CUR), Errno::overflow, "too far");
    all.fails(sys::lseek(fd, 0, Whence{3}), Errno::inval, "no such whence");
    all.fails(sys::lseek(fd, 0, Whence{-1}), Errno::inval, "nor that");
    all.equal(lseek(self, 0, SEEK_CUR), 70, "what failed has moved nothing");
    int ends[2];
    all.equal(pipe2(ends, 0), 0, "pipe");
    for (const Whence whence : {SEEK_SET, SEEK_CUR, SEEK_END})
        all.fails(sys::lseek(Fd::unchecked(ends[0]), 0, whence), Errno::spipe, "a pipe");
    close(ends[0]);
    close(ends[1]);
}

void what_is_known() {
    tap::All all("fstat and fstatat tell the same, and what is so");
    struct stat by_fd;
    struct stat by_path;
    struct stat other;
    all.equal(fstat(self, &by_fd), 0, "fstat");
    all.equal(stat(kSelf, &by_path), 0, "stat");
    all.check(memcmp(&by_fd, &by_path, sizeof by_fd) == 0, "both answers");
    all.check(S_ISREG(by_fd.st_mode) && (by_fd.st_mode & 0111), "a regular file that can be executed");
    all.equal(by_fd.st_nlink, 1u, "links");
    all.check(by_fd.st_size > static_cast<off_t>(sizeof kTable), "its size");
    all.check(by_fd.st_blocks * 512 >= by_fd.st_size, "its blocks");
    all.check(by_fd.st_ino != 0 && by_fd.st_blksize > 0, "its inode and block size");
    all.equal(stat("/bin/sh", &other), 0, "stat of another");
    all.check(other.st_ino != by_fd.st_ino && other.st_dev == by_fd.st_dev,
              "another file of the same file system");
}

void many_readers() {
    tap::All all("many processes read the same file at the same time");
    pid_t pids[8];
    for (usize i = 0; i < 8; i++) {
        pids[i] = child::start([i] {
            static char got[3000];
            const int fd = open(kSelf, O_RDONLY);
            Random random(i + 1);
            for (int n = 0; n < 200; n++) {
                const usize offset = random.below(known - sizeof got);
                lseek(fd, static_cast<off_t>(offset), SEEK_SET);
                if (read(fd, got, sizeof got) != sizeof got || memcmp(got, expected(offset), sizeof got) != 0)
                    return 1;
                if (n % 20 == 0) (void)sys::sched_yield();
            }
            return 0;
        });
    }
    for (const pid_t pid : pids) all.equal(child::ending_of(pid), child::exits(0), "a reader");
}

} // namespace

int main() {
    self = open(kSelf, O_RDONLY);
    if (self < 0) tap::bail_out("cannot open %s", kSelf);
    known = static_cast<usize>(reinterpret_cast<const char*>(&kTable + 1) - __ehdr_start);
    leaks::Watch watch;
    whole_file();
    from_any_place();
    the_end();
    seeking();
    what_is_known();
    many_readers();
    watch.ok("no open file is left behind");
    return tap::done();
}
