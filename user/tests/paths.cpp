// user/tests/paths.cpp: from a path to a file: dots, slashes, lengths, and where relative paths start.
#include "child.h"
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace {

void many_names() {
    tap::All all("dots and slashes: many names for the same file");
    const u64 shell = inode_of("/bin/sh");
    all.check(shell != 0, "/bin/sh is there");
    for (const char* path :
         {"//bin//sh", "/./bin/./sh", "/bin/../bin/sh", "/../../bin/sh", "///////bin/////sh",
          "/bin/../dev/../bin/./sh", "/bin/.//../bin//sh", "/tests/../lost+found/../bin/sh"})
        all.equal(inode_of(path), shell, path);
    const u64 root = inode_of("/");
    for (const char* path : {"//", "/.", "/..", "/../..", "/bin/..", "/./.././", "/dev/../"})
        all.equal(inode_of(path), root, path);
    const u64 bin = inode_of("/bin");
    for (const char* path : {"/bin/", "/bin//", "/bin/.", "/bin/./", "/dev/../bin"})
        all.equal(inode_of(path), bin, path);
}

void refused() {
    tap::All all("paths that lead nowhere, each for its own reason [0.9]");
    struct {
        const char* path;
        Errno error;
    } const kinds[] = {
        {"", Errno::noent},
        {"/none", Errno::noent},
        {"/bin/none", Errno::noent},
        {"/none/..", Errno::noent},
        {"/none/../bin", Errno::noent},
        {"none", Errno::noent},
        {"/bin/sh/", Errno::notdir},
        {"/bin/sh/x", Errno::notdir},
        {"/bin/sh/.", Errno::notdir},
        {"/bin/sh/..", Errno::notdir},
        {"/dev/null/x", Errno::notdir},
        {"/dev/null/", Errno::notdir},
        {"/bin/s", Errno::noent},
        {"/bin/shh", Errno::noent},
        {"/bin/SH", Errno::noent},
        {"/...", Errno::noent},
        {"/bin/sh\n", Errno::noent},
        {" /bin/sh", Errno::noent},
        {"/\xe4\xb8\xad", Errno::noent},
        {"/\xff\xfe", Errno::noent},
    };
    for (const auto& kind : kinds) {
        all.fails(open_raw(kind.path), kind.error, kind.path);
        Stat stat;
        all.fails(sys::fstatat(kCurrentDirectory, kind.path, &stat, AT_DEFAULT), kind.error, kind.path);
        all.fails(sys::chdir(kind.path), kind.error, kind.path);
    }
}

void lengths_of_names() {
    tap::All all("a name may have 255 bytes: such a one is not there; one of 256 is too long [0.9]");
    char path[600] = "/";
    for (const usize length : {14, 15, 16, 254, 255}) {
        memset(path + 1, 'n', length);
        path[length + 1] = 0;
        all.fails(open_raw(path), Errno::noent, tap::words("%lu bytes", length).text);
    }
    for (const usize length : {256, 257, 500}) {
        memset(path + 1, 'n', length);
        path[length + 1] = 0;
        all.fails(open_raw(path), Errno::nametoolong, tap::words("%lu bytes", length).text);
        strcpy(path + length + 1, "/x");
        all.fails(open_raw(path), Errno::nametoolong, tap::words("%lu bytes, in the middle", length).text);
    }
}

// A path of exactly so many bytes, its zero byte not counted, that means /bin/sh.
const char* path_of_length(usize length) {
    static char path[PATH_MAX_BYTES + 10'000];
    constexpr const char* kEnd = "bin/sh";
    memset(path, '/', length);
    strcpy(path + length - strlen(kEnd), kEnd);
    return path;
}

void lengths_of_paths() {
    tap::All all("a path may have 4095 bytes and its zero byte; one more is too long [0.9]");
    for (const usize length : {100, 1000, 4000, 4094, 4095})
        all.check(open_raw(path_of_length(length)) >= 0, "%lu bytes", length);
    for (const usize length : {4096, 4097, 5000, 12'000}) {
        Stat stat;
        const char* path = path_of_length(length);
        const char* what = "a longer one";
        all.fails(open_raw(path), Errno::nametoolong, what);
        all.fails(sys::fstatat(kCurrentDirectory, path, &stat, AT_DEFAULT), Errno::nametoolong, what);
        all.fails(sys::chdir(path), Errno::nametoolong, what);
        if constexpr (sys::is_there<sys::Call::execve>)
            all.fails(sys::execve(path, nullptr, nullptr), Errno::nametoolong, what);
    }
    // Two thousand components.
    static char dots[PATH_MAX_BYTES];
    for (usize i = 0; i + 2 < sizeof dots - 8; i += 2) memcpy(dots + i, "/.", 3);
    strcat(dots, "/bin/sh");
    all.check(open_raw(dots) >= 0, "two thousand components");
}

void current_directory() {
    tap::All all("chdir and getcwd, for one process alone [0.9]");
    char path[100];
    const auto where = [&] { return getcwd(path, sizeof path) ? path : "nowhere"; };
    all.equal(chdir("/"), 0, "chdir /");
    all.equal(where(), "/", "getcwd");
    all.equal(chdir("bin"), 0, "chdir bin");
    all.equal(where(), "/bin", "getcwd");
    all.check(inode_of("sh") == inode_of("/bin/sh"), "a relative path");
    all.check(inode_of("./sh") == inode_of("/bin/sh"), "a relative path with a dot");
    all.check(inode_of("../bin/sh") == inode_of("/bin/sh"), "a relative path with dots");
    all.equal(inode_of("/sh"), 0ul, "an absolute one");
    all.equal(chdir("../dev/./"), 0, "chdir ../dev/./");
    all.equal(where(), "/dev", "getcwd");
    all.equal(chdir("none"), -1, "chdir to nothing");
    all.equal(where(), "/dev", "getcwd");
    if constexpr (child::kThereAre) {
        all.equal(child::run([] { return chdir("/tests"); }), child::exits(0), "a child's chdir");
        all.equal(where(), "/dev", "the parent's directory");
        all.equal(child::run([] {
                      char inherited[8];
                      return getcwd(inherited, sizeof inherited) && strcmp(inherited, "/dev") == 0 ? 0 : 1;
                  }),
                  child::exits(0), "a child begins in its parent's");
    }
    all.equal(chdir("../../../.."), 0, "chdir far above the root");
    all.equal(where(), "/", "getcwd");
    all.equal(sys::getcwd(path, 2).raw(), 2, "getcwd of / needs two bytes");
    all.fails(sys::getcwd(path, 1), Errno::range, "getcwd into one byte");
    all.equal(chdir("/tests"), 0, "chdir /tests");
    all.equal(sys::getcwd(path, 7).raw(), 7, "getcwd of /tests needs seven bytes");
    path[0] = '!';
    for (const usize size : {6, 5, 1, 0}) all.fails(sys::getcwd(path, size), Errno::range, "into fewer");
    all.equal(chdir("/"), 0, "chdir");
}

void relative_to_a_descriptor() {
    tap::All all(
        "openat and fstatat start at the directory of a descriptor, unless the path is absolute [0.9]");
    struct stat stat;
    const int bin = open("/bin", O_RDONLY | O_DIRECTORY);
    const int file = open("/bin/sh", O_RDONLY);
    const u64 shell = inode_of("/bin/sh");
    const int fd = openat(bin, "sh", O_RDONLY);
    all.check(fstat(fd, &stat) == 0 && stat.st_ino == shell, "sh");
    all.check(fstatat(bin, "../bin/sh", &stat, 0) == 0 && stat.st_ino == shell, "../bin/sh");
    all.check(fstatat(bin, ".", &stat, 0) == 0 && stat.st_ino == inode_of("/bin"), ".");
    all.check(fstatat(bin, "/bin/sh", &stat, 0) == 0 && stat.st_ino == shell, "/bin/sh");
    all.check(fstatat(bin, "/dev", &stat, 0) == 0 && stat.st_ino == inode_of("/dev"), "/dev");
    Stat answer;
    all.fails(sys::fstatat(Fd::unchecked(file), "x", &answer, AT_DEFAULT), Errno::notdir,
              "a file as the start");
    all.fails(sys::fstatat(Fd::unchecked(50), "x", &answer, AT_DEFAULT), Errno::badf, "nothing as the start");
    all.fails(sys::fstatat(Fd::unchecked(bin), "", &answer, AT_DEFAULT), Errno::noent, "an empty path");
    all.fails(sys::fstatat(Fd::unchecked(bin), "sh", &answer, AtFlags{0x4000}), Errno::inval,
              "an unknown flag");
    for (const int each : {bin, file, fd}) close(each);
}

void the_descriptor_itself() {
    tap::All all("with AT_EMPTY_PATH an empty path means the descriptor itself; fchdir goes there");
    const Fd bin = sys::open("/bin", O_RDONLY | O_DIRECTORY, FileMode{}).value();
    const Fd file = sys::open("/bin/sh", O_RDONLY, FileMode{}).value();
    PipeEnds pipe{};
    (void)sys::pipe2(&pipe, OpenFlags{});
    Stat stat;
    all.check(sys::fstatat(bin, "", &stat, AT_EMPTY_PATH) && stat.st_ino == inode_of("/bin"), "a directory");
    all.check(sys::fstatat(file, "", &stat, AT_EMPTY_PATH) && stat.st_ino == inode_of("/bin/sh"), "a file");
    all.check(sys::fstatat(Fd::unchecked(pipe.read_end), "", &stat, AT_EMPTY_PATH) && S_ISFIFO(stat.st_mode),
              "a pipe");
    all.check(sys::fstatat(bin, "sh", &stat, AT_EMPTY_PATH) && stat.st_ino == inode_of("/bin/sh"),
              "a path that is not empty");
    all.fails(sys::fstatat(Fd::unchecked(50), "", &stat, AT_EMPTY_PATH), Errno::badf, "nothing");
    all.fails(sys::fchmodat(Fd::unchecked(pipe.read_end), "", FileMode{0600}, AT_EMPTY_PATH), Errno::inval,
              "a pipe has no mode to change");
    all.succeeds(sys::fchdir(bin), "fchdir");
    all.check(inode_of("sh") == inode_of("/bin/sh"), "a relative path");
    all.check(sys::fstatat(kCurrentDirectory, "", &stat, AT_EMPTY_PATH) && stat.st_ino == inode_of("/bin"),
              "the current directory");
    all.fails(sys::fchdir(file), Errno::notdir, "fchdir to a file");
    all.fails(sys::fchdir(Fd::unchecked(pipe.read_end)), Errno::notdir, "fchdir to a pipe");
    all.succeeds(sys::chdir("/"), "chdir");
    for (const Fd each : {bin, file, Fd::unchecked(pipe.read_end), Fd::unchecked(pipe.write_end)})
        (void)sys::close(each);
}

void flags() {
    tap::All all("openat knows its flags, and refuses others [0.9]");
    all.fails(open_raw("/bin/sh", O_DIRECTORY), Errno::notdir, "O_DIRECTORY, and a file");
    all.fails(open_raw("/dev/null", O_DIRECTORY), Errno::notdir, "O_DIRECTORY, and a device");
    all.succeeds(open_raw("/bin", O_DIRECTORY), "O_DIRECTORY, and a directory");
    all.fails(open_raw("/bin", O_WRONLY), Errno::isdir, "a directory for writing");
    all.fails(open_raw("/bin", O_RDWR), Errno::isdir, "a directory for both");
    all.fails(open_raw("/bin", O_RDONLY | O_CREAT), Errno::isdir, "a directory to be created");
    all.fails(open_raw("/bin/sh", O_ACCMODE), Errno::inval, "no access mode");
    all.fails(open_raw("/bin/sh", static_cast<int>(1u << 31)), Errno::inval, "an unknown flag");
    all.fails(open_raw("/bin/sh", 1 << 28), Errno::inval, "another");
}

} // namespace

int main() {
    leaks::Watch watch;
    many_names();
    refused();
    lengths_of_names();
    lengths_of_paths();
    current_directory();
    relative_to_a_descriptor();
    the_descriptor_itself();
    flags();
    watch.ok("nothing is left behind");
    return tap::done();
}
