// user/tests/read_only.cpp: what calls answer when a file system is only read: EROFS from whatever would change it.
//
//   read_only            the root can be changed: no call answers EROFS
//   read_only indeed     it cannot
#include "leaks.h"
#include "looking.h"
#include "tap.h"
#include <string.h>
#include <unistd.h>

namespace {

constexpr Fd kHere = kCurrentDirectory;
constexpr FileMode kMode{0755};
FileTimes times{FILE_TIME_NOW, FILE_TIME_NOW};

struct Case {
    const char* name;
    i64 (*change)();
};
// Each undoes what another one did, if it could be done.
constexpr Case kCases[] = {
    {"openat, a new file", [] { return open_raw("/tmp/new", O_WRONLY | O_CREAT); }},
    {"fchmodat", [] { return sys::fchmodat.raw(kHere, "/home", kMode, AT_DEFAULT); }},
    {"utimensat", [] { return sys::utimensat.raw(kHere, "/home", &times, AT_DEFAULT); }},
    {"linkat", [] { return sys::linkat.raw(kHere, "/bin/true", kHere, "/tmp/link", AT_DEFAULT); }},
    {"renameat", [] { return sys::renameat.raw(kHere, "/bin/true", kHere, "/bin/truth"); }},
    {"renameat, back", [] { return sys::renameat.raw(kHere, "/bin/truth", kHere, "/bin/true"); }},
    {"symlinkat", [] { return sys::symlinkat.raw("x", kHere, "/tmp/symbolic"); }},
    {"mkdirat", [] { return sys::mkdirat.raw(kHere, "/tmp/folder", kMode); }},
    {"mkfifoat", [] { return sys::mkfifoat.raw(kHere, "/tmp/pipe", kMode); }},
    {"unlinkat, a directory", [] { return sys::unlinkat.raw(kHere, "/tmp/folder", AT_REMOVEDIR); }},
    {"unlinkat, a new file", [] { return sys::unlinkat.raw(kHere, "/tmp/new", AT_DEFAULT); }},
    {"unlinkat, a link", [] { return sys::unlinkat.raw(kHere, "/tmp/link", AT_DEFAULT); }},
    {"unlinkat, a symbolic link", [] { return sys::unlinkat.raw(kHere, "/tmp/symbolic", AT_DEFAULT); }},
};

void writable() {
    tap::All all("on a disk that can be written no call answers EROFS");
    for (const Case& one : kCases) {
        const i64 answer = one.change();
        all.check(answer >= 0, "%s: %s", one.name, tap::result_in_words(answer).text);
    }
}

void read_only() {
    tap::All all("on a disk that is only read each change answers EROFS, and changes nothing [0.9]");
    FileSystemInfo info;
    all.check(sys::statfs("/", &info) && info.f_flags == ST_RDONLY, "statfs tells");
    for (const char* path : {"/bin/true", "/bin/sh"}) {
        for (const int flags : {O_WRONLY, O_RDWR, O_WRONLY | O_APPEND, O_RDONLY | O_TRUNC})
            all.fails(open_raw(path, flags), Errno::rofs, path);
        all.succeeds(open_raw(path, O_RDONLY | O_CREAT), path);
        all.fails(open_raw(path, O_RDONLY | O_CREAT | O_EXCL), Errno::exist, path);
    }
    const auto flags = static_cast<OpenFlags>(O_WRONLY | O_CREAT);
    all.fails(sys::open("/new", flags, kMode), Errno::rofs, "open, a new file");
    all.fails(open_raw("/none/new", O_WRONLY | O_CREAT), Errno::noent, "in a directory that is not there");
    all.fails(open_raw("/bin/sh/new", O_WRONLY | O_CREAT), Errno::notdir, "in a file");
    all.fails(sys::unlinkat(kHere, "/bin/true", AT_DEFAULT), Errno::rofs, "unlinkat");
    all.fails(sys::unlinkat(kHere, "/home", AT_REMOVEDIR), Errno::rofs, "unlinkat, a directory");
    all.succeeds(open_raw("/dev/null", O_RDWR), "a device is written all the same");
    for (const Case& one : kCases) {
        const i64 answer = one.change();
        all.check(answer == -EROFS || answer == -ENOENT, "%s: %s", one.name,
                  tap::result_in_words(answer).text);
    }
    all.equal(inode_of("/tmp/new") + inode_of("/tmp/link") + inode_of("/tmp/folder"), 0ul, "nothing new");
}

} // namespace

int main(int count, char**) {
    leaks::Watch watch;
    if (count > 1)
        read_only();
    else
        writable();
    watch.ok("nothing is left behind");
    return tap::done();
}
