// user/tests/directories.cpp: listing directories: every entry once, whatever the size of the buffer.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

constexpr const char* kFolder = "/tests"; // the one with most entries
constexpr usize kMost = 400;

struct Listing {
    struct Entry {
        char name[64];
        u64 inode;
        i64 next;
        u8 type;
    };
    Entry entries[kMost];
    usize count;
    bool well_formed;
};

// Puts the records of one answer into a listing.
void add(Listing& listing, const char* records, usize bytes) {
    for (usize at = 0; at < bytes;) {
        const auto* entry = reinterpret_cast<const dirent*>(records + at); // the kernel's record
        const usize room = entry->d_reclen - offsetof(dirent, d_name);
        const usize length = strnlen(entry->d_name, room);
        const bool good = entry->d_reclen % 8 == 0 && entry->d_reclen > offsetof(dirent, d_name) &&
                          at + entry->d_reclen <= bytes && length > 0 && length < room && length < 64;
        if (!good || listing.count == kMost) {
            listing.well_formed = false;
            return;
        }
        auto& to = listing.entries[listing.count++];
        memcpy(to.name, entry->d_name, length + 1);
        to.inode = entry->d_ino;
        to.next = entry->d_off;
        to.type = entry->d_type;
        at += entry->d_reclen;
    }
}

void list(Listing& listing, const char* path, usize buffer_size) {
    alignas(8) static char records[16'384];
    listing.count = 0;
    listing.well_formed = true;
    const int fd = open(path, O_RDONLY | O_DIRECTORY);
    ssize_t bytes = 0;
    while (listing.well_formed && (bytes = getdents(fd, records, buffer_size)) > 0) {
        listing.well_formed = static_cast<usize>(bytes) <= buffer_size;
        add(listing, records, static_cast<usize>(bytes));
    }
    listing.well_formed = listing.well_formed && bytes == 0 && getdents(fd, records, buffer_size) == 0;
    close(fd);
}

const Listing::Entry* find(const Listing& listing, const char* name) {
    for (usize i = 0; i < listing.count; i++)
        if (strcmp(listing.entries[i].name, name) == 0) return &listing.entries[i];
    return nullptr;
}

Listing reference;
Listing other;

void every_buffer_size() {
    tap::All all("a directory has the same entries, each once, whatever the size of the buffer");
    list(reference, kFolder, 16'384);
    all.check(reference.well_formed, "records are well formed");
    for (const char* name : {".", "..", "directories", "syscall_abi"})
        all.check(find(reference, name) != nullptr, "%s is listed", name);
    for (usize i = 0; i < reference.count; i++)
        for (usize k = 0; k < i; k++)
            all.check(strcmp(reference.entries[i].name, reference.entries[k].name) != 0, "%s is listed twice",
                      reference.entries[i].name);
    for (const usize size : {288ul, 300ul, 512ul, 1000ul, 4096ul}) {
        list(other, kFolder, size);
        all.check(other.well_formed && other.count == reference.count, "in %lu bytes: %lu entries, not %lu",
                  size, other.count, reference.count);
        for (usize i = 0; i < other.count && i < reference.count; i++)
            all.equal(other.entries[i].name, reference.entries[i].name, "an entry");
    }
}

void against_stat() {
    tap::All all("an entry tells the kind and the inode that fstatat tells");
    for (const char* folder : {"/", "/dev", "/tests", "/bin"}) {
        list(other, folder, 4096);
        const int fd = open(folder, O_RDONLY | O_DIRECTORY);
        for (usize i = 0; i < other.count; i++) {
            const auto& entry = other.entries[i];
            struct stat stat;
            if (!all.check(fstatat(fd, entry.name, &stat, AT_SYMLINK_NOFOLLOW) == 0, "%s/%s is there", folder,
                           entry.name))
                continue;
            const bool same_kind = (entry.type == DT_DIR) == S_ISDIR(stat.st_mode) &&
                                   (entry.type == DT_REG) == S_ISREG(stat.st_mode) &&
                                   (entry.type == DT_CHR) == S_ISCHR(stat.st_mode) &&
                                   (entry.type == DT_LNK) == S_ISLNK(stat.st_mode);
            all.check(entry.inode == stat.st_ino && same_kind,
                      "%s/%s: inode %lu and kind %d, not %lu and mode 0%o", folder, entry.name, entry.inode,
                      entry.type, stat.st_ino, stat.st_mode);
        }
        close(fd);
    }
}

void too_small() {
    tap::All all("a buffer too small for an entry: EINVAL, and the entry is not lost [0.9]");
    alignas(8) char records[512];
    const int fd = open(kFolder, O_RDONLY | O_DIRECTORY);
    for (const usize size : {0ul, 1ul, 8ul, 19ul, 23ul}) {
        const auto* where = reinterpret_cast<DirectoryEntry*>(records);
        all.fails(sys::getdents(Fd::unchecked(fd), Out<DirectoryEntry>(reinterpret_cast<u64>(where)), size),
                  Errno::inval, tap::words("%lu bytes", size).text);
    }
    const ssize_t bytes = getdents(fd, records, sizeof records);
    other.count = 0;
    other.well_formed = true;
    if (all.check(bytes > 0, "then a large one")) add(other, records, static_cast<usize>(bytes));
    all.check(other.count > 0 && strcmp(other.entries[0].name, reference.entries[0].name) == 0,
              "the first entry comes");
    close(fd);
}

// d_off is a place that lseek takes.
void places() {
    tap::All all(
        "lseek to the d_off of an entry goes on after it; to 0 begins again; anywhere else hurts nobody");
    alignas(8) char records[600];
    const int fd = open(kFolder, O_RDONLY | O_DIRECTORY);
    for (usize i = 0; i + 1 < reference.count; i++) {
        const i64 next = reference.entries[i].next;
        all.equal(lseek(fd, next, SEEK_SET), next, "lseek");
        const ssize_t bytes = getdents(fd, records, sizeof records);
        other.count = 0;
        other.well_formed = true;
        if (all.check(bytes > 0, "entries after entry %lu", i))
            add(other, records, static_cast<usize>(bytes));
        all.check(other.count > 0 && strcmp(other.entries[0].name, reference.entries[i + 1].name) == 0,
                  "entry %lu comes next", i + 1);
    }
    for (i64 offset = 1; offset < 6000; offset += 37) {
        lseek(fd, offset, SEEK_SET);
        const i64 answer = sys::getdents.raw(
            Fd::unchecked(fd), Out<DirectoryEntry>(reinterpret_cast<u64>(records)), sizeof records);
        all.check(answer >= -kErrnoMax && answer <= static_cast<i64>(sizeof records), "from %ld: %ld", offset,
                  answer);
    }
    for (const i64 far : {1l << 20, 1l << 40, 0x7fff'ffff'ffff'ffff}) {
        lseek(fd, far, SEEK_SET);
        all.equal(getdents(fd, records, sizeof records), 0, "far behind the end");
    }
    close(fd);
}

void by_the_library() {
    tap::All all("opendir, readdir, rewinddir and closedir");
    DIR* folder = opendir(kFolder);
    if (!all.check(folder != nullptr, "opendir")) return;
    for (int round = 0; round < 2; round++) {
        usize count = 0;
        while (const dirent* entry = readdir(folder)) {
            if (count < reference.count) all.equal(entry->d_name, reference.entries[count].name, "an entry");
            count++;
        }
        all.equal(count, reference.count, "how many");
        rewinddir(folder);
    }
    all.equal(closedir(folder), 0, "closedir");
    all.check(opendir("/none") == nullptr && errno == ENOENT, "opendir of nothing");
    all.check(opendir("/bin/sh") == nullptr && errno == ENOTDIR, "opendir of a file");
}

// How many links a directory has is how many names it has: its own, its ".", and the ".." of those in it.
void links() {
    tap::All all("a directory has a link for itself, for its `.`, and for each directory in it");
    list(other, "/", 4096);
    usize folders = 0;
    for (usize i = 0; i < other.count; i++) {
        const char* name = other.entries[i].name;
        if (other.entries[i].type == DT_DIR && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) folders++;
    }
    struct stat stat_of_root;
    all.equal(stat("/", &stat_of_root), 0, "stat");
    all.equal(stat_of_root.st_nlink, folders + 2, "links of /");
}

} // namespace

int main() {
    leaks::Watch watch;
    every_buffer_size();
    against_stat();
    too_small();
    places();
    by_the_library();
    links();
    watch.ok("nothing is left behind");
    return tap::done();
}
