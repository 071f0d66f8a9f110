// user/tests/forms.cpp: each call has three forms: raw, typed, and POSIX's with errno. All three say the same.
#include "child.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <stile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

namespace {

// What POSIX's form says, as a register would: -1 and errno become -errno.
i64 with_errno(i64 answer) { return answer == -1 ? -errno : answer; }

// One call in its three forms, all three asked for the same.
struct Forms {
    const char* what;
    i64 (*raw)();
    i64 (*typed)();
    i64 (*posix)();
};

struct stat a_stat;
PipeEnds two_ends;
char a_buffer[512];
SystemInfo an_info;
ProcessInfo a_list[2];
constexpr Fd kNone = Fd::unchecked(-1);
constexpr Pid kNobody{0x7fff'fffe};
char* const no_strings[] = {nullptr};

u64 heap_end() { return sys::brk(0).value(); }

// Calls that succeed, and always with the same value.
constexpr Forms kSuccesses[] = {
    {"getpid", [] { return sys::getpid.raw(); }, [] { return sys::getpid().raw(); },
     [] { return i64{getpid()}; }},
    {"getppid", [] { return sys::getppid.raw(); }, [] { return sys::getppid().raw(); },
     [] { return i64{getppid()}; }},
    {"getpgid", [] { return sys::getpgid.raw(Pid(0)); }, [] { return sys::getpgid(Pid(0)).raw(); },
     [] { return with_errno(getpgid(0)); }},
    {"write", [] { return sys::write.raw(kStandardOutput, "", 0); },
     [] { return sys::write(kStandardOutput, "", 0).raw(); }, [] { return with_errno(write(1, "", 0)); }},
    {"sched_yield", [] { return sys::sched_yield.raw(); }, [] { return sys::sched_yield().raw(); },
     [] { return with_errno(sched_yield()); }},
    {"sleep", [] { return sys::sleep.raw(1); }, [] { return sys::sleep(1).raw(); },
     [] {
         const timespec shortly = {0, 1};
         return with_errno(nanosleep(&shortly, nullptr));
     }},
    {"setpgid", [] { return sys::setpgid.raw(Pid(0), sys::getpgid(Pid(0)).value()); },
     [] { return sys::setpgid(Pid(0), sys::getpgid(Pid(0)).value()).raw(); },
     [] { return with_errno(setpgid(0, getpgrp())); }},
    {"chdir", [] { return sys::chdir.raw("."); }, [] { return sys::chdir(".").raw(); },
     [] { return with_errno(chdir(".")); }},
    {"brk", [] { return sys::brk.raw(heap_end()); }, [] { return sys::brk(heap_end()).raw(); },
     [] { return brk(reinterpret_cast<void*>(heap_end())) == 0 ? static_cast<i64>(heap_end()) : -errno; }},
    {"system_info", [] { return sys::system_info.raw(&an_info); },
     [] { return sys::system_info(&an_info).raw(); }, [] { return with_errno(system_info(&an_info)); }},
    {"process_list", [] { return sys::process_list.raw(a_list, 2); },
     [] { return sys::process_list(a_list, 2).raw(); }, [] { return with_errno(process_list(a_list, 2)); }},
    {"kernel_log", [] { return sys::kernel_log.raw(a_buffer, 16); },
     [] { return sys::kernel_log(a_buffer, 16).raw(); }, [] { return with_errno(kernel_log(a_buffer, 16)); }},
    {"fstatat", [] { return sys::fstatat.raw(kCurrentDirectory, "/dev/null", &a_stat, AT_DEFAULT); },
     [] { return sys::fstatat(kCurrentDirectory, "/dev/null", &a_stat, AT_DEFAULT).raw(); },
     [] { return with_errno(fstatat(AT_FDCWD, "/dev/null", &a_stat, 0)); }},
    {"kill", [] { return sys::kill.raw(sys::getpid().value(), SIGNONE); },
     [] { return sys::kill(sys::getpid().value(), SIGNONE).raw(); },
     [] { return with_errno(kill(getpid(), 0)); }},
};

// Calls that fail, each for a reason of its own.
constexpr Forms kFailures[] = {
    {"write", [] { return sys::write.raw(kNone, "x", 1); }, [] { return sys::write(kNone, "x", 1).raw(); },
     [] { return with_errno(write(-1, "x", 1)); }},
    {"read", [] { return sys::read.raw(kNone, a_buffer, 1); },
     [] { return sys::read(kNone, a_buffer, 1).raw(); }, [] { return with_errno(read(-1, a_buffer, 1)); }},
    {"openat", [] { return sys::openat.raw(kCurrentDirectory, "/none", O_RDONLY, FileMode{}); },
     [] { return sys::openat(kCurrentDirectory, "/none", O_RDONLY, FileMode{}).raw(); },
     [] { return with_errno(openat(AT_FDCWD, "/none", O_RDONLY)); }},
    {"close", [] { return sys::close.raw(kNone); }, [] { return sys::close(kNone).raw(); },
     [] { return with_errno(close(-1)); }},
    {"lseek", [] { return sys::lseek.raw(kNone, 0, SEEK_SET); },
     [] { return sys::lseek(kNone, 0, SEEK_SET).raw(); }, [] { return with_errno(lseek(-1, 0, SEEK_SET)); }},
    {"dup", [] { return sys::dup.raw(kNone); }, [] { return sys::dup(kNone).raw(); },
     [] { return with_errno(dup(-1)); }},
    {"dup3", [] { return sys::dup3.raw(kNone, Fd::unchecked(9), OpenFlags{}); },
     [] { return sys::dup3(kNone, Fd::unchecked(9), OpenFlags{}).raw(); },
     [] { return with_errno(dup3(-1, 9, 0)); }},
    {"pipe2", [] { return sys::pipe2.raw(&two_ends, O_DIRECTORY); },
     [] { return sys::pipe2(&two_ends, O_DIRECTORY).raw(); },
     [] { return with_errno(pipe2(&two_ends.read_end, O_DIRECTORY)); }},
    {"fstat", [] { return sys::fstat.raw(kNone, &a_stat); }, [] { return sys::fstat(kNone, &a_stat).raw(); },
     [] { return with_errno(fstat(-1, &a_stat)); }},
    {"fstatat", [] { return sys::fstatat.raw(kCurrentDirectory, "/dev/null/x", &a_stat, AT_DEFAULT); },
     [] { return sys::fstatat(kCurrentDirectory, "/dev/null/x", &a_stat, AT_DEFAULT).raw(); },
     [] { return with_errno(fstatat(AT_FDCWD, "/dev/null/x", &a_stat, 0)); }},
    {"getdents", [] { return sys::getdents.raw(kNone, nullptr, 0); },
     [] { return sys::getdents(kNone, nullptr, 0).raw(); },
     [] { return with_errno(getdents(-1, nullptr, 0)); }},
    {"chdir", [] { return sys::chdir.raw("/dev/null"); }, [] { return sys::chdir("/dev/null").raw(); },
     [] { return with_errno(chdir("/dev/null")); }},
    {"getcwd", [] { return sys::getcwd.raw(a_buffer, 1); }, [] { return sys::getcwd(a_buffer, 1).raw(); },
     [] { return getcwd(a_buffer, 1) ? 0 : -i64{errno}; }},
    {"execve", [] { return sys::execve.raw("/none", nullptr, nullptr); },
     [] { return sys::execve("/none", nullptr, nullptr).raw(); },
     [] { return with_errno(execve("/none", no_strings, no_strings)); }},
    {"waitpid", [] { return sys::waitpid.raw(Pid(-1), nullptr, WAIT_BLOCK); },
     [] { return sys::waitpid(Pid(-1), nullptr, WAIT_BLOCK).raw(); },
     [] { return with_errno(waitpid(-1, nullptr, 0)); }},
    {"kill", [] { return sys::kill.raw(kNobody, SIGKILL); }, [] { return sys::kill(kNobody, SIGKILL).raw(); },
     [] { return with_errno(kill(kNobody.number(), SIGKILL)); }},
    {"setpgid", [] { return sys::setpgid.raw(kNobody, Pid(0)); },
     [] { return sys::setpgid(kNobody, Pid(0)).raw(); },
     [] { return with_errno(setpgid(kNobody.number(), 0)); }},
    {"getpgid", [] { return sys::getpgid.raw(kNobody); }, [] { return sys::getpgid(kNobody).raw(); },
     [] { return with_errno(getpgid(kNobody.number())); }},
    {"sleep", [] { return sys::sleep.raw(-1); }, [] { return sys::sleep(-1).raw(); },
     [] {
         const timespec before = {-1, 0};
         return with_errno(nanosleep(&before, nullptr));
     }},
    {"clock", [] { return sys::clock.raw(Clock{77}); }, [] { return sys::clock(Clock{77}).raw(); },
     [] {
         timespec now;
         return with_errno(clock_gettime(77, &now));
     }},
    {"brk", [] { return sys::brk.raw(~0ul); }, [] { return sys::brk(~0ul).raw(); },
     [] { return with_errno(brk(reinterpret_cast<void*>(~0ul))); }},
    {"terminal_mode", [] { return sys::terminal_mode.raw(kNone, TERMINAL_ASK); },
     [] { return sys::terminal_mode(kNone, TERMINAL_ASK).raw(); },
     [] { return with_errno(terminal_mode(-1, TERMINAL_ASK)); }},
    {"terminal_group", [] { return sys::terminal_group.raw(kNone, Pid(0)); },
     [] { return sys::terminal_group(kNone, Pid(0)).raw(); }, [] { return with_errno(tcgetpgrp(-1)); }},
    {"process_list", [] { return sys::process_list.raw(Out<ProcessInfo>(8), 1); },
     [] { return sys::process_list(Out<ProcessInfo>(8), 1).raw(); },
     [] { return with_errno(process_list(reinterpret_cast<ProcessInfo*>(8), 1)); }},
    {"system_info", [] { return sys::system_info.raw(Out<SystemInfo>(8)); },
     [] { return sys::system_info(Out<SystemInfo>(8)).raw(); },
     [] { return with_errno(system_info(reinterpret_cast<SystemInfo*>(8))); }},
    {"kernel_log", [] { return sys::kernel_log.raw(Out<char>(8), 8); },
     [] { return sys::kernel_log(Out<char>(8), 8).raw(); },
     [] { return with_errno(kernel_log(reinterpret_cast<char*>(8), 8)); }},
};

void compare(const Forms& forms, bool succeeds) {
    constexpr int kUntouched = 12345;
    errno = kUntouched;
    const i64 raw = forms.raw();
    const i64 typed = forms.typed();
    const bool kernel_knows_no_errno = errno == kUntouched;
    const i64 posix = forms.posix();
    const bool same = raw == typed && typed == posix && (raw >= 0) == succeeds && kernel_knows_no_errno &&
                      (errno == kUntouched) == succeeds;
    if (tap::ok(same, "%s, when it %s, says the same in its raw, typed and errno form [0.2] [3.3]",
                forms.what, succeeds ? "succeeds" : "fails"))
        return;
    tap::note("raw: %s, typed: %s, with errno: %s", tap::result_in_words(raw).text,
              tap::result_in_words(typed).text, tap::result_in_words(posix).text);
    if (!kernel_knows_no_errno) tap::note("a form without errno changed errno");
    if (succeeds && errno != kUntouched) tap::note("success changed errno");
}

// Descriptors and children are new each time, so these are compared one by one.
void calls_that_make_something() {
    tap::All all("open, close, dup, dup3, pipe2, fork and waitpid work in all three forms [3.3]");
    const i64 raw = sys::openat.raw(kCurrentDirectory, "/dev/zero", O_RDONLY, FileMode{});
    all.equal(sys::close.raw(Fd::unchecked(static_cast<int>(raw))), 0, "raw close");
    const auto typed = sys::openat(kCurrentDirectory, "/dev/zero", O_RDONLY, FileMode{});
    all.check(typed && sys::close(typed.value()), "typed close");
    const int posix = open("/dev/zero", O_RDONLY);
    all.check(raw >= 0 && raw == typed.raw() && raw == posix, "each opens the lowest free descriptor");
    all.equal(sys::dup.raw(Fd::unchecked(posix)), posix + 1, "raw dup");
    all.equal(sys::dup(Fd::unchecked(posix)).raw(), posix + 2, "typed dup");
    all.equal(dup(posix), posix + 3, "dup");
    all.equal(sys::dup3.raw(Fd::unchecked(posix), Fd::unchecked(40), OpenFlags{}), 40, "raw dup3");
    all.equal(sys::dup3(Fd::unchecked(posix), Fd::unchecked(41), OpenFlags{}).raw(), 41, "typed dup3");
    all.equal(dup3(posix, 42, 0), 42, "dup3");
    const int program = open("/bin/sh", O_RDONLY);
    all.equal(sys::lseek.raw(Fd::unchecked(program), 7, SEEK_CUR), 7, "raw lseek");
    all.equal(sys::lseek(Fd::unchecked(program), 7, SEEK_CUR).raw(), 14, "typed lseek");
    all.equal(lseek(program, 7, SEEK_CUR), 21, "lseek");
    all.equal(close(program), 0, "close");
    for (const int fd : {posix, posix + 1, posix + 2, posix + 3, 40, 41, 42})
        all.equal(close(fd), 0, "close");

    for (int form = 0; form < 3; form++) {
        const i64 pid = form == 0 ? sys::fork.raw() : form == 1 ? sys::fork().raw() : i64{fork()};
        if (pid == 0) {
            if (form == 0) (void)sys::exit.raw(70);
            if (form == 1) sys::exit(71);
            _exit(72);
        }
        int status = 0;
        const Pid child(static_cast<int>(pid));
        const i64 ended = form == 0   ? sys::waitpid.raw(child, &status, WAIT_BLOCK)
                          : form == 1 ? sys::waitpid(child, &status, WAIT_BLOCK).raw()
                                      : i64{waitpid(child.number(), &status, 0)};
        all.equal(ended, pid, "waitpid");
        all.equal(child::Ending{status}, child::exits(70 + form), "exit");
    }
}

// fork copies errno, and then each process has its own.
void errno_of_each_process() {
    errno = 77;
    const auto ending = child::run([] {
        const bool copied = errno == 77;
        errno = 78;
        return copied ? 0 : 1;
    });
    tap::equal(ending, child::exits(0), "a child begins with its parent's errno");
    tap::equal(static_cast<int>(errno), 77, "and what it does to its own is not seen by the parent [3.3]");
}

} // namespace

int main() {
    for (const Forms& forms : kSuccesses) compare(forms, true);
    for (const Forms& forms : kFailures) compare(forms, false);
    calls_that_make_something();
    errno_of_each_process();
    return tap::done();
}
