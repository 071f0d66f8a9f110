// user/tests/names.cpp: files and directories that get names, lose them and change them; and what becomes of those in use.
#include "child.h"
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <dirent.h>
#include <string.h>

namespace {

bool make_file(const char* path) { return open_raw(path, O_WRONLY | O_CREAT | O_EXCL) >= 0; }

u32 links_of(const char* path) {
    struct stat stat;
    return lstat(path, &stat) == 0 ? stat.st_nlink : 0;
}

int entries_of(const char* path) {
    DIR* folder = opendir(path);
    int count = 0;
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

void permissions() {
    tap::All all("a new file has the mode that was asked for, but for the umask");
    struct stat stat;
    const mode_t before = umask(027);
    const int fd = open("file", O_WRONLY | O_CREAT | O_EXCL, 0666);
    all.check(fd >= 0 && fstat(fd, &stat) == 0 && stat.st_mode == (S_IFREG | 0640), "a file");
    close(fd);
    all.check(mkdir("folder", 0777) == 0 && ::stat("folder", &stat) == 0 && stat.st_mode == (S_IFDIR | 0750),
              "a folder");
    const int locked = open("locked", O_RDWR | O_CREAT, 0);
    all.check(write(locked, "x", 1) == 1, "whoever makes a file may write it, whatever its mode says");
    close(locked);
    all.check(chmod("locked", 0600) == 0 && open_raw("locked", O_RDWR) >= 0, "chmod");
    all.check(unlink("file") == 0 && unlink("locked") == 0 && rmdir("folder") == 0, "and away");
    umask(before);
}

void links() {
    tap::All all("a file has as many names as it was given, and goes with the last");
    all.check(make_file("a") && link("a", "b") == 0 && symlink("a", "s") == 0, "link");
    all.check(inode_of("a") == inode_of("b") && inode_of("s") == inode_of("a"), "the same file");
    all.equal(links_of("a"), 2u, "links");
    char target[8] = {};
    all.check(readlink("s", target, sizeof target) == 1 && target[0] == 'a', "readlink");
    all.check(unlink("a") == 0 && links_of("b") == 1, "one less");
    all.check(inode_of("s") == 0 && links_of("s") == 1, "the symbolic link leads nowhere now");
    all.check(open_raw("s", O_WRONLY | O_CREAT) >= 0 && inode_of("a") != 0, "and makes what it leads to");
    all.check(unlink("a") == 0 && unlink("b") == 0 && unlink("s") == 0, "all gone");
    all.equal(entries_of("."), 2, "entries");
}

void renames() {
    tap::All all(
        "rename replaces files and empty directories, and moves directories with all that is in them");
    all.check(make_file("a") && make_file("b") && mkdir("one", 0755) == 0 && mkdir("two", 0755) == 0,
              "files");
    const u64 a = inode_of("a");
    all.check(rename("a", "b") == 0 && inode_of("b") == a && inode_of("a") == 0, "over a file");
    all.check(rename("b", "one/c") == 0 && inode_of("one/c") == a, "elsewhere");
    all.check(rename("one", "two/one/") == 0 && inode_of("two/one/c") == a, "a directory");
    all.check(inode_of("two/one/..") == inode_of("two") && links_of("two") == 3 && links_of(".") == 3,
              "its parent");
    all.check(mkdir("empty", 0755) == 0 && rename("two/one", "empty") == 0 && inode_of("empty/c") == a,
              "over a directory");
    all.check(rename("empty/c", "empty/c") == 0, "to itself");
    all.check(unlink("empty/c") == 0 && rmdir("empty") == 0 && rmdir("two") == 0, "all gone");
    all.equal(entries_of("."), 2, "entries");
}

void in_use() {
    tap::All all("a file that is open, and a directory that somebody is in, outlive their names");
    const int fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0644);
    char text[8] = {};
    all.check(unlink("file") == 0 && make_file("file"), "another one takes the name");
    all.check(write(fd, "still", 5) == 5 && lseek(fd, 0, SEEK_SET) == 0 && read(fd, text, 8) == 5,
              "written and read");
    all.check(memcmp(text, "still", 5) == 0, "what was written");
    struct stat stat;
    all.check(fstat(fd, &stat) == 0 && stat.st_nlink == 0 && stat.st_ino != inode_of("file"),
              "without a name");
    close(fd);
    all.equal(unlink("file"), 0, "unlink");
    if constexpr (child::kThereAre) {
        all.equal(child::run([] {
                      if (mkdir("gone", 0755) != 0 || chdir("gone") != 0 || rmdir("../gone") != 0) return 1;
                      return open_raw("x", O_WRONLY | O_CREAT) == -ENOENT && entries_of(".") >= 0 ? 0 : 2;
                  }),
                  child::exits(0), "a child in a directory without a name");
    }
}

void times_and_space() {
    tap::All all("times are kept, and statfs counts what is used");
    FileSystemInfo before;
    FileSystemInfo with;
    FileSystemInfo after;
    all.succeeds(sys::statfs(".", &before), "statfs");
    all.check(make_file("file"), "a file");
    all.succeeds(sys::statfs("file", &with), "statfs");
    const FileTimes times{5'000'000'000, FILE_TIME_KEEP};
    struct stat was;
    struct stat is;
    stat("file", &was);
    all.succeeds(sys::utimensat(kCurrentDirectory, "file", &times, AT_DEFAULT), "utimensat");
    all.check(stat("file", &is) == 0 && is.st_atime == 5 && is.st_mtime == was.st_mtime, "the times");
    all.succeeds(sys::utimensat(kCurrentDirectory, "file", In<FileTimes>(u64{0}), AT_DEFAULT),
                 "utimensat, now");
    all.check(stat("file", &is) == 0 && is.st_atime >= was.st_atime && is.st_mtime >= was.st_mtime, "now");
    unlink("file");
    all.succeeds(sys::statfs("/", &after), "statfs");
    all.equal(with.f_ffree + 1, before.f_ffree, "one file less may come");
    all.check(after.f_ffree == before.f_ffree && after.f_bfree == before.f_bfree, "and all is back");
    all.check(before.f_type == EXT2_SUPER_MAGIC && before.f_namelen == 255 && before.f_flags == 0,
              "the rest");
}

constexpr int kMany = 1000;

tap::Words long_name(int number) { return tap::words("many/%060d", number); }

void many() {
    tap::All all("a thousand long names in one directory, which come, change and go");
    all.check(make_file("file") && mkdir("many", 0755) == 0, "the first");
    for (int i = 0; i < kMany; i++) all.equal(link("file", long_name(i).text), 0, "link");
    all.equal(links_of("file"), u32{kMany} + 1, "links");
    all.equal(entries_of("many"), kMany + 2, "entries");
    for (int i = 0; i < kMany; i += 2)
        all.equal(rename(long_name(i).text, tap::words("many/%d", i).text), 0, "rename");
    for (int i = 1; i < kMany; i += 2) all.equal(unlink(long_name(i).text), 0, "unlink");
    all.equal(entries_of("many"), kMany / 2 + 2, "entries");
    for (int i = 0; i < kMany; i += 2) all.equal(unlink(tap::words("many/%d", i).text), 0, "unlink");
    all.check(entries_of("many") == 2 && rmdir("many") == 0 && links_of("file") == 1 && unlink("file") == 0,
              "all gone");
}

void longest_name() {
    tap::All all("a name of 255 bytes can be given, one of 256 cannot");
    static char name[300];
    memset(name, 'n', 255);
    all.check(make_file(name) && inode_of(name) != 0 && entries_of(".") == 3 && unlink(name) == 0, "255");
    name[255] = 'n';
    all.fails(open_raw(name, O_WRONLY | O_CREAT), Errno::nametoolong, "256");
}

} // namespace

int main() {
    leaks::Watch watch;
    if (mkdir("/tmp/names", 0755) != 0 || chdir("/tmp/names") != 0)
        tap::bail_out("no folder: %s", strerror(errno));
    permissions();
    links();
    renames();
    in_use();
    times_and_space();
    many();
    longest_name();
    tap::ok(chdir("/") == 0 && rmdir("/tmp/names") == 0, "no name is left behind");
    watch.ok("nothing else is");
    return tap::done();
}
