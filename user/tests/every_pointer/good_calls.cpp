// user/tests/every_pointer/good_calls.cpp: one good call of each row that has pointers, and what these calls need.
#include "good_calls.h"
#include "../child.h"
#include "../tap.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>

namespace {

using sys::Call;
constexpr const char* kFolder = "/tmp/every_pointer";

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

int zero, root, file, folder, console;
char text[64];
Stat a_stat;
PipeEnds ends;
DirectoryEntry entry;
SystemInfo info;
ProcessInfo processes[2];
ThreadInfo threads[2];
MemoryRegion regions[2];
LockInfo locks[2];
PollEntry polled[2];
TerminalSettings settings;
TerminalSize size;
EightWeights weights;
CallCount call_counts[2];
CauseCount cause_counts[2];
FileTimes times;
FileSystemInfo file_system;
SignalAction action;
SignalAction action_before;
SignalStack no_signal_stack = {nullptr, SS_DISABLE, 0, 0};
SignalStack signal_stack_before;
siginfo signal_told;
AlarmTimer no_alarm;
AlarmTimer alarm_before;
u64 a_signal = 1ul << (SIGUSR2 - 1);
u64 no_signals;
constexpr u64 kBlocked = 1ul << (SIGUSR2 - 1);
u64 signals;
u32 word;
int status;
const char* strings[] = {"x", nullptr};
alignas(16) char stack[4096];

void handle(int) {}
[[noreturn]] void end_thread() { sys::thread_exit(); }

void rewind_root() { (void)lseek(root, 0, SEEK_SET); }
void bear_a_child() {
    (void)child::start([] { return 0; });
}
void raise_blocked_signal() { raise(SIGUSR2); }

// Names in the folder, as a call must find them: there, or not there.
void make_file() { close(openat(folder, "there", O_WRONLY | O_CREAT, 0644)); }
void remove_new() {
    (void)unlinkat(folder, "new", 0);
    (void)unlinkat(folder, "new", AT_REMOVEDIR);
}

const u64 kHere = static_cast<u64>(AT_FDCWD);
u64 number(int value) { return static_cast<u64>(value); }

// Descriptors are known only when it runs.
std::span<const Good> good_calls() {
    static const Good kCalls[] = {
        {Call::write, {number(zero), address_of("0123456789abcdef"), 16}, {0, 16}, nullptr, true},
        {Call::read, {number(zero), address_of(text), 16}, {0, 16}, nullptr, true},
        {Call::openat, {kHere, address_of("/bin/../dev/null"), O_RDONLY, 0}, {0, 17}, nullptr, true},
        {Call::pipe2, {address_of(&ends), 0}, {}, nullptr, true},
        {Call::fstat, {number(zero), address_of(&a_stat)}, {}, nullptr, true},
        {Call::fstatat, {kHere, address_of("/dev/null"), address_of(&a_stat), 0}, {0, 10}, nullptr, true},
        {Call::getdents, {number(root), address_of(&entry), 32}, {0, 24}, rewind_root, true},
        {Call::chdir, {address_of("/dev/../bin")}, {12}, nullptr, true},
        {Call::getcwd, {address_of(text), 5}, {5}, nullptr, true},
        {Call::execve,
         {address_of("/usr/poem.txt"), address_of(strings), address_of(strings)},
         {14, 16, 16},
         nullptr,
         true},
        {Call::waitpid, {~0ul, address_of(&status), 0}, {}, bear_a_child, true},
        {Call::process_list, {address_of(processes), 2}, {sizeof processes}, nullptr, true},
        {Call::system_info, {address_of(&info)}, {}, nullptr, true},
        {Call::kernel_log, {address_of(text), 32}, {32}, nullptr, true},
        {Call::thread_create,
         {reinterpret_cast<u64>(&end_thread), address_of(stack + sizeof stack), 0, 0, address_of(&word)},
         {},
         nullptr,
         true},
        {Call::futex_wait, {address_of(&word), 1, 0}, {}, nullptr, true},
        {Call::futex_wake, {address_of(&word), 1}, {}, nullptr, false},
        {Call::sigaction, {SIGUSR1, address_of(&action), address_of(&action_before)}, {}, nullptr, true},
        {Call::sigmask, {SIG_BLOCK, address_of(&no_signals), address_of(&signals)}, {}, nullptr, true},
        {Call::sigaltstack,
         {address_of(&no_signal_stack), address_of(&signal_stack_before)},
         {},
         nullptr,
         true},
        {Call::alarm_timer, {address_of(&no_alarm), address_of(&alarm_before)}, {}, nullptr, true},
        {Call::sigtimedwait,
         {address_of(&a_signal), address_of(&signal_told), 0},
         {},
         raise_blocked_signal,
         true},
        {Call::sigpending, {address_of(&signals)}, {}, nullptr, true},
        {Call::sigsuspend, {address_of(&no_signals)}, {}, raise_blocked_signal, true},
        {Call::poll, {address_of(polled), 2, 0}, {sizeof polled}, nullptr, true},
        {Call::ppoll, {address_of(polled), 2, 0, address_of(&kBlocked)}, {sizeof polled}, nullptr, true},
        {Call::lock_list, {address_of(locks), 2}, {sizeof locks}, nullptr, false},
        {Call::open, {address_of("/bin/../dev/null"), O_RDONLY, 0}, {17}, nullptr, true},
        {Call::weigh_spilled, {address_of(&weights)}, {}, nullptr, true},
        {Call::call_counts, {address_of(call_counts), 2}, {sizeof call_counts}, nullptr, true},
        {Call::cause_counts, {address_of(cause_counts), 2}, {sizeof cause_counts}, nullptr, true},
        {Call::thread_list, {address_of(threads), 2}, {sizeof threads}, nullptr, true},
        {Call::terminal_settings,
         {number(console), address_of(&settings), address_of(&settings), TCSANOW},
         {},
         nullptr,
         true},
        {Call::terminal_size, {number(console), address_of(&size), address_of(&size)}, {}, nullptr, true},
        {Call::memory_list, {0, address_of(regions), 2}, {0, sizeof regions}, nullptr, true},
    };
    return kCalls;
}

std::span<const Good> good_calls_on_files() {
    static const Good kCalls[] = {
        {Call::pread, {number(file), address_of(text), 16, 0}, {0, 16}, nullptr, true},
        {Call::pwrite, {number(file), address_of("0123456789abcdef"), 16, 0}, {0, 16}, nullptr, true},
        {Call::mkdirat, {number(folder), address_of("new"), 0755}, {0, 4}, remove_new, true},
        {Call::mkfifoat, {number(folder), address_of("new"), 0600}, {0, 4}, remove_new, true},
        {Call::unlinkat, {number(folder), address_of("there"), 0}, {0, 6}, make_file, true},
        {Call::linkat,
         {number(folder), address_of("file"), number(folder), address_of("new"), 0},
         {0, 5, 0, 4},
         remove_new,
         true},
        {Call::symlinkat,
         {address_of("what"), number(folder), address_of("new")},
         {5, 0, 4},
         remove_new,
         true},
        {Call::readlinkat,
         {number(folder), address_of("link"), address_of(text), 4},
         {0, 5, 4},
         nullptr,
         true},
        {Call::renameat,
         {number(folder), address_of("there"), number(folder), address_of("file")},
         {0, 6, 0, 5},
         make_file,
         true},
        {Call::fchmodat, {number(folder), address_of("file"), 0644, 0}, {0, 5}, nullptr, true},
        {Call::utimensat,
         {number(folder), address_of("file"), address_of(&times), 0},
         {0, 5, sizeof times},
         nullptr,
         true},
        {Call::statfs, {address_of("/bin"), address_of(&file_system)}, {5}, nullptr, true},
    };
    return kCalls;
}

void make_folder() {
    mkdir(kFolder, 0755);
    folder = open(kFolder, O_RDONLY | O_DIRECTORY);
    file = openat(folder, "file", O_RDWR | O_CREAT | O_TRUNC, 0644);
    const bool is_full = pwrite(file, "0123456789abcdef", 16, 0) == 16;
    if (folder < 0 || !is_full || symlinkat("what it says", folder, "link") != 0)
        tap::bail_out("no folder to work in");
}

} // namespace

void make_good_calls_possible() {
    chdir("/bin");
    zero = open("/dev/zero", O_RDWR);
    root = open("/", O_RDONLY | O_DIRECTORY);
    console = open("/dev/console", O_RDWR);
    (void)tcgetattr(console, &settings);
    (void)tcgetwinsize(console, &size);
    make_folder();
    polled[0] = polled[1] = {zero, POLLIN, 0};
    struct sigaction handling = {};
    handling.sa_handler = handle;
    sigaction(SIGUSR2, &handling, nullptr);
    (void)sys::sigmask(SIG_BLOCK, &kBlocked, nullptr);
}

bool remove_what_was_made() {
    remove_new();
    for (const char* name : {"there", "file", "link"}) (void)unlinkat(folder, name, 0);
    return rmdir(kFolder) == 0;
}

const Good* good_call(const table::Row& row) {
    for (const auto calls : {good_calls(), good_calls_on_files()})
        for (const Good& good : calls)
            if (row.is(good.call)) return &good;
    return nullptr;
}
