// user/tests/every_form.cpp: each row of the table succeeds, and its three forms answer the same; errors.cpp sees it fail.
#include "abi/rows.h"
#include "child.h"
#include "in_form.h"
#include "tap.h"
#include "tracing.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>

namespace {

namespace sys = in_form; // each call below is made in the form that is asked for
using sys::Call;

constexpr MapFlags kPrivate = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS);
constexpr SevenWeights kSeven{{1, 2, 3, 4, 5, 6, 7}};
constexpr EightWeights kEight{{1, 2, 3, 4, 5, 6, 7, 8}};

constexpr const char* kFolder = "/tmp/every_form";

// What the attempts work with.
Fd console = Fd::unchecked(-1);
Fd root = console;
Fd zero = console;
Fd reader = console;
Fd writer = console;
Fd file = console;   // one that may be written
Fd folder = console; // where names are made, and taken away again
alignas(8) char buffer[512];
Stat a_stat;
FileSystemInfo a_file_system;
SystemInfo an_info;
ProcessInfo processes[2];
ThreadInfo threads[2];
MemoryRegion regions[2];
TerminalSettings some_settings;
TerminalSize a_size;
LockInfo locks[2];
u64 a_set;
SignalAction an_action;
SignalStack a_stack;
siginfo told;
AlarmTimer a_timer;
alignas(16) char thread_stack[4096];

i64 open_and_close(i64 fd) {
    const i64 closed = sys::close.raw(Fd::unchecked(static_cast<int>(fd)));
    return closed == 0 ? fd : closed;
}

// A child that ends at once, and is waited for.
i64 fork_and_wait() {
    const i64 pid = sys::fork.raw();
    if (pid == 0) (void)sys::exit.raw(70);
    int status = 0;
    const i64 ended = sys::waitpid.raw(Pid(static_cast<int>(pid)), &status, WAIT_BLOCK);
    return pid > 0 && ended == pid ? WEXITSTATUS(status) : -1;
}

// In a child, which tells whether it has the number that a session should have.
i64 begin_session() {
    const i64 pid = sys::fork.raw();
    if (pid == 0) _exit(sys::setsid.raw() == getpid() ? 70 : 1);
    int status = 0;
    (void)sys::waitpid.raw(Pid(static_cast<int>(pid)), &status, WAIT_BLOCK);
    return WEXITSTATUS(status);
}

// What execve runs tells that it came about.
i64 execute() {
    const i64 pid = sys::fork.raw();
    const Str arguments[] = {Str("true"), Str(u64{0})};
    if (pid == 0) _exit(sys::execve.raw("/bin/true", arguments, nullptr) == 0 ? 1 : 2);
    int status = -1;
    (void)sys::waitpid.raw(Pid(static_cast<int>(pid)), &status, WAIT_BLOCK);
    return status;
}

// A thread that ends at once: its word becomes 0 then, and who waits there is woken.
[[noreturn]] void end_thread() {
    (void)sys::thread_exit.raw();
    __builtin_trap();
}
i64 create_thread() {
    static u32 ended;
    const u64 stack = reinterpret_cast<u64>(thread_stack + sizeof thread_stack);
    const u64 entry = reinterpret_cast<u64>(end_thread);
    const u64 pointer = reinterpret_cast<u64>(__builtin_thread_pointer()); // it shares errno with this thread
    const i64 tid = sys::thread_create.raw(entry, stack, 0, pointer, &ended);
    while (const u32 word = __atomic_load_n(&ended, __ATOMIC_ACQUIRE))
        (void)sys::futex_wait(&ended, word, -1);
    return tid > 0 ? 0 : tid;
}

// One that was sent before, and waits.
i64 take_signal() {
    const u64 signals = 1ul << (SIGUSR2 - 1);
    u64 before = 0;
    (void)sys::sigmask(SIG_BLOCK, &signals, &before);
    (void)sys::thread_kill(sys::gettid().value(), SIGUSR2);
    const i64 taken = sys::sigtimedwait.raw(&signals, &told, 0);
    (void)sys::sigmask(SIG_SETMASK, &before, nullptr);
    return taken == told.si_signo ? taken : -1;
}

i64 use_mapping(i64 (*use)(Mapping)) {
    const i64 made = sys::map.raw(0, 8192, PROT_READ, kPrivate);
    const Mapping memory = Mapping::unchecked(static_cast<u64>(made));
    const i64 answer = use(memory);
    return made > 0 && sys::unmap.raw(memory, 8192) == 0 ? answer : -1;
}

i64 map_file() {
    const i64 made = sys::map_file.raw(0, 3, PROT_READ, MAP_PRIVATE, file, 0);
    return made > 0 ? sys::unmap.raw(Mapping::unchecked(static_cast<u64>(made)), 3) : made;
}

i64 make_pipe() {
    PipeEnds ends;
    const i64 answer = sys::pipe2.raw(&ends, O_CLOEXEC);
    (void)sys::close(Fd::unchecked(ends.read_end));
    (void)sys::close(Fd::unchecked(ends.write_end));
    return answer;
}

i64 write_and_read() {
    const i64 written = sys::write.raw(writer, "abc", 3);
    return written == sys::read.raw(reader, buffer, 8) ? written : -1;
}

// --- names, each of which is gone afterwards ---

i64 make_folder() {
    const i64 made = sys::mkdirat.raw(folder, "new", FileMode{0755});
    return made == 0 ? sys::unlinkat.raw(folder, "new", AT_REMOVEDIR) : made;
}

i64 make_named_pipe() {
    const i64 made = sys::mkfifoat.raw(folder, "new", FileMode{0600});
    return made == 0 ? sys::unlinkat.raw(folder, "new", AT_DEFAULT) : made;
}

i64 make_link() {
    const i64 made = sys::linkat.raw(folder, "file", folder, "new", AT_DEFAULT);
    return made == 0 ? sys::unlinkat.raw(folder, "new", AT_DEFAULT) : made;
}

i64 make_symbolic_link() {
    const i64 made = sys::symlinkat.raw("what it says", folder, "link");
    const i64 read = sys::readlinkat.raw(folder, "link", buffer, sizeof buffer);
    const i64 gone = sys::unlinkat.raw(folder, "link", AT_DEFAULT);
    return made == 0 && gone == 0 ? read : -1;
}

i64 rename_there_and_back() {
    const i64 there = sys::renameat.raw(folder, "file", folder, "moved");
    return there == 0 ? sys::renameat.raw(folder, "moved", folder, "file") : there;
}

// A child that waits until it is killed: the trace of it is over with the descriptor.
i64 trace() {
    const i64 pid = sys::fork.raw();
    if (pid == 0) (void)sys::sleep(0x7fff'ffff'ffff'ffff);
    const Pid child(static_cast<int>(pid));
    const i64 answer = open_and_close(sys::trace.raw(child, TRACE_PROCESS));
    (void)sys::kill(child, SIGKILL);
    (void)sys::waitpid(child, nullptr, WAIT_BLOCK);
    return answer;
}

// What a thread that waits for its tracer has at an address: the same as this one.
i64 trace_memory() {
    tracing::Traced traced([] { return 0; });
    const TraceEvent event = traced.next();
    const u64 address = reinterpret_cast<u64>(&kSeven); // a number to the kernel
    const i64 bytes = sys::trace_memory.raw(traced.tracer, Tid(event.tid), address, buffer, sizeof kSeven);
    const bool same = memcmp(buffer, &kSeven, sizeof kSeven) == 0;
    traced.answer(event);
    traced.let_run();
    (void)child::ending_of(traced.pid);
    return same ? bytes : -1;
}

Pid own_group() { return sys::getpgid(Pid(0)).value(); }
Tid own_thread() { return sys::gettid().value(); }

// How many there are of what is counted may grow from form to form.
i64 some(i64 count) { return count > 0 ? 1 : count; }

struct Case {
    Call call;
    i64 (*attempt)();
};

constexpr Case kCases[] = {
    {Call::getpid, [] { return sys::getpid.raw(); }},
    {Call::getppid, [] { return sys::getppid.raw(); }},
    {Call::exit, fork_and_wait},
    {Call::fork, fork_and_wait},
    {Call::waitpid, fork_and_wait},
    {Call::execve, execute},
    {Call::write, write_and_read},
    {Call::read, write_and_read},
    {Call::openat, [] { return open_and_close(sys::openat.raw(root, "dev/null", O_RDONLY, FileMode{})); }},
    {Call::open, [] { return open_and_close(sys::open.raw("/dev/null", O_RDONLY, FileMode{})); }},
    {Call::close, [] { return open_and_close(sys::dup.raw(zero)); }},
    {Call::dup, [] { return open_and_close(sys::dup.raw(zero)); }},
    {Call::dup3, [] { return open_and_close(sys::dup3.raw(zero, Fd::unchecked(40), O_CLOEXEC)); }},
    {Call::lseek, [] { return sys::lseek.raw(root, 0, SEEK_CUR); }},
    {Call::fcntl, [] { return sys::fcntl.raw(zero, F_GETFL, 0); }},
    {Call::umask, [] { return sys::umask.raw(FileMode{022}); }},
    {Call::pwrite, [] { return sys::pwrite.raw(file, "abcdef", 6, 2); }},
    {Call::pread, [] { return sys::pread.raw(file, buffer, 3, 2); }},
    {Call::ftruncate, [] { return sys::ftruncate.raw(file, 5000); }},
    {Call::fsync, [] { return sys::fsync.raw(file); }},
    {Call::sync, [] { return sys::sync.raw(); }},
    {Call::mkdirat, make_folder},
    {Call::mkfifoat, make_named_pipe},
    {Call::unlinkat, make_folder},
    {Call::linkat, make_link},
    {Call::symlinkat, make_symbolic_link},
    {Call::readlinkat, make_symbolic_link},
    {Call::renameat, rename_there_and_back},
    {Call::fchmodat, [] { return sys::fchmodat.raw(folder, "file", FileMode{0600}, AT_DEFAULT); }},
    {Call::utimensat, [] { return sys::utimensat.raw(folder, "file", nullptr, AT_DEFAULT); }},
    {Call::statfs, [] { return sys::statfs.raw("/bin", &a_file_system); }},
    {Call::pipe2, make_pipe},
    {Call::fstat, [] { return sys::fstat.raw(root, &a_stat); }},
    {Call::fstatat, [] { return sys::fstatat.raw(root, "bin", &a_stat, AT_DEFAULT); }},
    {Call::getdents,
     [] {
         const Fd directory = sys::openat(root, "bin", O_RDONLY, FileMode{}).value();
         const Out<DirectoryEntry> records(reinterpret_cast<u64>(buffer));
         const i64 bytes = sys::getdents.raw(directory, records, sizeof buffer);
         (void)sys::close(directory);
         return bytes;
     }},
    {Call::chdir, [] { return sys::chdir.raw("/"); }},
    {Call::fchdir, [] { return sys::fchdir.raw(root); }},
    {Call::getcwd, [] { return sys::getcwd.raw(buffer, sizeof buffer); }},
    {Call::kill, [] { return sys::kill.raw(sys::getpid().value(), SIGNONE); }},
    {Call::setpgid, [] { return sys::setpgid.raw(Pid(0), own_group()); }},
    {Call::getpgid, [] { return sys::getpgid.raw(Pid(0)); }},
    {Call::setsid, begin_session},
    {Call::getsid, [] { return some(sys::getsid.raw(Pid(0))); }},
    {Call::sched_yield, [] { return sys::sched_yield.raw(); }},
    {Call::sleep, [] { return sys::sleep.raw(1); }},
    {Call::brk, [] { return sys::brk.raw(0); }},
    {Call::clock, [] { return i64{sys::clock.raw(CLOCK_MONOTONIC) > 0}; }},
    {Call::ppoll, [] { return sys::ppoll.raw(nullptr, 0, 0, nullptr); }},
    {Call::terminal_mode, [] { return sys::terminal_mode.raw(console, TERMINAL_ASK); }},
    {Call::terminal_group, [] { return sys::terminal_group.raw(console, Pid(0)); }},
    {Call::terminal_settings,
     [] { return sys::terminal_settings.raw(console, nullptr, &some_settings, TCSANOW); }},
    {Call::terminal_size, [] { return sys::terminal_size.raw(console, nullptr, &a_size); }},
    {Call::process_list, [] { return sys::process_list.raw(processes, 2); }},
    {Call::thread_list, [] { return sys::thread_list.raw(threads, 2); }},
    {Call::memory_list, [] { return sys::memory_list.raw(Pid(0), regions, 2); }},
    {Call::lock_list, [] { return sys::lock_list.raw(locks, 2); }},
    {Call::system_info, [] { return sys::system_info.raw(&an_info); }},
    {Call::kernel_log, [] { return sys::kernel_log.raw(buffer, 16); }},
    {Call::gettid, [] { return sys::gettid.raw(); }},
    {Call::thread_create, create_thread},
    {Call::thread_exit, create_thread},
    {Call::futex_wait, create_thread},
    {Call::futex_wake, [] { return sys::futex_wake.raw(reinterpret_cast<const u32*>(buffer), 1); }},
    {Call::map, [] { return use_mapping([](Mapping) { return i64{0}; }); }},
    {Call::unmap, [] { return use_mapping([](Mapping memory) { return sys::unmap.raw(memory, 4096); }); }},
    {Call::protect,
     [] { return use_mapping([](Mapping memory) { return sys::protect.raw(memory, 4096, PROT_NONE); }); }},
    {Call::map_file, map_file},
    {Call::discard,
     [] { return use_mapping([](Mapping memory) { return sys::discard.raw(memory, 4096); }); }},
    {Call::remap,
     [] {
         return use_mapping(
             [](Mapping memory) { return sys::remap.raw(memory, 8192, 4096, RemapFlags{}, 0); });
     }},
    {Call::sigaction, [] { return sys::sigaction.raw(SIGUSR1, nullptr, &an_action); }},
    {Call::sigmask, [] { return sys::sigmask.raw(SIG_BLOCK, nullptr, &a_set); }},
    {Call::sigaltstack, [] { return sys::sigaltstack.raw(nullptr, &a_stack); }},
    {Call::sigqueue, [] { return sys::sigqueue.raw(Pid(getpid()), SIGNONE, 0); }},
    {Call::sigtimedwait, take_signal},
    {Call::alarm_timer, [] { return sys::alarm_timer.raw(nullptr, &a_timer); }},
    {Call::sigpending, [] { return sys::sigpending.raw(&a_set); }},
    {Call::thread_kill, [] { return sys::thread_kill.raw(own_thread(), SIGNONE); }},
    {Call::poll, [] { return sys::poll.raw(nullptr, 0, 0); }},
    {Call::trace, trace},
    {Call::trace_memory, trace_memory},
    {Call::foo, [] { return sys::foo.raw(); }},
    {Call::weigh, [] { return sys::weigh.raw(1, 2, 3, 4, 5, 6, 7); }},
    {Call::weigh_packed, [] { return sys::weigh_packed.raw(kSeven); }},
    {Call::weigh_spilled, [] { return sys::weigh_spilled.raw(kEight); }},
    {Call::call_counts, [] { return some(sys::call_counts.raw(nullptr, 0)); }},
    {Call::cause_counts, [] { return some(sys::cause_counts.raw(nullptr, 0)); }},
};

struct Exception {
    Call call;
    const char* reason;
};
constexpr Exception kNotHere[] = {
    {Call::poweroff, "it would be the last: every run of `make run` ends by it"},
    {Call::sigsuspend, "it never succeeds"},
    {Call::sigreturn, "it is internal: every handler of a signal ends by it"},
};

void attempt(const Case& one) {
    i64 answers[3];
    for (const auto form : {sys::Form::raw, sys::Form::typed, sys::Form::with_errno}) {
        sys::form = form;
        answers[static_cast<int>(form)] = one.attempt();
    }
    sys::form = sys::Form::raw;
    const bool same = answers[0] == answers[1] && answers[1] == answers[2];
    const char* name = kRows[static_cast<u64>(one.call)].name.data();
    if (tap::ok(same && answers[0] >= 0, "%s succeeds, and its three forms agree [3.3]", name)) return;
    for (int form = 0; form < 3; form++)
        tap::note("%s: %s", sys::kFormNames[form], tap::result_in_words(answers[form]).text);
}

void nothing_forgotten() {
    tap::All all("every row was tried, or there is a reason why it cannot be [3.3]");
    for (const Row& row : kRows) {
        if (row.retired) continue;
        int found = 0;
        for (const Case& one : kCases) found += static_cast<u64>(one.call) == row.number;
        for (const Exception& one : kNotHere) found += static_cast<u64>(one.call) == row.number;
        all.equal(found, 1, row.name.data());
    }
}

} // namespace

int main() {
    console = in_form::openat(kCurrentDirectory, "/dev/console", O_RDWR, FileMode{}).value();
    root = in_form::openat(kCurrentDirectory, "/", O_RDONLY, FileMode{}).value();
    zero = in_form::openat(kCurrentDirectory, "/dev/zero", O_RDWR, FileMode{}).value();
    (void)in_form::mkdirat(kCurrentDirectory, kFolder, FileMode{0755});
    folder = in_form::openat(kCurrentDirectory, kFolder, O_RDONLY, FileMode{}).value();
    constexpr auto kNew = static_cast<OpenFlags>(O_RDWR | O_CREAT | O_TRUNC);
    file = in_form::openat(folder, "file", kNew, FileMode{0644}).value();
    const auto pipe = ::sys::make_pipe(OpenFlags{});
    if (!pipe) tap::bail_out("no pipe");
    reader = pipe.value().read_end;
    writer = pipe.value().write_end;
    for (const Case& one : kCases) attempt(one);
    (void)in_form::unlinkat(folder, "file", AT_DEFAULT);
    (void)in_form::unlinkat(kCurrentDirectory, kFolder, AT_REMOVEDIR);
    nothing_forgotten();
    return tap::done();
}
