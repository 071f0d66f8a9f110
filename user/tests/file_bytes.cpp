// user/tests/file_bytes.cpp: writing files: at any place, over any length, by several at once, and until the disk is full.
#include "child.h"
#include "in_form.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace {

namespace sys = in_form; // each call below is made in the form that is asked for

constexpr const char* kPath = "/tmp/file_bytes";
constexpr usize kSize = 100'000;
constexpr i64 kBeyond = i64{1} << 45; // no file can have so many bytes
char bytes[kSize], got[kSize], expected[kSize];

int open_new(int flags) {
    const int fd = open(kPath, O_CREAT | O_TRUNC | flags, 0644);
    if (fd < 0) tap::bail_out("no file can be made in /tmp");
    return fd;
}

struct stat told_of(int fd) {
    struct stat info = {};
    (void)fstat(fd, &info);
    return info;
}

bool has(int fd, const char* what, usize size) {
    return told_of(fd).st_size == static_cast<i64>(size) &&
           pread(fd, got, size, 0) == static_cast<ssize_t>(size) && memcmp(got, what, size) == 0;
}

void any_place() {
    tap::All all("bytes written at any place are there, and what nobody wrote is zero");
    const int fd = open_new(O_RDWR);
    Random random(5);
    usize end = 0;
    memset(expected, 0, sizeof expected);
    for (int step = 0; step < 300; step++) {
        const usize place = random.below(kSize - 1);
        const usize count = 1 + random.below(step % 3 == 0 ? kSize - place : 1 + (kSize - place) / 50);
        if (step % 10 == 9) {
            all.equal(ftruncate(fd, static_cast<i64>(place)), 0, "ftruncate");
            if (place < end) memset(expected + place, 0, end - place);
            end = place;
            continue;
        }
        for (usize i = 0; i < count; i++) bytes[i] = static_cast<char>(step + static_cast<int>(i));
        all.equal(pwrite(fd, bytes, count, static_cast<i64>(place)), static_cast<ssize_t>(count), "pwrite");
        memcpy(expected + place, bytes, count);
        if (place + count > end) end = place + count;
    }
    all.check(has(fd, expected, end), "what is in the file at the end");
    all.equal(lseek(fd, 0, SEEK_CUR), 0, "the place of the descriptor");
    all.equal(fsync(fd), 0, "fsync");
    sync();
    close(fd);
}

void sparse() {
    tap::All all("a file with holes takes only the room that its bytes need");
    const int fd = open_new(O_RDWR);
    all.equal(pwrite(fd, "end", 3, 5'000'000'000), 3, "pwrite beyond 4 GiB");
    all.equal(told_of(fd).st_size, 5'000'000'003, "size");
    all.check(told_of(fd).st_blocks <= 8 * 4, "blocks");
    all.equal(pread(fd, got, 8, 4'999'999'997), 6, "pread");
    all.check(memcmp(got, "\0\0\0end", 6) == 0, "a hole is zeros");
    all.equal(ftruncate(fd, 0), 0, "ftruncate");
    all.equal(told_of(fd).st_blocks, 0, "no blocks are left");
    close(fd);
}

// Each writer's lines are whole, and all of them are there.
void many_writers(int flags, const char* what) {
    constexpr int kWriters = 3, kLines = 50, kLength = 700;
    const int shared = open_new(flags);
    pid_t children[kWriters];
    for (int writer = 0; writer < kWriters; writer++) {
        children[writer] = child::start([=] {
            const int fd = flags & O_APPEND ? open(kPath, O_WRONLY | O_APPEND) : shared;
            memset(bytes, 'a' + writer, kLength);
            for (int line = 0; line < kLines; line++)
                if (write(fd, bytes, kLength) != kLength) return 1;
            return 0;
        });
    }
    tap::All all(what);
    for (const pid_t writer : children)
        all.check(child::ending_of(writer) == child::exits(0), "a writer ends well");
    const int fd = open(kPath, O_RDONLY);
    all.equal(told_of(fd).st_size, kWriters * kLines * kLength, "the size of the file");
    int lines[kWriters] = {};
    while (read(fd, got, kLength) == kLength) {
        const char first = got[0];
        all.check(first >= 'a' && first < 'a' + kWriters, "a letter");
        for (int i = 0; i < kLength; i++) all.equal(got[i], first, "a byte of a line");
        lines[(first - 'a') % kWriters]++;
    }
    for (const int count : lines) all.equal(count, kLines, "the lines of one writer");
    close(fd);
    close(shared);
}

void partly_bad() {
    constexpr usize kPage = 4096;
    char* pages = static_cast<char*>(
        mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    memset(pages, 'p', kPage);
    munmap(pages + kPage, kPage);
    const int fd = open_new(O_RDWR);
    tap::equal(write(fd, pages + kPage - 300, 600), 300,
               "a write whose bytes end in the middle writes those that are there");
    tap::equal(told_of(fd).st_size, 300, "and no more");
    tap::fails(sys::write(Fd::unchecked(fd), pages + kPage, 1), Errno::fault,
               "bytes that are not there cannot be written");
    memset(got, 'o', kPage);
    tap::equal(pwrite(fd, got, kPage, 0), static_cast<ssize_t>(kPage), "a whole block");
    tap::equal(pwrite(fd, pages + kPage - 300, kPage, 0), 300,
               "a write over a whole block whose bytes end in the middle writes those that are there");
    bool good = pread(fd, got, kPage, 0) == static_cast<ssize_t>(kPage);
    for (usize i = 0; i < kPage; i++) good &= got[i] == (i < 300 ? 'p' : 'o');
    tap::ok(good, "and the rest of the block is what it was");
    munmap(pages, kPage);
    close(fd);
}

void refused() {
    const Fd fd = Fd::unchecked(open_new(O_RDWR));
    const Fd reader = Fd::unchecked(open(kPath, O_RDONLY));
    const Fd writer = Fd::unchecked(open(kPath, O_WRONLY));
    const Fd folder = Fd::unchecked(open("/tmp", O_RDONLY));
    const Fd closed = Fd::unchecked(60);
    int ends[2];
    (void)pipe2(ends, 0);
    const Fd pipe_out = Fd::unchecked(ends[0]), pipe_in = Fd::unchecked(ends[1]);

    tap::fails(sys::pread.raw(closed, got, 1, 0), Errno::badf, "pread: not open");
    tap::fails(sys::pread.raw(writer, got, 1, 0), Errno::badf, "pread: not for reading");
    tap::fails(sys::pread.raw(fd, got, 1, -1), Errno::inval, "pread: before the beginning");
    tap::fails(sys::pread.raw(folder, got, 1, 0), Errno::isdir, "pread: a directory");
    tap::fails(sys::pread.raw(pipe_out, got, 1, 0), Errno::spipe, "pread: a pipe");
    tap::fails(sys::pwrite.raw(closed, bytes, 1, 0), Errno::badf, "pwrite: not open");
    tap::fails(sys::pwrite.raw(reader, bytes, 1, 0), Errno::badf, "pwrite: not for writing");
    tap::fails(sys::pwrite.raw(fd, bytes, 1, -1), Errno::inval, "pwrite: before the beginning");
    tap::fails(sys::pwrite.raw(fd, bytes, 1, kBeyond), Errno::fbig, "pwrite: beyond what a file can have");
    tap::fails(sys::pwrite.raw(pipe_in, bytes, 1, 0), Errno::spipe, "pwrite: a pipe");
    tap::fails(sys::ftruncate.raw(closed, 0), Errno::badf, "ftruncate: not open");
    tap::fails(sys::ftruncate.raw(reader, 0), Errno::inval, "ftruncate: not for writing");
    tap::fails(sys::ftruncate.raw(fd, -1), Errno::inval, "ftruncate: below 0");
    tap::fails(sys::ftruncate.raw(fd, kBeyond), Errno::fbig, "ftruncate: beyond what a file can have");
    tap::fails(sys::fsync.raw(closed), Errno::badf, "fsync: not open");
    tap::fails(sys::fsync.raw(pipe_in), Errno::inval, "fsync: a pipe");
    (void)lseek(fd.number(), kBeyond, SEEK_SET);
    tap::fails(sys::write.raw(fd, bytes, 1), Errno::fbig, "write: beyond what a file can have");
    for (const Fd each : {fd, reader, writer, folder, pipe_out, pipe_in}) (void)sys::close(each);
}

void full_disk() {
    const Fd fd = Fd::unchecked(open_new(O_WRONLY | O_APPEND));
    i64 total = 0, last = 0;
    while ((last = sys::write.raw(fd, bytes, kSize)) > 0) total += last;
    tap::equal(-last, ENOSPC, "a disk becomes full");
    tap::equal(told_of(fd.number()).st_size, total, "the file has what was written");
    tap::fails(sys::pwrite(fd, bytes, kSize, total), Errno::nospc, "and there is no room for more");
    tap::equal(ftruncate(fd.number(), total / 2), 0, "half of it is given back");
    tap::ok(write(fd.number(), bytes, kSize) == kSize, "and is there for others at once");
    (void)sys::close(fd);
}

} // namespace

int main() {
    any_place();
    sparse();
    if constexpr (child::kThereAre) {
        many_writers(O_RDWR, "who share an open file do not overwrite each other");
        many_writers(O_WRONLY | O_APPEND, "what is appended goes to the end, whoever else appends");
    }
    if constexpr (::sys::is_there<::sys::Call::map>) partly_bad();
    in_form::in_each_form(refused);
    full_disk();
    unlink(kPath);
    return tap::done();
}
