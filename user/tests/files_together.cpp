// user/tests/files_together.cpp: several processes change the same files and directories at once.
#include "child.h"
#include "disk_space.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace {

constexpr int kProcesses = 4;
constexpr const char* kFolder = "/tmp/together";

// All of them do the same, each with its number, from 0 on; whether each has returned 0.
template <class Work> bool all_do(Work work) {
    pid_t pids[kProcesses];
    for (int i = 0; i < kProcesses; i++) pids[i] = child::start([&] { return work(i); });
    bool good = true;
    for (const pid_t pid : pids) {
        const auto ending = child::ending_of(pid);
        if (ending == child::exits(0)) continue;
        tap::note("a process %s", child::in_words(ending).text);
        good = false;
    }
    return good;
}

bool is_there(const char* path) {
    struct stat stat;
    return lstat(path, &stat) == 0;
}

bool make_file(const char* path, int flags = 0) {
    const int fd = open(path, O_CREAT | O_WRONLY | flags, 0644);
    if (fd < 0) return false;
    close(fd);
    return true;
}

// --- each its own files ---

constexpr int kPieces = 40;
constexpr usize kPiece = 700; // of no block's size

int write_own_file(int number) {
    char piece[kPiece];
    memset(piece, '0' + number, sizeof piece);
    const int fd = open(tap::words("own%d", number).text, O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (fd < 0) return 1;
    for (int i = 0; i < kPieces; i++)
        if (write(fd, piece, sizeof piece) != sizeof piece) return 2;
    return close(fd);
}

bool has_only(const char* path, char byte, usize size) {
    char bytes[kPiece];
    usize whole = 0;
    const int fd = open(path, O_RDONLY);
    ssize_t count = 0;
    while ((count = read(fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < count; i++)
            if (bytes[i] != byte) return false;
        whole += static_cast<usize>(count);
    }
    close(fd);
    return count == 0 && whole == size;
}

void own_files() {
    tap::All all("four processes write four files at once, and none has another's bytes [Abuse: Files]");
    all.check(all_do(write_own_file), "each writes its own");
    for (int i = 0; i < kProcesses; i++) {
        const auto path = tap::words("own%d", i);
        all.check(has_only(path.text, static_cast<char>('0' + i), kPieces * kPiece), "%s is whole",
                  path.text);
        all.equal(unlink(path.text), 0, "unlink");
    }
}

// --- one directory, names that come and go ---

constexpr int kNames = 20;

int create_and_delete(int number) {
    for (int i = 0; i < kNames; i++) {
        if (!make_file(tap::words("p%d_%d", number, i).text, O_EXCL)) return 1;
        if (i % 2 == 1 && unlink(tap::words("p%d_%d", number, i / 2).text) != 0) return 2;
    }
    return 0;
}

void names_come_and_go() {
    tap::All all(
        "names that several processes make and remove in one directory are all there, or not [Abuse: Files]");
    all.check(all_do(create_and_delete), "each makes and removes its own");
    for (int number = 0; number < kProcesses; number++)
        for (int i = 0; i < kNames; i++) {
            const auto path = tap::words("p%d_%d", number, i);
            all.equal(is_there(path.text), i >= kNames / 2, path.text);
            (void)unlink(path.text);
        }
}

// --- the same name ---

constexpr int kRounds = 40;
int ends[2]; // of a pipe, through which children tell what they have done

int compete_for_names(int number) {
    for (int i = 0; i < kRounds; i++) {
        const bool won = make_file(tap::words("same%d", i).text, O_EXCL);
        if (!won && errno != EEXIST) return 1;
        const char byte = static_cast<char>(won ? i : -1);
        if (won && write(ends[1], &byte, 1) != 1) return 2;
    }
    return number < 0;
}

void one_wins() {
    tap::All all("of those who make the same name with O_EXCL at once, one succeeds, the others get EEXIST "
                 "[Abuse: Files]");
    all.equal(pipe2(ends, 0), 0, "pipe2");
    all.check(all_do(compete_for_names), "each makes what it can");
    close(ends[1]);
    int winners[kRounds] = {};
    char byte;
    while (read(ends[0], &byte, 1) == 1) winners[static_cast<usize>(byte) % kRounds]++;
    close(ends[0]);
    for (int i = 0; i < kRounds; i++) {
        all.equal(winners[i], 1, "winners of one name");
        all.equal(unlink(tap::words("same%d", i).text), 0, "unlink");
    }
}

// Each makes, links, moves or removes the few names that all share: any answer is right that such a call can get.
int quarrel(int number) {
    static constexpr const char* kShared[] = {"x", "y", "d/x", "d/y"};
    static constexpr int kFine[] = {0, ENOENT, EEXIST, EISDIR, ENOTDIR, ENOTEMPTY, EPERM, EINVAL};
    u32 lot = 7u * static_cast<u32>(number) + 1;
    for (int i = 0; i < 150; i++) {
        lot = lot * 1'103'515'245 + 12'345;
        const char* one = kShared[lot >> 16 & 3];
        const char* other = kShared[lot >> 18 & 3];
        errno = 0;
        switch (lot >> 20 & 7) {
        case 0:
        case 1: (void)make_file(one); break;
        case 2: (void)link(one, other); break;
        case 3: (void)unlink(one); break;
        case 4: (void)mkdir(one, 0755); break;
        case 5: (void)rmdir(one); break;
        default: (void)rename(one, other);
        }
        bool fine = false;
        for (const int error : kFine) fine = fine || errno == error;
        if (!fine) return errno;
    }
    return 0;
}

void quarrels() {
    tap::All all("links, unlinks, renames, mkdirs and rmdirs of the same few names race, and nothing breaks "
                 "[Abuse: Files]");
    all.equal(mkdir("d", 0755), 0, "mkdir");
    all.check(all_do(quarrel), "every answer is a lawful one");
    for (const char* name : {"x", "y", "d/x", "d/y"})
        if (is_there(name))
            all.check(unlink(name) == 0 || rmdir(name) == 0, "%s goes: %s", name, strerror(errno));
    all.equal(rmdir("d"), 0, "rmdir");
}

// A name that is replaced over and over is there at each moment, with one of its contents, whole.
void replaced_at_once() {
    constexpr usize kSize = 3000;
    const auto replace = [](int number) {
        char bytes[kSize];
        memset(bytes, 'a' + number, sizeof bytes);
        const auto fresh = tap::words("fresh%d", number);
        for (int i = 0; i < 30; i++) {
            const int fd = open(fresh.text, O_CREAT | O_EXCL | O_WRONLY, 0644);
            if (fd < 0 || write(fd, bytes, sizeof bytes) != kSize) return 1;
            close(fd);
            if (rename(fresh.text, "stable") != 0) return 2;
            const int now = open("stable", O_RDONLY);
            if (now < 0) return 3;
            if (read(now, bytes, sizeof bytes) != kSize || bytes[0] != bytes[kSize - 1]) return 4;
            close(now);
            memset(bytes, 'a' + number, sizeof bytes);
        }
        return 0;
    };
    tap::All all(
        "a name that others are renamed to is never missing, and what it names is whole [Abuse: Files]");
    all.check(make_file("stable"), "it is made");
    all.check(all_do(replace), "each replaces and reads it");
    all.equal(unlink("stable"), 0, "unlink");
}

// --- the same open file ---

void shared_offset() {
    constexpr int kLines = 200;
    tap::All all(
        "processes that share an open file, or append to one, do not overwrite each other [Abuse: Files]");
    for (const bool append : {false, true}) {
        const int shared = open("lines", O_CREAT | O_TRUNC | O_RDWR | (append ? O_APPEND : 0), 0644);
        const auto write_lines = [&](int number) {
            const int fd = append ? open("lines", O_WRONLY | O_APPEND) : shared;
            const char line[4] = {static_cast<char>('a' + number), static_cast<char>('a' + number), '.',
                                  '\n'};
            for (int i = 0; i < kLines; i++)
                if (write(fd, line, sizeof line) != sizeof line) return 1;
            return 0;
        };
        all.check(all_do(write_lines), "all are written");
        int counts[kProcesses] = {};
        char line[4];
        lseek(shared, 0, SEEK_SET);
        while (read(shared, line, sizeof line) == sizeof line)
            if (line[0] == line[1] && line[0] >= 'a' && line[0] < 'a' + kProcesses) counts[line[0] - 'a']++;
        for (const int count : counts)
            all.equal(count, kLines, append ? "appended lines" : "lines at a shared place");
        close(shared);
    }
    all.equal(unlink("lines"), 0, "unlink");
}

} // namespace

int main() {
    leaks::Watch watch;
    disk::Watch space;
    if (mkdir(kFolder, 0755) != 0 || chdir(kFolder) != 0) tap::bail_out("no folder: %s", strerror(errno));
    own_files();
    names_come_and_go();
    one_wins();
    quarrels();
    replaced_at_once();
    shared_offset();
    tap::equal(chdir("/"), 0, "away from the folder");
    tap::equal(rmdir(kFolder), 0, "which is empty");
    space.ok("and no block or inode is lost");
    watch.ok("nor anything else");
    return tap::done();
}
