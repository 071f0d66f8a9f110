// user/tests/files_volume.cpp: much work on files, whose outcome the host knows: it looks at the disk afterwards.
//
//   files_volume [FOLDER tree FILES | FOLDER long MEBIBYTES | FOLDER sparse | FOLDER names FILES | FOLDER together FILES]
//
// tests/system/test_storage.py tells what each leaves behind. Without arguments a little of each is done, and removed.
#include "child.h"
#include "disk_space.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace {

constexpr usize kBuffer = 64 * 1024;
u64 buffer[kBuffer / sizeof(u64)];
u64 got[kBuffer / sizeof(u64)];

constexpr u32 kInOneFolder = 50;
constexpr u32 kProcesses = 4;

// --- small files: folders of fifty, the n-th with its own number in it, over and over ---

tap::Words path_of(const char* folder, u32 number) {
    return tap::words("%s/d%u/f%u", folder, number / kInOneFolder, number);
}

usize text_of(u32 number, char (&text)[2048]) {
    usize length = 0;
    for (u32 i = 0; i <= number % 97; i++)
        length += static_cast<usize>(snprintf(text + length, 16, "file %u\n", number));
    return length;
}

bool write_file(const char* path, const char* text, usize length) {
    const int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);
    const bool good = fd >= 0 && write(fd, text, length) == static_cast<ssize_t>(length);
    return close(fd) == 0 && good;
}

bool has_text(const char* path, const char* text, usize length) {
    char bytes[2049];
    const int fd = open(path, O_RDONLY);
    const bool good =
        read(fd, bytes, sizeof bytes) == static_cast<ssize_t>(length) && memcmp(bytes, text, length) == 0;
    return close(fd) == 0 && good;
}

bool write_tree(const char* folder, u32 files) {
    char text[2048];
    for (u32 i = 0; i < files; i++) {
        if (i % kInOneFolder == 0 && mkdir(tap::words("%s/d%u", folder, i / kInOneFolder).text, 0755) != 0)
            return false;
        if (!write_file(path_of(folder, i).text, text, text_of(i, text))) return false;
    }
    return true;
}

bool remove_tree(const char* folder, u32 files) {
    for (u32 i = 0; i < files; i++)
        if (unlink(path_of(folder, i).text) != 0) return false;
    for (u32 i = 0; i < files; i += kInOneFolder)
        if (rmdir(tap::words("%s/d%u", folder, i / kInOneFolder).text) != 0) return false;
    return true;
}

void tree(const char* folder, u32 files) {
    tap::ok(write_tree(folder, files), "%u small files in many folders are made: %s", files, strerror(errno));
    tap::All all("and each has what was written to it");
    char text[2048];
    for (u32 i = 0; i < files; i++) {
        const auto path = path_of(folder, i);
        all.check(has_text(path.text, text, text_of(i, text)), "%s", path.text);
    }
}

// --- a long file: numbers of eight bytes, from 0 on ---

void fill(u64 first) {
    for (u64& number : buffer) number = first++;
}

void long_file(const char* folder, u32 mebibytes) {
    const auto path = tap::words("%s/long", folder);
    const u64 pieces = u64{mebibytes} * (1 << 20) / kBuffer;
    tap::All all("a long file is written, and read from its end to its start");
    const int fd = open(path.text, O_CREAT | O_EXCL | O_RDWR, 0644);
    for (u64 i = 0; i < pieces; i++) {
        fill(i * kBuffer / sizeof(u64));
        if (!all.equal(write(fd, buffer, kBuffer), kBuffer, "write")) break;
    }
    for (u64 i = pieces; i-- > 0;) {
        fill(i * kBuffer / sizeof(u64));
        if (!all.equal(pread(fd, got, kBuffer, static_cast<i64>(i * kBuffer)), kBuffer, "read")) break;
        all.check(memcmp(got, buffer, kBuffer) == 0, "piece %lu", i);
    }
    all.equal(close(fd), 0, "close");
}

// --- a file with islands in holes, through each level of block numbers, up to the last byte that there can be ---

// Where the blocks behind the third level of block numbers end, and with them the longest file of this disk.
u64 longest_file() {
    const u64 block = disk::space().f_bsize;
    const u64 numbers = block / 4;
    return (12 + numbers + numbers * numbers + numbers * numbers * numbers) * block;
}

void sparse(const char* folder) {
    const auto path = tap::words("%s/sparse", folder);
    const u64 end = longest_file();
    const i64 places[] = {
        0, 20'000, 500'000, 80'000'000, static_cast<i64>(end / 2), static_cast<i64>(end - 8)};
    tap::All all("islands in a file with holes, up to the last byte that a file can have");
    const int fd = open(path.text, O_CREAT | O_EXCL | O_RDWR, 0644);
    for (const i64 place : places) all.equal(pwrite(fd, "island!\n", 8, place), 8, "write");
    for (const i64 place : places) {
        all.equal(pread(fd, got, 8, place), 8, "read");
        all.check(memcmp(got, "island!\n", 8) == 0, "an island at %ld", place);
    }
    all.check(pwrite(fd, "x", 1, static_cast<i64>(end)) == -1 && errno == EFBIG, "one byte more: EFBIG");
    all.equal(pwrite(fd, "12", 2, static_cast<i64>(end - 1)), 1, "of two bytes the first");
    all.check(ftruncate(fd, static_cast<i64>(end + 1)) == -1 && errno == EFBIG, "nor can it be made longer");
    all.equal(pread(fd, got, 8, 200'000), 8, "a hole");
    all.equal(got[0], 0, "is zeros");
    all.equal(close(fd), 0, "close");
}

// --- names in one folder that has some already: every third is removed again ---

void names(const char* folder, u32 files) {
    tap::All all("names come into a folder, and some go again");
    for (u32 i = 0; i < files; i++)
        all.check(write_file(tap::words("%s/new_name_%u", folder, i).text, "n", 1), "name %u", i);
    for (u32 i = 0; i < files; i += 3)
        all.equal(unlink(tap::words("%s/new_name_%u", folder, i).text), 0, "unlink");
    for (u32 i = 0; i < files; i++) {
        struct stat stat;
        all.equal(lstat(tap::words("%s/new_name_%u", folder, i).text, &stat) == 0, i % 3 != 0, "is there");
    }
}

// --- four processes, each with a tree and a long file of its own, and names in a folder of all ---

int work(const char* folder, u32 process, u32 files) {
    const auto own = tap::words("%s/p%u", folder, process);
    if (mkdir(own.text, 0755) != 0 || !write_tree(own.text, files)) return 1;
    const int fd = open(tap::words("%s/long", own.text).text, O_CREAT | O_EXCL | O_WRONLY, 0644);
    for (u64 i = 0; i < 16; i++) {
        fill(i * kBuffer / sizeof(u64));
        if (write(fd, buffer, kBuffer) != kBuffer) return 2;
        const auto name = tap::words("%s/all/n%u_%lu", folder, process, i);
        if (!write_file(name.text, "n", 1)) return 3;
        if (i % 2 == 1 && unlink(name.text) != 0) return 4;
        if (i % 5 == 4 && fsync(fd) != 0) return 5;
    }
    return close(fd);
}

void together(const char* folder, u32 files) {
    tap::All all("four processes write at once");
    all.equal(mkdir(tap::words("%s/all", folder).text, 0755), 0, "mkdir");
    pid_t pids[kProcesses];
    for (u32 i = 0; i < kProcesses; i++) pids[i] = child::start([&] { return work(folder, i, files); });
    for (const pid_t pid : pids) {
        const auto ending = child::ending_of(pid);
        all.check(ending == child::exits(0), "%s", child::in_words(ending).text);
    }
}

// --- a little of each ---

void little() {
    disk::Watch space;
    const char* folder = "/tmp/volume";
    tap::equal(mkdir(folder, 0755), 0, "a folder");
    tree(folder, 60);
    tap::ok(remove_tree(folder, 60), "the tree goes again");
    long_file(folder, 1);
    sparse(folder);
    names(folder, 30);
    tap::All all("and all of it goes again");
    for (const char* name : {"long", "sparse"})
        all.equal(unlink(tap::words("%s/%s", folder, name).text), 0, name);
    for (u32 i = 0; i < 30; i++) (void)unlink(tap::words("%s/new_name_%u", folder, i).text);
    all.equal(rmdir(folder), 0, "rmdir");
    space.ok("no block is lost");
}

} // namespace

int main(int argc, char** argv) {
    const u32 number = argc > 3 ? static_cast<u32>(strtoul(argv[3], nullptr, 10)) : 0;
    const char* what = argc > 2 ? argv[2] : "";
    if (argc <= 2) little();
    if (strcmp(what, "tree") == 0) tree(argv[1], number);
    if (strcmp(what, "long") == 0) long_file(argv[1], number);
    if (strcmp(what, "sparse") == 0) sparse(argv[1]);
    if (strcmp(what, "names") == 0) names(argv[1], number);
    if constexpr (child::kThereAre)
        if (strcmp(what, "together") == 0) together(argv[1], number);
    sync();
    return tap::done();
}
