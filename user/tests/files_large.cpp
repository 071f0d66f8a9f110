// user/tests/files_large.cpp: many names in one directory, long files, writes of many sizes, holes, and a disk that is full.
#include "child.h"
#include "disk_space.h"
#include "leaks.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace {

constexpr const char* kFolder = "/tmp/large";
constexpr usize kMost = 64 * 1024;

u8 bytes[kMost];
u8 got[kMost];

int new_file(const char* path) {
    const int fd = open(path, O_CREAT | O_EXCL | O_RDWR, 0644);
    if (fd < 0) tap::bail_out("%s: %s", path, strerror(errno));
    return fd;
}

void make_up_bytes(u64 seed) {
    Random random(seed);
    for (u8& byte : bytes) byte = static_cast<u8>(random.next());
}

// --- names ---

// Names of different lengths, so that removed ones leave gaps into which others do not just fit.
tap::Words name_of(int number) {
    auto name = tap::words("name_%d_", number);
    for (int i = number % 7 * 9; i > 0; i--) strcat(name.text, "x");
    return name;
}

void many_names() {
    constexpr int kNames = 500;
    disk::Watch space;
    {
        tap::All all("a directory with 500 names of one file: all are found, and each goes [Abuse: Files]");
        all.equal(mkdir("many", 0755), 0, "mkdir");
        all.equal(chdir("many"), 0, "chdir");
        close(new_file("first"));
        for (int i = 0; i < kNames; i++) all.equal(link("first", name_of(i).text), 0, "link");
        struct stat stat_of_first;
        all.equal(stat("first", &stat_of_first), 0, "stat");
        all.equal(stat_of_first.st_nlink, kNames + 1, "names");
        for (int i = 0; i < kNames; i += 2) all.equal(unlink(name_of(i).text), 0, "unlink");
        for (int i = 0; i < kNames; i++) {
            struct stat each;
            all.equal(stat(name_of(i).text, &each) == 0, i % 2 == 1, "only the others are there");
        }
        for (int i = kNames - 2; i >= 0; i -= 2) all.equal(link("first", name_of(i).text), 0, "link");
        for (int i = 0; i < kNames; i++) all.equal(unlink(name_of(i).text), 0, "unlink");
        all.equal(unlink("first"), 0, "unlink");
        all.equal(chdir(".."), 0, "chdir");
        all.equal(rmdir("many"), 0, "rmdir");
    }
    space.ok("and afterwards all blocks are free");
}

// --- bytes ---

void sizes() {
    tap::All all(
        "writes of all sizes from 1 byte to 64 KiB, and what is read is what was written [Abuse: Files]");
    make_up_bytes(3);
    for (usize size = 1; size <= kMost; size = size * 7 / 4 + 1) {
        const int fd = new_file("sizes");
        for (int i = 0; i < 2; i++) all.equal(write(fd, bytes, size), size, "write");
        for (usize i = 0; i < 2; i++) {
            all.equal(pread(fd, got, size, static_cast<i64>(i * size)), size, "read");
            all.check(memcmp(got, bytes, size) == 0, "%lu bytes", size);
        }
        close(fd);
        all.equal(unlink("sizes"), 0, "unlink");
    }
}

void long_file() {
    constexpr int kPieces = 24; // of 64 KiB: more than one block of block numbers, if blocks are 1 KiB
    disk::Watch space;
    {
        tap::All all("a file of 1.5 MiB [Abuse: Files]");
        const int fd = new_file("long");
        for (int i = 0; i < kPieces; i++) {
            make_up_bytes(static_cast<u64>(i) + 1);
            all.equal(write(fd, bytes, kMost), kMost, "write");
        }
        for (int i = kPieces - 1; i >= 0; i--) {
            make_up_bytes(static_cast<u64>(i) + 1);
            all.equal(pread(fd, got, kMost, i * static_cast<i64>(kMost)), kMost, "read");
            all.check(memcmp(got, bytes, kMost) == 0, "piece %d", i);
        }
        close(fd);
        all.equal(unlink("long"), 0, "unlink");
    }
    space.ok("and afterwards all blocks are free");
}

void holes() {
    disk::Watch space;
    {
        tap::All all("a file with holes takes up no more than what was written into it [Abuse: Files]");
        const int fd = new_file("holes");
        constexpr i64 kPlaces[] = {5'000, 300'000, 5'000'000, 70'000'000, 1'100'000'000};
        for (const i64 place : kPlaces) all.equal(pwrite(fd, "island", 6, place), 6, "write");
        for (const i64 place : kPlaces) {
            all.equal(pread(fd, got, 18, place - 6), place == kPlaces[4] ? 12 : 18, "read");
            all.check(memcmp(got, "\0\0\0\0\0\0island", 12) == 0, "an island at %ld", place);
        }
        struct stat stat;
        all.equal(fstat(fd, &stat), 0, "fstat");
        all.equal(stat.st_size, kPlaces[4] + 6, "its size");
        all.check(stat.st_blocks <= 20 * 8, "%ld sectors", stat.st_blocks);
        close(fd);
        all.equal(unlink("holes"), 0, "unlink");
    }
    space.ok("and afterwards all blocks are free");
}

// --- a full disk ---

constexpr int kFailedWrites = 600;

// Fills the disk with one file, whose last write is cut short or fails.
void fill(tap::All& all, int fd) {
    ssize_t count = 0;
    while ((count = write(fd, bytes, kMost)) == kMost) {
    }
    while ((count = write(fd, bytes, 512)) == 512) {
    } // what is left in the last block
    all.check(count >= 0 || errno == ENOSPC, "the disk is full: %s", strerror(errno));
}

void full_disk() {
    disk::Watch space;
    {
        tap::All all("on a full disk what needs a block fails with ENOSPC, and leaves nothing half-made "
                     "[Abuse: Files] [0.9]");
        const int fd = new_file("full");
        const int small = new_file("small");
        all.equal(mkdir("directory", 0755), 0, "mkdir");
        const int rest = new_file("rest"); // a last block may be too few for a file that needs two to grow
        fill(all, fd);
        fill(all, rest);
        const FileSystemInfo full = disk::space();
        all.equal(full.f_bfree, 0, "free blocks");
        for (int i = 0; i < kFailedWrites; i++)
            all.check(pwrite(small, bytes, 100, i * 5000) == -1 && errno == ENOSPC, "write %d", i);
        struct stat stat_of_small;
        all.equal(fstat(small, &stat_of_small), 0, "fstat");
        all.equal(stat_of_small.st_size, 0, "its size");
        all.check(mkdir("directory/more", 0755) == -1 && errno == ENOSPC, "mkdir");
        char target[200] = {};
        memset(target, 't', sizeof target - 1);
        all.check(symlink(target, "link") == -1 && errno == ENOSPC, "symlink that needs a block");
        struct stat none;
        all.check(lstat("link", &none) == -1 && lstat("directory/more", &none) == -1, "neither is there");
        all.equal(disk::space().f_ffree, full.f_ffree, "inodes");
        all.equal(pwrite(fd, "still", 5, 0), 5, "what has its block can be written");
        all.equal(ftruncate(fd, 100'000), 0, "ftruncate");
        all.equal(pwrite(small, bytes, 5000, 0), 5000, "and there is room again");
        close(fd);
        close(small);
        close(rest);
        all.equal(unlink("full"), 0, "unlink");
        all.equal(unlink("rest"), 0, "unlink");
        all.equal(unlink("small"), 0, "unlink");
        all.equal(rmdir("directory"), 0, "rmdir");
    }
    space.ok("600 failed writes leak no block");
}

void no_inodes() {
    disk::Watch space;
    {
        tap::All all("when no inode is left, whatever makes a file fails with ENOSPC [Abuse: Files] [0.9]");
        int made = 0;
        while (made < 10 && mkdir(tap::words("inodes%d", made).text, 0755) == 0) made++;
        while (close(open(tap::words("inodes0/%d", made).text, O_CREAT | O_EXCL | O_WRONLY, 0644)) == 0)
            made++;
        all.check(open("inodes0/one_more", O_CREAT | O_WRONLY, 0644) == -1 && errno == ENOSPC, "open");
        all.equal(disk::space().f_ffree, 0, "free inodes");
        all.check(mkdir("inodes0/directory", 0755) == -1 && errno == ENOSPC, "mkdir");
        all.check(symlink("x", "inodes0/link") == -1 && errno == ENOSPC, "symlink");
        all.equal(link("/etc/motd", "inodes0/name"), 0, "but another name is no file");
        all.equal(unlink("inodes0/name"), 0, "unlink");
        for (int i = 10; i < made; i++) all.equal(unlink(tap::words("inodes0/%d", i).text), 0, "unlink");
        for (int i = 0; i < 10; i++) all.equal(rmdir(tap::words("inodes%d", i).text), 0, "rmdir");
    }
    space.ok("and then all of them are free again");
}

} // namespace

int main() {
    leaks::Watch watch;
    if (mkdir(kFolder, 0755) != 0 || chdir(kFolder) != 0) tap::bail_out("no folder: %s", strerror(errno));
    many_names();
    sizes();
    long_file();
    holes();
    full_disk();
    no_inodes();
    tap::equal(chdir("/"), 0, "away from the folder");
    tap::equal(rmdir(kFolder), 0, "which is empty");
    watch.ok("nothing else is lost");
    return tap::done();
}
