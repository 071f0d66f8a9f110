// user/tests/symbolic_links.cpp: links in paths, where the root has some for it: in /tests/links.
//
// What must be there: file, a text; folder, with a file `inside`; and the links to_file -> file, to_folder -> folder,
// absolute -> /tests/links/file, dangling -> nothing, loop -> loop, up -> .., chain1 -> file, chain2 -> chain1, and so
// on to chain8.
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

constexpr const char* kFolder = "/tests/links";

u64 inode_of(const char* path) {
    struct stat stat;
    return ::stat(path, &stat) == 0 ? stat.st_ino : 0;
}

i64 open_raw(const char* path, int flags = O_RDONLY) {
    const i64 fd = sys::openat.raw(kCurrentDirectory, path, static_cast<OpenFlags>(flags), FileMode{});
    if (fd >= 0) (void)sys::close(Fd::unchecked(static_cast<int>(fd)));
    return fd;
}

void followed() {
    tap::All all(
        "links are followed, relative ones and absolute ones, at the end of a path and in the middle");
    const u64 file = inode_of("file");
    const u64 inside = inode_of("folder/inside");
    all.check(file != 0 && inside != 0, "the files are there");
    for (const char* path :
         {"to_file", "absolute", "chain1", "chain8", "up/links/file", "to_folder/../file", "./to_file"})
        all.equal(inode_of(path), file, path);
    for (const char* path : {"to_folder/inside", "to_folder//inside", "up/links/to_folder/./inside"})
        all.equal(inode_of(path), inside, path);
    for (const char* path : {"to_folder", "to_folder/", "to_folder/."})
        all.equal(inode_of(path), inode_of("folder"), path);
    all.equal(inode_of("up"), inode_of(".."), "up");
}

void not_followed() {
    tap::All all("lstat tells of a link itself; a slash after it means what it leads to");
    struct stat stat;
    for (const char* path : {"to_file", "to_folder", "dangling", "loop", "absolute"}) {
        all.check(lstat(path, &stat) == 0 && S_ISLNK(stat.st_mode), "%s", path);
        all.check(stat.st_ino != inode_of("file"), "%s has an inode of its own", path);
    }
    all.check(lstat("to_folder/", &stat) == 0 && S_ISDIR(stat.st_mode), "to_folder/");
    all.check(lstat("to_folder/inside", &stat) == 0 && S_ISREG(stat.st_mode), "to_folder/inside");
    all.check(lstat("absolute", &stat) == 0 && stat.st_size == 17, "its size is the length of its path");
}

void failures() {
    tap::All all("links that lead nowhere or in a circle: ENOENT and ELOOP [0.9]");
    all.fails(open_raw("dangling"), Errno::noent, "dangling");
    all.fails(open_raw("dangling/x"), Errno::noent, "dangling/x");
    all.fails(open_raw("loop"), Errno::loop, "loop");
    all.fails(open_raw("loop/x"), Errno::loop, "loop/x");
    all.fails(open_raw("to_file/"), Errno::notdir, "to_file/");
    all.fails(open_raw("to_file/x"), Errno::notdir, "to_file/x");
    Stat stat;
    all.fails(sys::fstatat(kCurrentDirectory, "loop", &stat, AT_DEFAULT), Errno::loop, "fstatat");
    all.fails(sys::chdir("loop"), Errno::loop, "chdir");
    all.fails(sys::execve("loop", nullptr, nullptr), Errno::loop, "execve");
    all.fails(open_raw("to_file", O_RDONLY | O_CREAT | O_EXCL), Errno::exist, "O_EXCL where a link is");
    all.fails(open_raw("dangling", O_WRONLY | O_CREAT | O_EXCL), Errno::exist,
              "O_EXCL where a dangling one is");
}

void directories() {
    tap::All all("a link in a directory has its own kind; getcwd knows no links");
    DIR* folder = opendir(".");
    int links = 0;
    while (const dirent* entry = folder ? readdir(folder) : nullptr) links += entry->d_type == DT_LNK;
    if (folder) closedir(folder);
    all.equal(links, 14, "links in the folder");
    char path[100];
    all.equal(chdir("to_folder"), 0, "chdir through a link");
    all.check(getcwd(path, sizeof path) && strcmp(path, "/tests/links/folder") == 0, "getcwd");
    all.equal(chdir(".."), 0, "chdir ..");
    all.check(getcwd(path, sizeof path) && strcmp(path, kFolder) == 0, "getcwd");
}

} // namespace

int main() {
    if (chdir(kFolder) != 0) {
        dprintf(STDOUT_FILENO, "1..0 # SKIP this root has no %s\n", kFolder);
        return 0;
    }
    leaks::Watch watch;
    followed();
    not_followed();
    failures();
    directories();
    watch.ok("nothing is left behind");
    return tap::done();
}
