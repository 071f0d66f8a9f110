// user/tests/names_errors.cpp: what the calls about names refuse, each for its reason and in all forms; nothing has changed then.
//
// What needs a full or read-only disk, files of a special kind or no memory is in names_full, read_only, odd_files and no_memory.
#include "in_form.h"
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <string.h>
#include <unistd.h>

namespace {

namespace sys = in_form; // each call below is made in the form that is asked for
constexpr Fd kHere = kCurrentDirectory;
constexpr u64 kBad = 8; // an address in the page that is never mapped
constexpr FileMode kMode{0755};
constexpr AtFlags kOddFlags{0x4000};
FileTimes times{0, 0};
FileSystemInfo info;
char target[16];

// Each call with one path that changes: what a path can have wrong, all of them tell.
struct Call {
    const char* name;
    i64 (*with)(Fd directory, Str path);
};
constexpr Call kCalls[] = {
    {"openat", [](Fd directory,
                  Str path) { return sys::openat.raw(directory, path, OpenFlags{O_RDWR | O_CREAT}, kMode); }},
    {"open", [](Fd, Str path) { return sys::open.raw(path, OpenFlags{O_RDWR | O_CREAT}, kMode); }},
    {"mkdirat", [](Fd directory, Str path) { return sys::mkdirat.raw(directory, path, kMode); }},
    {"mkfifoat", [](Fd directory, Str path) { return sys::mkfifoat.raw(directory, path, kMode); }},
    {"unlinkat", [](Fd directory, Str path) { return sys::unlinkat.raw(directory, path, AT_DEFAULT); }},
    {"rmdir", [](Fd directory, Str path) { return sys::unlinkat.raw(directory, path, AT_REMOVEDIR); }},
    {"linkat, from",
     [](Fd directory, Str path) { return sys::linkat.raw(directory, path, kHere, "new", AT_DEFAULT); }},
    {"linkat, to",
     [](Fd directory, Str path) { return sys::linkat.raw(kHere, "file", directory, path, AT_DEFAULT); }},
    {"symlinkat", [](Fd directory, Str path) { return sys::symlinkat.raw("x", directory, path); }},
    {"readlinkat",
     [](Fd directory, Str path) { return sys::readlinkat.raw(directory, path, target, sizeof target); }},
    {"renameat, from",
     [](Fd directory, Str path) { return sys::renameat.raw(directory, path, kHere, "new"); }},
    {"renameat, to",
     [](Fd directory, Str path) { return sys::renameat.raw(kHere, "file", directory, path); }},
    {"fchmodat",
     [](Fd directory, Str path) { return sys::fchmodat.raw(directory, path, kMode, AT_DEFAULT); }},
    {"utimensat",
     [](Fd directory, Str path) { return sys::utimensat.raw(directory, path, &times, AT_DEFAULT); }},
    {"statfs", [](Fd, Str path) { return sys::statfs.raw(path, &info); }},
};

void paths() {
    tap::All all("a path that leads nowhere, is too long, goes in a circle or is not the program's: all "
                 "calls tell [0.9] [3.3]");
    static char long_path[5000];
    memset(long_path, '/', sizeof long_path - 1);
    static char long_name[300];
    memset(long_name, 'n', 256);
    for (const Call& call : kCalls) {
        all.fails(call.with(kHere, Str(kBad)), Errno::fault, call.name);
        all.fails(call.with(kHere, ""), Errno::noent, call.name);
        all.fails(call.with(kHere, "none/x"), Errno::noent, call.name);
        all.fails(call.with(kHere, "file/x"), Errno::notdir, call.name);
        all.fails(call.with(kHere, "loop/x"), Errno::loop, call.name);
        all.fails(call.with(kHere, long_name), Errno::nametoolong, call.name);
        all.fails(call.with(kHere, long_path), Errno::nametoolong, call.name);
        const bool without_directory = strcmp(call.name, "open") == 0 || strcmp(call.name, "statfs") == 0;
        if (!without_directory) all.fails(call.with(Fd::unchecked(50), "x"), Errno::badf, call.name);
    }
    for (const char* name : {"new", "x"}) all.equal(inode_of(name), 0ul, name);
}

void what_is_there() {
    tap::All all("what is there is not made again: EEXIST [0.9]");
    for (const char* path : {"file", "folder", "dangling", "loop", ".", "..", "/", "folder/"}) {
        all.fails(sys::mkdirat.raw(kHere, path, kMode), Errno::exist, path);
        all.fails(sys::mkfifoat.raw(kHere, path, kMode), Errno::exist, path);
        all.fails(sys::symlinkat.raw("x", kHere, path), Errno::exist, path);
        all.fails(sys::linkat.raw(kHere, "file", kHere, path, AT_DEFAULT), Errno::exist, path);
        all.fails(open_raw(path, O_WRONLY | O_CREAT | O_EXCL), Errno::exist, path);
    }
    all.fails(sys::linkat.raw(kHere, "folder", kHere, "new", AT_DEFAULT), Errno::perm,
              "a link to a directory");
    all.fails(sys::linkat.raw(kHere, "file", kHere, "new", kOddFlags), Errno::inval, "an unknown flag");
    all.fails(sys::symlinkat.raw("", kHere, "new"), Errno::noent, "a link to nothing");
    all.fails(sys::symlinkat.raw(Str(kBad), kHere, "new"), Errno::fault, "a link to a bad address");
    all.fails(open_raw("new/", O_WRONLY | O_CREAT), Errno::isdir, "a file with a slash behind it");
    all.fails(open_raw("locked", O_WRONLY), Errno::acces, "a file that nobody may write");
    all.fails(sys::open.raw("locked", O_WRONLY, FileMode{}), Errno::acces, "the same, by open");
}

void removing() {
    tap::All all("what may not be removed, and how it is said [0.9]");
    all.fails(sys::unlinkat.raw(kHere, "folder", AT_DEFAULT), Errno::isdir, "a directory as a file");
    all.fails(sys::unlinkat.raw(kHere, "file/", AT_DEFAULT), Errno::notdir, "a file as a directory");
    all.fails(sys::unlinkat.raw(kHere, "file", AT_REMOVEDIR), Errno::notdir, "a file, with AT_REMOVEDIR");
    all.fails(sys::unlinkat.raw(kHere, "dangling", AT_REMOVEDIR), Errno::notdir, "a link, with AT_REMOVEDIR");
    all.fails(sys::unlinkat.raw(kHere, "folder", AT_REMOVEDIR), Errno::notempty, "a directory with a file");
    all.fails(sys::unlinkat.raw(kHere, "folder/inner/..", AT_REMOVEDIR), Errno::notempty, "by the name ..");
    all.fails(sys::unlinkat.raw(kHere, "folder/inner/.", AT_REMOVEDIR), Errno::inval, "by the name .");
    all.fails(sys::unlinkat.raw(kHere, "/", AT_REMOVEDIR), Errno::busy, "the root");
    all.fails(sys::unlinkat.raw(kHere, "file", kOddFlags), Errno::inval, "an unknown flag");
}

void renaming() {
    tap::All all("what may not be renamed, or not to that [0.9]");
    const auto rename = [](const char* from, const char* to) {
        return sys::renameat.raw(kHere, from, kHere, to);
    };
    all.fails(rename("folder", "folder/x"), Errno::inval, "into itself");
    all.fails(rename("folder", "folder/inner/x"), Errno::inval, "into what is in it");
    all.fails(rename("folder/inner", "folder"), Errno::notempty, "over its own parent");
    all.fails(rename("file", "folder"), Errno::isdir, "a file over a directory");
    all.fails(rename("folder", "file"), Errno::notdir, "a directory over a file");
    all.fails(rename("file", "new/"), Errno::notdir, "a file, to what is said to be a directory");
    all.fails(rename("/", "new"), Errno::busy, "the root");
    all.fails(rename("folder/.", "new"), Errno::busy, "by the name .");
    all.fails(rename("file", "folder/.."), Errno::busy, "over ..");
}

void others() {
    tap::All all("flags, times and links that make no sense [0.9]");
    const FileTimes early{-1, 0};
    const FileTimes late{0, 4'294'967'296 * 1'000'000'000};
    all.fails(sys::utimensat.raw(kHere, "file", &early, AT_DEFAULT), Errno::inval, "before 1970");
    all.fails(sys::utimensat.raw(kHere, "file", &late, AT_DEFAULT), Errno::inval, "after 2106");
    all.fails(sys::utimensat.raw(kHere, "file", In<FileTimes>(kBad), AT_DEFAULT), Errno::fault,
              "times at a bad address");
    all.fails(sys::utimensat.raw(kHere, "file", &times, kOddFlags), Errno::inval, "an unknown flag");
    all.fails(sys::fchmodat.raw(kHere, "file", kMode, kOddFlags), Errno::inval, "an unknown flag");
    all.fails(sys::readlinkat.raw(kHere, "file", target, sizeof target), Errno::inval, "a file is no link");
    all.fails(sys::readlinkat.raw(kHere, "dangling", Out<char>(kBad), 8), Errno::fault,
              "a target at a bad address");
    all.fails(sys::statfs.raw("/", Out<FileSystemInfo>(kBad)), Errno::fault, "an answer at a bad address");
}

void removed_directory() {
    tap::All all("in a directory that was removed there is nothing, and nothing can be made: ENOENT [0.9]");
    all.succeeds(sys::mkdirat.raw(kHere, "gone", kMode), "mkdir");
    all.succeeds(sys::chdir.raw("gone"), "chdir");
    all.succeeds(sys::unlinkat.raw(kHere, "../gone", AT_REMOVEDIR), "rmdir");
    char path[64];
    all.fails(sys::getcwd.raw(path, sizeof path), Errno::noent, "getcwd");
    all.fails(open_raw("x", O_WRONLY | O_CREAT), Errno::noent, "open");
    all.fails(sys::mkdirat.raw(kHere, "x", kMode), Errno::noent, "mkdirat");
    all.fails(sys::chdir.raw(".."), Errno::noent, "chdir ..");
    all.succeeds(sys::chdir.raw("/tmp/names"), "chdir");
}

void all_refusals() {
    paths();
    what_is_there();
    removing();
    renaming();
    others();
    removed_directory();
}

bool prepare() {
    return mkdir("/tmp/names", 0755) == 0 && chdir("/tmp/names") == 0 && mkdir("folder", 0755) == 0 &&
           mkdir("folder/inner", 0755) == 0 && symlink("nothing", "dangling") == 0 &&
           symlink("loop", "loop") == 0 && open_raw("file", O_WRONLY | O_CREAT) >= 0 &&
           open_raw("locked", O_WRONLY | O_CREAT) >= 0 && chmod("file", 0644) == 0 &&
           chmod("locked", 0444) == 0;
}

bool clean_up() {
    return rmdir("folder/inner") == 0 && rmdir("folder") == 0 && unlink("dangling") == 0 &&
           unlink("loop") == 0 && unlink("file") == 0 && unlink("locked") == 0 && chdir("/") == 0 &&
           rmdir("/tmp/names") == 0;
}

} // namespace

int main() {
    leaks::Watch watch;
    if (!prepare()) tap::bail_out("cannot make the files: %s", strerror(errno));
    in_form::in_each_form(all_refusals);
    tap::ok(clean_up(), "all that was made can be removed, and nothing else is there");
    watch.ok("nothing is left behind");
    return tap::done();
}
