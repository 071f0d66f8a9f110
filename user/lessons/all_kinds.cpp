// user/lessons/all_kinds.cpp: a call with each kind of argument that the table knows, for strace to show.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

constexpr Fd kNone = Fd::unchecked(-1);
constexpr u64 kBad = 8; // nothing is ever there
char bytes[64];

void files() {
    PipeEnds ends{};
    Stat stat;
    (void)sys::openat(kCurrentDirectory, "/usr/numbers.txt", O_RDONLY | O_CLOEXEC, FileMode{});
    (void)sys::openat(kCurrentDirectory, "/a \"new\"\tone\n/x", O_WRONLY | O_CREAT | O_TRUNC, FileMode{0644});
    (void)sys::openat(kNone, "x", OpenFlags{O_RDWR | 0x8000}, FileMode{});
    (void)sys::read(Fd::unchecked(3), bytes, 9);
    (void)sys::read(Fd::unchecked(3), bytes, sizeof bytes);
    (void)sys::read(kNone, bytes, sizeof bytes);
    (void)sys::lseek(Fd::unchecked(3), -2, SEEK_END);
    (void)sys::lseek(Fd::unchecked(3), 0, Whence{7});
    (void)sys::fstat(Fd::unchecked(3), &stat);
    (void)sys::fstatat(kCurrentDirectory, "/dev/null", &stat, AT_DEFAULT);
    (void)sys::fstatat(kCurrentDirectory, "/none", &stat, AT_SYMLINK_NOFOLLOW);
    (void)sys::pipe2(&ends, O_CLOEXEC);
    (void)sys::write(Fd::unchecked(ends.write_end), "\1\0012\xff", 4);
    (void)sys::write(Fd::unchecked(ends.write_end), In<char>(kBad), 4);
    (void)sys::dup3(Fd::unchecked(3), Fd::unchecked(9), OpenFlags{});
    (void)sys::getcwd(bytes, sizeof bytes);
    (void)sys::chdir(Str(kBad));
    (void)sys::close(Fd::unchecked(9));
    PollEntry entries[] = {{ends.read_end, POLLIN | POLLOUT, 0}, {-1, 0, 0}};
    (void)sys::poll(entries, 2, 0);
}

void memory() {
    const auto place = sys::map(0, 8192, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                                static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS));
    (void)sys::protect(place.value(), 4096, PROT_NONE);
    (void)sys::unmap(place.value(), 8192);
    (void)sys::map(0, 0, static_cast<MapProtection>(PROT_EXEC | 8), MapFlags{});
    (void)sys::brk(0);
}

void signals() {
    const u64 mask = 1ul << (SIGINT - 1) | 1ul << (SIGUSR1 - 1);
    const u64 nearly_all = ~0ul ^ 1ul << (SIGCHLD - 1);
    u64 before;
    const SignalAction ignore = {SIGNAL_IGNORE, SA_RESTART, 0, mask};
    SignalAction action;
    (void)sys::sigaction(SIGUSR2, &ignore, &action);
    (void)sys::sigaction(SIGUSR2, nullptr, &action);
    (void)sys::sigaction(Signal{99}, nullptr, nullptr);
    (void)sys::sigmask(SIG_BLOCK, &mask, &before);
    (void)sys::sigmask(SIG_SETMASK, &nearly_all, nullptr);
    (void)sys::thread_kill(sys::gettid().value(), SIGUSR1);
    (void)sys::sigpending(&before);
}

void others() {
    static ProcessInfo processes[2];
    static SystemInfo info;
    static CallCount counts[1];
    const u32 word = 1;
    (void)sys::process_list(processes, 2);
    (void)sys::system_info(&info);
    (void)sys::call_counts(counts, 1);
    (void)sys::weigh_packed(SevenWeights{{1, 2, 3, 4, 5, 6, 7}});
    (void)sys::weigh_spilled(EightWeights{{1, 2, 3, 4, 5, 6, 7, 8}});
    (void)sys::clock(CLOCK_MONOTONIC);
    (void)sys::clock(Clock{5});
    (void)sys::sleep(1);
    (void)sys::futex_wait(&word, 0, -1);
    (void)sys::futex_wake(&word, 3);
    (void)sys::terminal_mode(Fd::unchecked(3), static_cast<TerminalMode>(TERMINAL_ECHO | TERMINAL_SIGNALS));
    (void)sys::trace(Pid(1), TRACE_FORK);
    (void)sys::raw_syscall(6, 'x');
    (void)sys::raw_syscall(1000, 1, 2);
    int status;
    const pid_t pid = fork();
    if (pid == 0) _exit(3);
    (void)sys::waitpid(Pid(pid), &status, WUNTRACED);
    (void)sys::waitpid(Pid(-1), &status, static_cast<WaitFlags>(WNOHANG | WUNTRACED));
}

} // namespace

int main() {
    files();
    memory();
    signals();
    others();
    (void)sys::kill(sys::getpid().value(), SIGKILL);
    return 0;
}
