// user/tests/broken_disk.cpp: what calls answer when the disk fails now and then: EIO, and then all is well again.
//
//   broken_disk            the disk is all right: no call answers EIO
//   broken_disk failing    each n-th request fails, as the kernel was told to (kernel/debug/failures.h): each call does
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int kAttempts = 3000; // far more than it takes
char buffer[4096];
Fd file = Fd::unchecked(-1);
Fd folder = Fd::unchecked(-1);

i64 read_file() {
    (void)sys::lseek(file, 0, SEEK_SET);
    return sys::read.raw(file, buffer, sizeof buffer);
}

i64 close_again(i64 answer) {
    if (answer >= 0) (void)sys::close(Fd::unchecked(static_cast<int>(answer)));
    return answer;
}

i64 open_file() { return close_again(sys::openat.raw(kCurrentDirectory, "/bin/true", O_RDONLY, FileMode{})); }
i64 open_by_path() { return close_again(sys::open.raw("/bin/true", O_RDONLY, FileMode{})); }

i64 stat_file() {
    Stat stat;
    return sys::fstatat.raw(kCurrentDirectory, "/bin/true", &stat, AT_DEFAULT);
}

i64 list_folder() {
    (void)sys::lseek(folder, 0, SEEK_SET);
    return sys::getdents.raw(folder, Out<DirectoryEntry>(reinterpret_cast<u64>(buffer)), sizeof buffer);
}

i64 change_folder() { return sys::chdir.raw("/bin"); }

i64 name_folder() { return sys::getcwd.raw(buffer, sizeof buffer); }

// What one makes, the next takes away. It may be there from an earlier attempt that was told EIO at its end.
i64 there_or_not(i64 answer) { return answer == -EEXIST || answer == -ENOENT ? 0 : answer; }

i64 make_folder() { return there_or_not(sys::mkdirat.raw(kCurrentDirectory, "/tmp/folder", FileMode{0755})); }
i64 make_named_pipe() {
    return there_or_not(sys::mkfifoat.raw(kCurrentDirectory, "/tmp/pipe", FileMode{0600}));
}
i64 make_link() {
    return there_or_not(
        sys::linkat.raw(kCurrentDirectory, "/bin/true", kCurrentDirectory, "/tmp/a", AT_DEFAULT));
}
i64 make_symbolic_link() { return there_or_not(sys::symlinkat.raw("a", kCurrentDirectory, "/tmp/symbolic")); }
i64 read_symbolic_link() {
    return sys::readlinkat.raw(kCurrentDirectory, "/tmp/symbolic", buffer, sizeof buffer);
}
i64 rename_link() {
    const i64 answer =
        there_or_not(sys::renameat.raw(kCurrentDirectory, "/tmp/a", kCurrentDirectory, "/tmp/b"));
    return answer < 0
               ? answer
               : there_or_not(sys::renameat.raw(kCurrentDirectory, "/tmp/b", kCurrentDirectory, "/tmp/a"));
}
i64 change_mode() { return sys::fchmodat.raw(kCurrentDirectory, "/bin/true", FileMode{0755}, AT_DEFAULT); }
i64 change_times() {
    return sys::utimensat.raw(kCurrentDirectory, "/bin/true", In<FileTimes>(u64{0}), AT_DEFAULT);
}
i64 tell_of_disk() {
    FileSystemInfo info;
    return sys::statfs.raw("/bin", &info);
}
i64 remove_all() {
    for (const char* path : {"/tmp/a", "/tmp/symbolic"}) {
        const i64 answer = there_or_not(sys::unlinkat.raw(kCurrentDirectory, path, AT_DEFAULT));
        if (answer < 0) return answer;
    }
    return there_or_not(sys::unlinkat.raw(kCurrentDirectory, "/tmp/folder", AT_REMOVEDIR));
}

// In a child: should it succeed, the program ends with 0.
i64 execute() {
    const auto ending = child::run([] {
        const Str no_strings[] = {Str(u64{0})};
        return static_cast<int>(-sys::execve.raw("/bin/true", no_strings, no_strings));
    });
    return -WEXITSTATUS(ending.status);
}

Fd written = Fd::unchecked(-1); // a file that may be written

i64 read_there() { return sys::pread.raw(file, buffer, sizeof buffer, 0); }
i64 map_there() {
    const i64 made = sys::map_file.raw(0, sizeof buffer, PROT_READ, MAP_PRIVATE, file, 0);
    return made > 0 ? sys::unmap.raw(Mapping::unchecked(static_cast<u64>(made)), sizeof buffer) : made;
}
i64 write_file() {
    (void)sys::lseek(written, 0, SEEK_SET);
    return sys::write.raw(written, buffer, sizeof buffer);
}
i64 write_there() { return sys::pwrite.raw(written, buffer, sizeof buffer, 0); }
i64 cut_file() {
    static i64 size = 0;
    size = 100 - size; // each time another one
    return sys::ftruncate.raw(written, size);
}
i64 bring_file() { return sys::fsync.raw(written); }
i64 bring_all() { return sys::sync.raw(); }

struct Case {
    const char* name;
    i64 (*attempt)();
};
constexpr Case kCases[] = {{"read", read_file},
                           {"openat", open_file},
                           {"open", open_by_path},
                           {"fstatat", stat_file},
                           {"getdents", list_folder},
                           {"chdir", change_folder},
                           {"getcwd", name_folder},
                           {"execve", execute},
                           {"pread", read_there},
                           {"map_file", map_there},
                           {"write", write_file},
                           {"pwrite", write_there},
                           {"ftruncate", cut_file},
                           {"fsync", bring_file},
                           {"sync", bring_all},
                           {"mkdirat", make_folder},
                           {"mkfifoat", make_named_pipe},
                           {"linkat", make_link},
                           {"symlinkat", make_symbolic_link},
                           {"readlinkat", read_symbolic_link},
                           {"renameat", rename_link},
                           {"fchmodat", change_mode},
                           {"utimensat", change_times},
                           {"statfs", tell_of_disk},
                           {"unlinkat", remove_all}};

// Whatever it answers meanwhile must be success or EIO.
bool fails_once(const Case& one, int attempts, tap::All& all) {
    for (int i = 0; i < attempts; i++) {
        const i64 answer = one.attempt();
        if (answer == -EIO) return true;
        all.check(answer >= 0, "%s: %s", one.name, tap::result_in_words(answer).text);
    }
    return false;
}

void working() {
    tap::All all("on a disk that works no call answers EIO");
    for (const Case& one : kCases) all.check(!fails_once(one, 5, all), "%s", one.name);
}

void failing() {
    tap::All all("each call that reads the disk answers EIO when that fails, and then works again [0.9]");
    for (const Case& one : kCases) {
        all.check(fails_once(one, kAttempts, all), "%s: never EIO", one.name);
        all.check(one.attempt() >= 0, "%s: afterwards", one.name);
    }
}

} // namespace

int main(int count, char**) {
    file = Fd::unchecked(open("/bin/sh", O_RDONLY));
    folder = Fd::unchecked(open("/bin", O_RDONLY | O_DIRECTORY));
    written = Fd::unchecked(open("/tmp/broken_disk", O_CREAT | O_TRUNC | O_WRONLY, 0644));
    if (written.number() < 0 || file.number() < 0 || folder.number() < 0 || chdir("/bin") != 0)
        tap::bail_out("the disk fails early");
    leaks::Watch watch;
    if (count > 1)
        failing();
    else
        working();
    watch.ok("nothing is left behind");
    return tap::done();
}
