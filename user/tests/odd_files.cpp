// user/tests/odd_files.cpp: links, and files that cannot be opened.
//
//   odd_files           with what every root has
//   odd_files FOLDER    with a folder made for it, in which there are: file, a text; folder, with a file `inside`; the
//                       links to_file -> file, to_folder -> folder, absolute -> FOLDER/file, dangling -> nothing,
//                       loop -> loop, up -> .., chain1 -> file, chain2 -> chain1 and so on to chain41; secret, which
//                       nobody may read; fifo, a named pipe; unknown, a device that the machine does not have; and the file popular
//                       and the directory crowded with 32000 names
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace {

void followed() {
    tap::All all(
        "links are followed, relative ones and absolute ones, at the end of a path and in the middle");
    const u64 file = inode_of("file");
    const u64 inside = inode_of("folder/inside");
    all.check(file != 0 && inside != 0, "the files are there");
    for (const char* path :
         {"to_file", "absolute", "chain1", "chain40", "up/odd/file", "to_folder/../file", "./to_file"})
        all.equal(inode_of(path), file, path);
    for (const char* path : {"to_folder/inside", "to_folder//inside", "up/odd/to_folder/./inside"})
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
    all.check(lstat("absolute", &stat) == 0 && stat.st_size == static_cast<off_t>(strlen("/odd/file")),
              "its size is the length of its path");
}

void failures() {
    tap::All all("links that lead nowhere or in a circle: ENOENT and ELOOP [0.9]");
    all.fails(open_raw("dangling"), Errno::noent, "dangling");
    all.fails(open_raw("dangling/x"), Errno::noent, "dangling/x");
    all.fails(open_raw("loop"), Errno::loop, "loop");
    all.fails(open_raw("loop/x"), Errno::loop, "loop/x");
    all.fails(open_raw("chain41"), Errno::loop, "chain41");
    all.fails(open_raw("to_file", O_NOFOLLOW), Errno::loop, "a link, with O_NOFOLLOW");
    all.fails(open_raw("to_file", O_NOFOLLOW | O_WRONLY | O_CREAT), Errno::loop, "and O_CREAT");
    all.succeeds(open_raw("file", O_NOFOLLOW), "a file, with O_NOFOLLOW");
    all.succeeds(open_raw("to_folder/inside", O_NOFOLLOW), "a link on the way");
    all.fails(open_raw("to_file/"), Errno::notdir, "to_file/");
    all.fails(open_raw("to_file/x"), Errno::notdir, "to_file/x");
    Stat stat;
    all.fails(sys::fstatat(kCurrentDirectory, "loop", &stat, AT_DEFAULT), Errno::loop, "fstatat");
    all.fails(sys::open("loop", O_RDONLY, FileMode{}), Errno::loop, "open");
    all.fails(sys::chdir("loop"), Errno::loop, "chdir");
    all.fails(sys::execve("loop", nullptr, nullptr), Errno::loop, "execve");
    all.fails(open_raw("to_file", O_RDONLY | O_CREAT | O_EXCL), Errno::exist, "O_EXCL where a link is");
    all.fails(open_raw("dangling", O_WRONLY | O_CREAT | O_EXCL), Errno::exist,
              "O_EXCL where a dangling one is");
}

// A file that nobody may read has a place all the same.
void places() {
    tap::All all("with O_PATH a link, a pipe or whatever it is can be opened, told of, and not read");
    const auto flags = static_cast<OpenFlags>(O_PATH | O_NOFOLLOW);
    struct {
        const char* path;
        mode_t kind;
    } const kinds[] = {{"to_file", S_IFLNK}, {"loop", S_IFLNK},   {"fifo", S_IFIFO},
                       {"unknown", S_IFCHR}, {"secret", S_IFREG}, {"folder", S_IFDIR}};
    for (const auto& kind : kinds) {
        const Fd fd = sys::open(kind.path, flags, FileMode{}).value();
        Stat stat;
        char byte;
        all.check(sys::fstat(fd, &stat) && (stat.st_mode & S_IFMT) == kind.kind, "%s", kind.path);
        all.fails(sys::read(fd, &byte, 1), Errno::badf, kind.path);
        all.fails(sys::write(fd, &byte, 1), Errno::badf, kind.path);
        all.equal(fcntl(fd.number(), F_GETFL), int{O_PATH}, kind.path);
        (void)sys::close(fd);
    }
    const Fd folder = sys::open("folder", flags, FileMode{}).value();
    const auto inside = sys::openat(folder, "inside", O_RDONLY, FileMode{});
    all.check(inside && sys::close(inside.value()), "a path begins there");
    all.succeeds(sys::fchdir(folder), "fchdir");
    all.check(inode_of("inside") != 0 && sys::chdir("..") && sys::close(folder), "and back");
}

void directories() {
    tap::All all("a link in a directory has its own kind; getcwd knows no links");
    DIR* folder = opendir(".");
    int links = 0;
    while (const dirent* entry = folder ? readdir(folder) : nullptr) links += entry->d_type == DT_LNK;
    if (folder) closedir(folder);
    all.equal(links, 47, "links in the folder");
    char path[100];
    all.equal(chdir("to_folder"), 0, "chdir through a link");
    all.check(getcwd(path, sizeof path) && strcmp(path, "/odd/folder") == 0, "getcwd");
    all.equal(chdir(".."), 0, "chdir ..");
    all.check(getcwd(path, sizeof path) && strcmp(path, "/odd") == 0, "getcwd");
}

// Neither read nor opened: the kernel knows that they are there, and what they are.
void unopenable() {
    tap::All all("a file that nobody may read: EACCES; a named pipe that nobody reads, and an unknown "
                 "device: ENXIO [0.9]");
    struct stat stat;
    all.fails(open_raw("secret"), Errno::acces, "secret");
    all.fails(sys::open("secret", O_RDONLY, FileMode{}), Errno::acces, "secret, by its path");
    constexpr auto kWrite = static_cast<OpenFlags>(O_WRONLY | O_NONBLOCK);
    all.fails(open_raw("fifo", kWrite), Errno::nxio, "fifo");
    all.fails(sys::open("fifo", kWrite, FileMode{}), Errno::nxio, "fifo, by its path");
    all.fails(open_raw("unknown"), Errno::nxio, "unknown");
    all.fails(open_raw("unknown", O_RDWR), Errno::nxio, "unknown, for both");
    all.check(lstat("secret", &stat) == 0 && S_ISREG(stat.st_mode) && (stat.st_mode & 0777) == 0,
              "secret is known");
    all.check(lstat("fifo", &stat) == 0 && S_ISFIFO(stat.st_mode), "fifo is known");
    all.check(lstat("unknown", &stat) == 0 && S_ISCHR(stat.st_mode), "unknown is known");
    for (const char* path : {"secret", "fifo", "unknown", "file"})
        all.fails(sys::execve(path, nullptr, nullptr), Errno::acces, path);
}

// As many as an ext2 file may have, if the disk is to be believed.
void too_many_names() {
    tap::All all(
        "a file with 32000 names gets no more, nor a directory with so many directories: EMLINK [0.9]");
    const Fd here = kCurrentDirectory;
    struct stat before;
    struct stat after;
    stat("crowded", &before);
    all.fails(sys::linkat(here, "popular", here, "new", AT_DEFAULT), Errno::mlink, "linkat");
    all.fails(sys::mkdirat(here, "crowded/new", FileMode{0755}), Errno::mlink, "mkdirat");
    all.fails(sys::renameat(here, "folder", here, "crowded/new"), Errno::mlink, "renameat");
    all.succeeds(sys::renameat(here, "file", here, "crowded/file"), "a file may still move there");
    all.succeeds(sys::renameat(here, "crowded/file", here, "file"), "and back");
    all.check(stat("crowded", &after) == 0 && before.st_nlink == 32'000 && after.st_nlink == 32'000,
              "as before");
}

// Where there are no links, it does not matter whether they are followed.
void without_links() {
    tap::All all("lstat and stat say the same of what is no link");
    for (const char* path : {"/", "/bin", "/bin/sh", "/dev/null", "/bin/../dev/zero"}) {
        struct stat followed_stat;
        struct stat own_stat;
        all.check(stat(path, &followed_stat) == 0 && lstat(path, &own_stat) == 0 &&
                      memcmp(&followed_stat, &own_stat, sizeof own_stat) == 0,
                  "%s", path);
    }
    struct stat nothing;
    all.check(lstat("/none", &nothing) == -1 && errno == ENOENT, "lstat of nothing");
}

} // namespace

int main(int argc, char** argv) {
    leaks::Watch watch;
    without_links();
    if (argc > 1) {
        if (chdir(argv[1]) != 0) tap::bail_out("cannot go to %s", argv[1]);
        followed();
        not_followed();
        failures();
        places();
        directories();
        unopenable();
        too_many_names();
    }
    watch.ok("nothing is left behind");
    return tap::done();
}
