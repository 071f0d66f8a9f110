// user/tests/names_full.cpp: no inodes, or no blocks, are left: ENOSPC, and nothing is half-made.
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <string.h>
#include <unistd.h>

namespace {

constexpr Fd kHere = kCurrentDirectory;
constexpr FileMode kMode{0755};
constexpr auto kNew = static_cast<OpenFlags>(O_WRONLY | O_CREAT);

FileSystemInfo space() {
    FileSystemInfo info{};
    (void)sys::statfs("/", &info);
    return info;
}

tap::Words file_name(int number) { return tap::words("folder/%d", number); }

void no_inodes() {
    tap::All all("when there can be no more files, none is made, nor a directory or a symbolic link [0.9]");
    const FileSystemInfo before = space();
    all.equal(mkdir("folder", 0755), 0, "mkdir");
    int made = 0;
    while (open_raw(file_name(made).text, O_WRONLY | O_CREAT) >= 0) made++;
    all.equal(space().f_ffree, 0ul, "free inodes");
    all.fails(open_raw("new", O_WRONLY | O_CREAT), Errno::nospc, "openat");
    all.fails(sys::open("new", kNew, kMode), Errno::nospc, "open");
    all.fails(sys::mkdirat(kHere, "new", kMode), Errno::nospc, "mkdirat");
    all.fails(sys::mkfifoat(kHere, "new", kMode), Errno::nospc, "mkfifoat");
    all.fails(sys::symlinkat("x", kHere, "new"), Errno::nospc, "symlinkat");
    all.equal(inode_of("new"), 0ul, "what was not made");
    all.check(link("folder/0", "link") == 0 && unlink("link") == 0, "a name needs no inode");
    for (int i = 0; i < made; i++) all.equal(unlink(file_name(i).text), 0, "unlink");
    all.equal(rmdir("folder"), 0, "rmdir");
    const FileSystemInfo after = space();
    all.check(after.f_ffree == before.f_ffree && after.f_bfree == before.f_bfree, "all is free again");
}

void fill(const char* path) {
    static char bytes[65'536];
    const int fd = open(path, O_WRONLY | O_CREAT, 0644);
    while (write(fd, bytes, sizeof bytes) > 0) {
    }
    close(fd);
}

tap::Words long_name(int number) { return tap::words("folder/%060d", number); }

void no_blocks() {
    tap::All all(
        "when no block is left, a directory that is full takes no name, and one that is not does [0.9]");
    const FileSystemInfo before = space();
    all.check(mkdir("folder", 0755) == 0 && open_raw("file", O_WRONLY | O_CREAT) >= 0, "before");
    fill("large");
    all.equal(space().f_bfree, 0ul, "free blocks");
    all.fails(sys::mkdirat(kHere, "new", kMode), Errno::nospc, "mkdirat");
    int made = 0;
    while (link("file", long_name(made).text) == 0) made++;
    all.check(made > 10 && errno == ENOSPC, "linkat: after %d names errno %d", made, errno);
    all.fails(sys::renameat(kHere, "file", kHere, long_name(made).text), Errno::nospc, "renameat");
    all.check(inode_of("file") != 0 && inode_of(long_name(made).text) == 0, "it has its old name");
    for (int i = 0; i <= made; i++) (void)unlink(long_name(i).text);
    all.check(unlink("file") == 0 && unlink("large") == 0 && rmdir("folder") == 0, "all gone");
    const FileSystemInfo after = space();
    all.check(after.f_ffree == before.f_ffree && after.f_bfree == before.f_bfree, "all is free again");
}

} // namespace

int main() {
    leaks::Watch watch;
    if (mkdir("/tmp/full", 0755) != 0 || chdir("/tmp/full") != 0)
        tap::bail_out("no folder: %s", strerror(errno));
    no_inodes();
    no_blocks();
    tap::ok(chdir("/") == 0 && rmdir("/tmp/full") == 0, "no name is left behind");
    watch.ok("nothing else is");
    return tap::done();
}
