// user/tests/errors/attempts.cpp: attempts that take more than one call.
#include "attempts.h"
#include "../child.h"
#include "../tap.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace attempts {

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

void prepare() {
    console = open_or_stop("/dev/console", O_RDWR);
    root = open_or_stop("/", O_RDONLY | O_DIRECTORY);
    program = open_or_stop("/bin/sh", O_RDONLY);
    zero = open_or_stop("/dev/zero", O_RDWR);
    open_pipe();
    memset(long_name, 'n', sizeof long_name - 1);
}

} // namespace attempts
