// user/tests/errors.cpp: errors that the rows of the table list come about, and arrive as these errors: in all three forms.
//
// Those that need a broken disk, odd files, no memory or a signal are in programs of their own. Nothing is forgotten: the kernel
// counts what is answered, and tests/every_row.py looks at the counts of all tests.
#include "abi/rows.h"
#include "child.h"
#include "in_form.h"
#include "tap.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace sys = in_form; // each call below is made in the form that is asked for
using sys::Call;

constexpr Fd kNone = Fd::unchecked(-1);
constexpr Pid kNobody{0x7fff'fffe};
constexpr u64 kBad = 8; // an address in the page that is never mapped
constexpr FileMode kNoMode{};

// What the attempts work with.
Fd console = kNone;
Fd root = kNone;
Fd program = kNone; // a regular file
Fd zero = kNone;
Fd reader = kNone;
Fd writer = kNone;
alignas(8) char buffer[256];
char long_name[300];
char long_argument[ARGUMENT_BYTES_MAX + 1];
Stat a_stat;
SignalAction an_action = {};
SignalAction an_odd_action = {0, 1 << 20, 0, 0};

i64 open_at(const char* path, int flags) {
    return sys::openat.raw(kCurrentDirectory, path, static_cast<OpenFlags>(flags), kNoMode);
}

i64 open_here(const char* path, int flags) {
    return sys::open.raw(path, static_cast<OpenFlags>(flags), kNoMode);
}

Fd open_or_stop(const char* path, int flags) {
    const auto fd = sys::openat(kCurrentDirectory, path, static_cast<OpenFlags>(flags), kNoMode);
    if (!fd) tap::bail_out("cannot open %s", path);
    return fd.value();
}

void open_pipe() {
    PipeEnds ends;
    if (!sys::pipe2(&ends, OpenFlags{})) tap::bail_out("no pipe");
    reader = Fd::unchecked(ends.read_end);
    writer = Fd::unchecked(ends.write_end);
}

// Answers what a call says when no descriptor is left.
i64 without_descriptors(i64 (*attempt)()) {
    while (sys::dup(zero)) {
    }
    const i64 answer = attempt();
    for (int fd = writer.number() + 1; fd < OPEN_FILES_MAX; fd++) (void)sys::close(Fd::unchecked(fd));
    return answer;
}

i64 write_without_reader() {
    signal(SIGPIPE, SIG_IGN);
    PipeEnds ends;
    (void)sys::pipe2(&ends, OpenFlags{});
    (void)sys::close(Fd::unchecked(ends.read_end));
    const i64 answer = sys::write.raw(Fd::unchecked(ends.write_end), "x", 1);
    (void)sys::close(Fd::unchecked(ends.write_end));
    return answer;
}

// Until no more of them can wait; then they are forgotten.
i64 send_too_many(i64 (*send)()) {
    const u64 last = 1ul << (SIGRTMAX - 1);
    u64 before = 0;
    (void)sys::sigmask(SIG_BLOCK, &last, &before);
    i64 answer = 0;
    for (int i = 0; i <= SIGNALS_QUEUED_MAX && answer == 0; i++) answer = send();
    signal(SIGRTMAX, SIG_IGN);
    signal(SIGRTMAX, SIG_DFL);
    (void)sys::sigmask(SIG_SETMASK, &before, nullptr);
    return answer;
}

i64 execute(const char* path) { return sys::execve.raw(path, nullptr, nullptr); }

i64 execute_with_too_much() {
    memset(long_argument, 'a', sizeof long_argument - 1);
    const Str arguments[] = {Str("true"), Str(long_argument), Str(u64{0})};
    return sys::execve.raw("/bin/true", arguments, nullptr);
}

// In a child: the test itself stays where it is.
i64 begin_session_twice() {
    const child::Ending ending = child::run([] {
        (void)sys::setpgid(Pid(0), Pid(0));
        return static_cast<int>(-sys::setsid.raw());
    });
    return WIFEXITED(ending.status) ? -WEXITSTATUS(ending.status) : 0;
}

i64 wait_with_bad_pointer() {
    const pid_t pid = child::start([] { return 0; });
    const i64 answer = sys::waitpid.raw(Pid(pid), Out<int>(kBad), WAIT_BLOCK);
    (void)child::ending_of(pid);
    return answer;
}

// Should it succeed after all, the terminal is given back.
i64 give_terminal_to_nobody() {
    const Pid before = sys::terminal_group(console, Pid(0)).value();
    const i64 answer = sys::terminal_group.raw(console, kNobody);
    if (answer >= 0) (void)sys::terminal_group(console, before);
    return answer;
}

i64 change_settings_at_no_moment() {
    TerminalSettings settings;
    (void)sys::terminal_settings(console, nullptr, &settings, TCSANOW);
    return sys::terminal_settings.raw(console, &settings, nullptr, static_cast<TerminalChange>(3));
}

// What no thread ever runs: the calls below fail before there is one.
i64 create_with_word(u64 word) { return sys::thread_create.raw(0, 0, 0, 0, Out<u32>(word)); }

constexpr MapProtection kWriteAndExecute = static_cast<MapProtection>(PROT_WRITE | PROT_EXEC);
constexpr MapFlags kPrivate = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS);
constexpr MapFlags kNoReplace = static_cast<MapFlags>(kPrivate | MAP_FIXED_NOREPLACE);

u64 page_of(const void* pointer) { return reinterpret_cast<u64>(pointer) / 4096 * 4096; }
Mapping memory_at(u64 address) { return Mapping::unchecked(address); }

// A process may have so many regions.
i64 unmap_with_all_regions_in_use() {
    constexpr u64 kBytes = 2 * MEMORY_REGIONS_MAX * 4096ul;
    const Mapping place = sys::map(0, kBytes, PROT_READ, kPrivate).value();
    const Mapping whole = sys::map(0, 3 * 4096, PROT_NONE, kPrivate).value();
    for (u64 at = 0; sys::protect(place.from(at), 4096, PROT_NONE); at += 2 * 4096) {
    }
    const i64 answer = sys::unmap.raw(whole.from(4096), 4096); // which would make two of one
    (void)sys::unmap(place, kBytes);
    (void)sys::unmap(whole, 3 * 4096);
    return answer;
}

struct Case {
    Call call;
    Errno error;
    const char* how;
    i64 (*attempt)();
};

constexpr Case kFileCases[] = {
    {Call::write, Errno::badf, "no such descriptor", [] { return sys::write.raw(kNone, "x", 1); }},
    {Call::write, Errno::badf, "a descriptor for reading", [] { return sys::write.raw(reader, "x", 1); }},
    {Call::write, Errno::fault, "a bad address", [] { return sys::write.raw(writer, In<char>(kBad), 1); }},
    {Call::write, Errno::fault, "a length of -1", [] { return sys::write.raw(zero, buffer, ~0ul); }},
    {Call::write, Errno::pipe, "a pipe that nobody reads", write_without_reader},
    {Call::read, Errno::badf, "no such descriptor", [] { return sys::read.raw(kNone, buffer, 1); }},
    {Call::read, Errno::badf, "a descriptor for writing", [] { return sys::read.raw(writer, buffer, 1); }},
    {Call::read, Errno::fault, "a bad address", [] { return sys::read.raw(zero, Out<char>(kBad), 1); }},
    {Call::read, Errno::isdir, "a directory", [] { return sys::read.raw(root, buffer, 1); }},
    {Call::openat, Errno::badf, "relative to no descriptor",
     [] { return sys::openat.raw(kNone, "bin", O_RDONLY, kNoMode); }},
    {Call::openat, Errno::exist, "a new file that is there already",
     [] { return open_at("/bin/sh", O_RDWR | O_CREAT | O_EXCL); }},
    {Call::openat, Errno::fault, "a path at a bad address",
     [] { return sys::openat.raw(kCurrentDirectory, Str(kBad), O_RDONLY, kNoMode); }},
    {Call::openat, Errno::inval, "an access mode that does not exist",
     [] { return open_at("/bin/sh", O_ACCMODE); }},
    {Call::openat, Errno::isdir, "a directory for writing", [] { return open_at("/bin", O_RDWR); }},
    {Call::openat, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return open_at("/bin/sh", O_RDONLY); }); }},
    {Call::openat, Errno::nametoolong, "a name of 299 bytes", [] { return open_at(long_name, O_RDONLY); }},
    {Call::openat, Errno::noent, "nothing there", [] { return open_at("/none", O_RDONLY); }},
    {Call::openat, Errno::notdir, "a file as a directory", [] { return open_at("/bin/sh/x", O_RDONLY); }},
    {Call::openat, Errno::notdir, "O_DIRECTORY, and a file", [] { return open_at("/bin/sh", O_DIRECTORY); }},
    {Call::open, Errno::exist, "a new file that is there already",
     [] { return open_here("/bin/sh", O_RDWR | O_CREAT | O_EXCL); }},
    {Call::open, Errno::fault, "a path at a bad address",
     [] { return sys::open.raw(Str(kBad), O_RDONLY, kNoMode); }},
    {Call::open, Errno::inval, "an access mode that does not exist",
     [] { return open_here("/bin/sh", O_ACCMODE); }},
    {Call::open, Errno::isdir, "a directory for writing", [] { return open_here("/bin", O_RDWR); }},
    {Call::open, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return open_here("/bin/sh", O_RDONLY); }); }},
    {Call::open, Errno::nametoolong, "a name of 299 bytes", [] { return open_here(long_name, O_RDONLY); }},
    {Call::open, Errno::noent, "nothing there", [] { return open_here("/none", O_RDONLY); }},
    {Call::open, Errno::notdir, "a file as a directory", [] { return open_here("/bin/sh/x", O_RDONLY); }},
    {Call::close, Errno::badf, "no such descriptor", [] { return sys::close.raw(kNone); }},
    {Call::lseek, Errno::badf, "no such descriptor", [] { return sys::lseek.raw(kNone, 0, SEEK_SET); }},
    {Call::lseek, Errno::inval, "a place before the start",
     [] { return sys::lseek.raw(program, -1, SEEK_SET); }},
    {Call::lseek, Errno::inval, "no such whence", [] { return sys::lseek.raw(program, 0, Whence{7}); }},
    {Call::lseek, Errno::overflow, "a place that no number tells",
     [] { return sys::lseek.raw(program, 0x7fff'ffff'ffff'ffff, SEEK_END); }},
    {Call::lseek, Errno::spipe, "a pipe", [] { return sys::lseek.raw(reader, 0, SEEK_SET); }},
    {Call::dup, Errno::badf, "no such descriptor", [] { return sys::dup.raw(kNone); }},
    {Call::dup, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return sys::dup.raw(zero); }); }},
    {Call::dup3, Errno::badf, "no such descriptor", [] { return sys::dup3.raw(kNone, zero, OpenFlags{}); }},
    {Call::dup3, Errno::badf, "no such place",
     [] { return sys::dup3.raw(zero, Fd::unchecked(OPEN_FILES_MAX), OpenFlags{}); }},
    {Call::dup3, Errno::inval, "to itself", [] { return sys::dup3.raw(zero, zero, OpenFlags{}); }},
    {Call::dup3, Errno::inval, "a flag that is none of its own",
     [] { return sys::dup3.raw(zero, root, O_APPEND); }},
    {Call::fcntl, Errno::badf, "no such descriptor", [] { return sys::fcntl.raw(kNone, F_GETFD, 0); }},
    {Call::fcntl, Errno::inval, "no such command", [] { return sys::fcntl.raw(zero, FileCommand{77}, 0); }},
    {Call::fcntl, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return sys::fcntl.raw(zero, F_DUPFD, 0); }); }},
    {Call::pipe2, Errno::fault, "a bad address",
     [] { return sys::pipe2.raw(Out<PipeEnds>(kBad), OpenFlags{}); }},
    {Call::pipe2, Errno::inval, "a flag that is none of its own",
     [] {
         PipeEnds ends;
         return sys::pipe2.raw(&ends, O_DIRECTORY);
     }},
    {Call::pipe2, Errno::mfile, "all descriptors in use",
     [] {
         return without_descriptors([] {
             PipeEnds ends;
             return sys::pipe2.raw(&ends, OpenFlags{});
         });
     }},
    {Call::fstat, Errno::badf, "no such descriptor", [] { return sys::fstat.raw(kNone, &a_stat); }},
    {Call::fstat, Errno::fault, "a bad address", [] { return sys::fstat.raw(root, Out<Stat>(kBad)); }},
    {Call::fstatat, Errno::badf, "relative to no descriptor",
     [] { return sys::fstatat.raw(kNone, "bin", &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::fault, "a bad address",
     [] { return sys::fstatat.raw(root, "bin", Out<Stat>(kBad), AT_DEFAULT); }},
    {Call::fstatat, Errno::inval, "no such flag",
     [] { return sys::fstatat.raw(root, "bin", &a_stat, AtFlags{1}); }},
    {Call::fstatat, Errno::nametoolong, "a name of 299 bytes",
     [] { return sys::fstatat.raw(root, long_name, &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::noent, "nothing there",
     [] { return sys::fstatat.raw(root, "none", &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::notdir, "relative to a file",
     [] { return sys::fstatat.raw(program, "x", &a_stat, AT_DEFAULT); }},
    {Call::getdents, Errno::badf, "no such descriptor", [] { return sys::getdents.raw(kNone, nullptr, 0); }},
    {Call::getdents, Errno::fault, "a bad address",
     [] { return sys::getdents.raw(root, Out<DirectoryEntry>(kBad), 512); }},
    {Call::getdents, Errno::inval, "no room for an entry",
     [] { return sys::getdents.raw(root, Out<DirectoryEntry>(reinterpret_cast<u64>(buffer)), 8); }},
    {Call::getdents, Errno::notdir, "a file",
     [] { return sys::getdents.raw(program, Out<DirectoryEntry>(reinterpret_cast<u64>(buffer)), 256); }},
    {Call::chdir, Errno::fault, "a bad address", [] { return sys::chdir.raw(Str(kBad)); }},
    {Call::chdir, Errno::nametoolong, "a name of 299 bytes", [] { return sys::chdir.raw(long_name); }},
    {Call::chdir, Errno::noent, "nothing there", [] { return sys::chdir.raw("/none"); }},
    {Call::chdir, Errno::notdir, "a file", [] { return sys::chdir.raw("/bin/sh"); }},
    {Call::fchdir, Errno::badf, "no such descriptor", [] { return sys::fchdir.raw(kNone); }},
    {Call::fchdir, Errno::notdir, "a file", [] { return sys::fchdir.raw(program); }},
    {Call::getcwd, Errno::fault, "a bad address", [] { return sys::getcwd.raw(Out<char>(kBad), 100); }},
    {Call::getcwd, Errno::range, "no room for the path", [] { return sys::getcwd.raw(buffer, 1); }},
};

constexpr Case kOtherCases[] = {
    {Call::execve, Errno::acces, "a device", [] { return execute("/dev/null"); }},
    {Call::execve, Errno::fault, "a path at a bad address",
     [] { return sys::execve.raw(Str(kBad), nullptr, nullptr); }},
    {Call::execve, Errno::fault, "arguments at a bad address",
     [] { return sys::execve.raw("/bin/true", In<Str>(kBad), nullptr); }},
    {Call::execve, Errno::isdir, "a directory", [] { return execute("/bin"); }},
    {Call::execve, Errno::nametoolong, "a name of 299 bytes", [] { return execute(long_name); }},
    {Call::execve, Errno::noent, "nothing there", [] { return execute("/none"); }},
    {Call::execve, Errno::notdir, "a file as a directory", [] { return execute("/bin/sh/x"); }},
    {Call::execve, Errno::toobig, "an argument of 64 KiB", execute_with_too_much},
    {Call::waitpid, Errno::child, "no children", [] { return sys::waitpid.raw(Pid(-1), nullptr, WNOHANG); }},
    {Call::waitpid, Errno::fault, "a bad address", wait_with_bad_pointer},
    {Call::waitpid, Errno::inval, "no such flag",
     [] { return sys::waitpid.raw(Pid(-1), nullptr, static_cast<WaitFlags>(64)); }},
    {Call::kill, Errno::inval, "a signal of -1",
     [] { return sys::kill.raw(sys::getpid().value(), Signal{-1}); }},
    {Call::kill, Errno::inval, "a signal beyond the last",
     [] { return sys::kill.raw(sys::getpid().value(), SIGNAL_COUNT); }},
    {Call::kill, Errno::again, "a real-time signal too many",
     [] { return send_too_many([] { return sys::kill.raw(sys::getpid().value(), SIGRTMAX); }); }},
    {Call::kill, Errno::perm, "init", [] { return sys::kill.raw(Pid(1), SIGKILL); }},
    {Call::kill, Errno::srch, "nobody", [] { return sys::kill.raw(kNobody, SIGKILL); }},
    {Call::setpgid, Errno::inval, "a negative group", [] { return sys::setpgid.raw(Pid(0), Pid(-1)); }},
    {Call::setpgid, Errno::perm, "a group that nobody is in",
     [] { return sys::setpgid.raw(Pid(0), kNobody); }},
    {Call::setpgid, Errno::srch, "a process that is no child",
     [] { return sys::setpgid.raw(Pid(1), Pid(0)); }},
    {Call::setsid, Errno::perm, "the head of a group", begin_session_twice},
    {Call::getsid, Errno::srch, "nobody", [] { return sys::getsid.raw(kNobody); }},
    {Call::getpgid, Errno::srch, "nobody", [] { return sys::getpgid.raw(kNobody); }},
    {Call::sleep, Errno::inval, "for -1", [] { return sys::sleep.raw(-1); }},
    {Call::brk, Errno::inval, "below the heap's start", [] { return sys::brk.raw(1); }},
    {Call::brk, Errno::nomem, "above everything", [] { return sys::brk.raw(1ul << 40); }},
    {Call::clock, Errno::inval, "no such clock", [] { return sys::clock.raw(Clock{2}); }},
    {Call::terminal_mode, Errno::badf, "no such descriptor",
     [] { return sys::terminal_mode.raw(kNone, TERMINAL_ASK); }},
    {Call::terminal_mode, Errno::inval, "no such mode",
     [] { return sys::terminal_mode.raw(console, static_cast<TerminalMode>(64)); }},
    {Call::terminal_mode, Errno::notty, "a pipe",
     [] { return sys::terminal_mode.raw(reader, TERMINAL_ASK); }},
    {Call::terminal_group, Errno::badf, "no such descriptor",
     [] { return sys::terminal_group.raw(kNone, Pid(0)); }},
    {Call::terminal_group, Errno::inval, "a negative group",
     [] { return sys::terminal_group.raw(console, Pid(-1)); }},
    {Call::terminal_group, Errno::notty, "a file", [] { return sys::terminal_group.raw(program, Pid(0)); }},
    {Call::terminal_group, Errno::perm, "a group that nobody is in", give_terminal_to_nobody},
    {Call::terminal_settings, Errno::badf, "no such descriptor",
     [] { return sys::terminal_settings.raw(kNone, nullptr, nullptr, TCSANOW); }},
    {Call::terminal_settings, Errno::fault, "a bad address",
     [] { return sys::terminal_settings.raw(console, nullptr, Out<TerminalSettings>(kBad), TCSANOW); }},
    {Call::terminal_settings, Errno::inval, "no such moment", change_settings_at_no_moment},
    {Call::terminal_settings, Errno::notty, "a pipe",
     [] { return sys::terminal_settings.raw(reader, nullptr, nullptr, TCSANOW); }},
    {Call::terminal_size, Errno::badf, "no such descriptor",
     [] { return sys::terminal_size.raw(kNone, nullptr, nullptr); }},
    {Call::terminal_size, Errno::fault, "a bad address",
     [] { return sys::terminal_size.raw(console, In<TerminalSize>(kBad), nullptr); }},
    {Call::terminal_size, Errno::notty, "a file",
     [] { return sys::terminal_size.raw(program, nullptr, nullptr); }},
    {Call::process_list, Errno::fault, "a bad address",
     [] { return sys::process_list.raw(Out<ProcessInfo>(kBad), 1); }},
    {Call::process_list, Errno::inval, "a length of -1",
     [] { return sys::process_list.raw(Out<ProcessInfo>(reinterpret_cast<u64>(buffer)), ~0ul); }},
    {Call::system_info, Errno::fault, "a bad address",
     [] { return sys::system_info.raw(Out<SystemInfo>(kBad)); }},
    {Call::kernel_log, Errno::fault, "a bad address", [] { return sys::kernel_log.raw(Out<char>(kBad), 8); }},
    {Call::thread_create, Errno::fault, "a word at a bad address", [] { return create_with_word(kBad); }},
    {Call::thread_create, Errno::inval, "a word at an odd address",
     [] { return create_with_word(reinterpret_cast<u64>(buffer) + 1); }},
    {Call::futex_wait, Errno::again, "another value than expected",
     [] { return sys::futex_wait.raw(reinterpret_cast<u32*>(buffer), ~0u, -1); }},
    {Call::futex_wait, Errno::fault, "a bad address",
     [] { return sys::futex_wait.raw(In<u32>(kBad), 0, 0); }},
    {Call::futex_wait, Errno::inval, "an odd address",
     [] { return sys::futex_wait.raw(In<u32>(kBad + 1), 0, 0); }},
    {Call::futex_wait, Errno::timedout, "a time that is over",
     [] {
         const u32 word = 0;
         return sys::futex_wait.raw(&word, 0, 1);
     }},
    {Call::futex_wake, Errno::fault, "an address beyond all others",
     [] { return sys::futex_wake.raw(In<u32>(1ul << 40), 1); }},
    {Call::futex_wake, Errno::inval, "an odd address",
     [] { return sys::futex_wake.raw(In<u32>(kBad + 1), 1); }},
    {Call::map, Errno::acces, "memory to write and execute",
     [] { return sys::map.raw(0, 4096, kWriteAndExecute, kPrivate); }},
    {Call::map, Errno::exist, "the place of the program itself",
     [] { return sys::map.raw(page_of(buffer), 4096, PROT_READ, kNoReplace); }},
    {Call::map, Errno::inval, "no bytes", [] { return sys::map.raw(0, 0, PROT_READ, kPrivate); }},
    {Call::map, Errno::nomem, "more than there are addresses",
     [] { return sys::map.raw(0, ~0ul, PROT_READ, kPrivate); }},
    {Call::unmap, Errno::inval, "no bytes", [] { return sys::unmap.raw(memory_at(page_of(buffer)), 0); }},
    {Call::unmap, Errno::nomem, "one region too many", unmap_with_all_regions_in_use},
    {Call::protect, Errno::acces, "memory to write and execute",
     [] { return sys::protect.raw(memory_at(page_of(buffer)), 4096, kWriteAndExecute); }},
    {Call::protect, Errno::inval, "an address within a page",
     [] { return sys::protect.raw(memory_at(page_of(buffer) + 1), 4096, PROT_READ); }},
    {Call::protect, Errno::nomem, "what was never mapped",
     [] { return sys::protect.raw(memory_at(0), 4096, PROT_READ); }},
    {Call::map_file, Errno::acces, "memory to write and execute",
     [] { return sys::map_file.raw(0, 4096, kWriteAndExecute, MAP_PRIVATE, program, 0); }},
    {Call::map_file, Errno::badf, "no such descriptor",
     [] { return sys::map_file.raw(0, 4096, PROT_READ, MAP_PRIVATE, kNone, 0); }},
    {Call::map_file, Errno::exist, "the place of the program itself",
     [] {
         const auto there = static_cast<MapFlags>(MAP_PRIVATE | MAP_FIXED_NOREPLACE);
         return sys::map_file.raw(page_of(buffer), 4096, PROT_READ, there, program, 0);
     }},
    {Call::map_file, Errno::inval, "an offset within a page",
     [] { return sys::map_file.raw(0, 4096, PROT_READ, MAP_PRIVATE, program, 8); }},
    {Call::map_file, Errno::isdir, "a directory",
     [] { return sys::map_file.raw(0, 4096, PROT_READ, MAP_PRIVATE, root, 0); }},
    {Call::map_file, Errno::nomem, "more than there are addresses",
     [] { return sys::map_file.raw(0, ~0ul, PROT_READ, MAP_PRIVATE, program, 0); }},
    {Call::map_file, Errno::spipe, "a pipe",
     [] { return sys::map_file.raw(0, 4096, PROT_READ, MAP_PRIVATE, reader, 0); }},
    {Call::discard, Errno::inval, "no bytes", [] { return sys::discard.raw(memory_at(page_of(buffer)), 0); }},
    {Call::remap, Errno::fault, "where nothing is",
     [] { return sys::remap.raw(memory_at(0), 4096, 8192, MREMAP_MAYMOVE, 0); }},
    {Call::remap, Errno::inval, "no bytes",
     [] { return sys::remap.raw(memory_at(page_of(buffer)), 0, 4096, MREMAP_MAYMOVE, 0); }},
    {Call::remap, Errno::nomem, "more than there are addresses",
     [] { return sys::remap.raw(memory_at(page_of(buffer)), 4096, ~0ul, MREMAP_MAYMOVE, 0); }},
    {Call::thread_list, Errno::fault, "a bad address",
     [] { return sys::thread_list.raw(Out<ThreadInfo>(kBad), 1); }},
    {Call::thread_list, Errno::inval, "a length of -1",
     [] { return sys::thread_list.raw(Out<ThreadInfo>(reinterpret_cast<u64>(buffer)), ~0ul); }},
    {Call::memory_list, Errno::fault, "a bad address",
     [] { return sys::memory_list.raw(Pid(0), Out<MemoryRegion>(kBad), 1); }},
    {Call::memory_list, Errno::inval, "a length beyond all regions",
     [] { return sys::memory_list.raw(Pid(0), nullptr, MEMORY_REGIONS_MAX + 1); }},
    {Call::memory_list, Errno::srch, "a process that never was",
     [] { return sys::memory_list.raw(kNobody, nullptr, 0); }},
    {Call::sigaction, Errno::fault, "an action at a bad address",
     [] { return sys::sigaction.raw(SIGUSR1, In<SignalAction>(kBad), nullptr); }},
    {Call::sigaction, Errno::fault, "no place for the action before",
     [] { return sys::sigaction.raw(SIGUSR1, nullptr, Out<SignalAction>(kBad)); }},
    {Call::sigaction, Errno::inval, "signal 0", [] { return sys::sigaction.raw(SIGNONE, nullptr, nullptr); }},
    {Call::sigaction, Errno::inval, "a handler for SIGKILL",
     [] { return sys::sigaction.raw(SIGKILL, &an_action, nullptr); }},
    {Call::sigaction, Errno::inval, "a flag that is none of its own",
     [] { return sys::sigaction.raw(SIGUSR1, &an_odd_action, nullptr); }},
    {Call::sigmask, Errno::fault, "a set at a bad address",
     [] { return sys::sigmask.raw(SIG_BLOCK, In<u64>(kBad), nullptr); }},
    {Call::sigmask, Errno::fault, "no place for the mask before",
     [] { return sys::sigmask.raw(SIG_BLOCK, nullptr, Out<u64>(kBad)); }},
    {Call::sigmask, Errno::inval, "no such change",
     [] { return sys::sigmask.raw(MaskChange{3}, &an_action.mask, nullptr); }},
    {Call::sigpending, Errno::fault, "a bad address", [] { return sys::sigpending.raw(Out<u64>(kBad)); }},
    {Call::sigsuspend, Errno::fault, "a bad address", [] { return sys::sigsuspend.raw(In<u64>(kBad)); }},
    {Call::sigaltstack, Errno::fault, "a stack at a bad address",
     [] { return sys::sigaltstack.raw(In<SignalStack>(kBad), nullptr); }},
    {Call::sigaltstack, Errno::fault, "no place for the stack before",
     [] { return sys::sigaltstack.raw(nullptr, Out<SignalStack>(kBad)); }},
    {Call::alarm_timer, Errno::fault, "a bad address",
     [] { return sys::alarm_timer.raw(In<AlarmTimer>(kBad), nullptr); }},
    {Call::alarm_timer, Errno::fault, "no place for what was before",
     [] { return sys::alarm_timer.raw(nullptr, Out<AlarmTimer>(kBad)); }},
    {Call::sigqueue, Errno::again, "a signal too many",
     [] { return send_too_many([] { return sys::sigqueue.raw(sys::getpid().value(), SIGRTMAX, 1); }); }},
    {Call::sigqueue, Errno::inval, "a signal of -1",
     [] { return sys::sigqueue.raw(sys::getpid().value(), Signal{-1}, 0); }},
    {Call::sigqueue, Errno::perm, "init", [] { return sys::sigqueue.raw(Pid(1), SIGKILL, 0); }},
    {Call::sigqueue, Errno::srch, "nobody", [] { return sys::sigqueue.raw(kNobody, SIGKILL, 0); }},
    {Call::sigtimedwait, Errno::again, "none has come",
     [] { return sys::sigtimedwait.raw(&an_action.mask, nullptr, 0); }},
    {Call::sigtimedwait, Errno::fault, "a set at a bad address",
     [] { return sys::sigtimedwait.raw(In<u64>(kBad), nullptr, 0); }},
    {Call::thread_kill, Errno::again, "a real-time signal too many",
     [] { return send_too_many([] { return sys::thread_kill.raw(sys::gettid().value(), SIGRTMAX); }); }},
    {Call::thread_kill, Errno::inval, "a signal of -1",
     [] { return sys::thread_kill.raw(sys::gettid().value(), Signal{-1}); }},
    {Call::thread_kill, Errno::srch, "a thread of another process",
     [] { return sys::thread_kill.raw(Tid(1), SIGUSR1); }},
    {Call::poll, Errno::fault, "a bad address", [] { return sys::poll.raw(Out<PollEntry>(kBad), 1, 0); }},
    {Call::ppoll, Errno::fault, "a bad address", [] { return sys::ppoll.raw(nullptr, 0, 0, In<u64>(kBad)); }},
    {Call::ppoll, Errno::inval, "more entries than there are descriptors",
     [] { return sys::ppoll.raw(nullptr, OPEN_FILES_MAX + 1, 0, nullptr); }},
    {Call::poll, Errno::inval, "more entries than there are descriptors",
     [] { return sys::poll.raw(nullptr, OPEN_FILES_MAX + 1, 0); }},
    {Call::lock_list, Errno::fault, "an address that no program can have",
     [] { return sys::lock_list.raw(Out<LockInfo>(~0ul), 1); }},
    {Call::lock_list, Errno::inval, "a length of -1",
     [] { return sys::lock_list.raw(Out<LockInfo>(reinterpret_cast<u64>(buffer)), ~0ul); }},
    {Call::call_counts, Errno::fault, "a bad address",
     [] { return sys::call_counts.raw(Out<CallCount>(kBad), 1); }},
    {Call::call_counts, Errno::inval, "a length of -1",
     [] { return sys::call_counts.raw(Out<CallCount>(reinterpret_cast<u64>(buffer)), ~0ul); }},
    {Call::cause_counts, Errno::fault, "a bad address",
     [] { return sys::cause_counts.raw(Out<CauseCount>(kBad), 1); }},
    {Call::cause_counts, Errno::inval, "a length of -1",
     [] { return sys::cause_counts.raw(Out<CauseCount>(reinterpret_cast<u64>(buffer)), ~0ul); }},
    {Call::weigh_spilled, Errno::fault, "a structure at a bad address",
     [] { return sys::weigh_spilled.raw(*reinterpret_cast<const EightWeights*>(kBad)); }},
};

void attempt(const Case& one) {
    const Row& row = kRows[static_cast<u64>(one.call)];
    tap::All all(
        tap::words("%s answers %s: %s [0.9] [0.10] [3.3]", row.name.data(), tap::name_of(one.error), one.how)
            .text);
    for (const auto form : {sys::Form::raw, sys::Form::typed, sys::Form::with_errno}) {
        sys::form = form;
        all.fails(one.attempt(), one.error, sys::kFormNames[static_cast<int>(form)]);
    }
    sys::form = sys::Form::raw;
    all.check(row.lists(one.error), "the row does not list this error");
}

} // namespace

int main() {
    console = open_or_stop("/dev/console", O_RDWR);
    root = open_or_stop("/", O_RDONLY | O_DIRECTORY);
    program = open_or_stop("/bin/sh", O_RDONLY);
    zero = open_or_stop("/dev/zero", O_RDWR);
    open_pipe();
    memset(long_name, 'n', sizeof long_name - 1);

    for (const Case& one : kFileCases) attempt(one);
    for (const Case& one : kOtherCases) attempt(one);
    return tap::done();
}
