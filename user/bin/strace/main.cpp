// user/bin/strace/main.cpp: shows the system calls of a program, decoded by the types of the table they come from.
//
// The kernel only tells what happens, and waits (docs/tracing.md): what is shown, and how, is decided here.
#include "report.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace strace {
namespace {

constexpr int kNotFound = 127; // as shells say it
constexpr int kNotRun = 126;

volatile sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

bool is_program(const char* path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

// Where in PATH the program is; its name as it is if that is a path, or if it is nowhere.
const char* find_program(const char* name) {
    static char path[PATH_MAX];
    const char* folder = strchr(name, '/') ? nullptr : getenv("PATH");
    while (folder && *name) {
        const char* end = strchrnul(folder, ':');
        snprintf(path, sizeof path, "%.*s/%s", static_cast<int>(end - folder), folder, name);
        if (is_program(path)) return path;
        folder = *end ? end + 1 : nullptr;
    }
    return name;
}

// A child that becomes the program as soon as it is let through the gate: when it is traced. -1 after a complaint.
pid_t start_program(char** words, int (&gate)[2]) {
    const char* path = find_program(*words);
    struct stat status;
    if (stat(path, &status) != 0) return complain("strace", *words), -1;
    if (pipe2(gate, O_CLOEXEC) != 0) return complain("strace", "pipe"), -1;
    const pid_t pid = fork();
    if (pid < 0) return complain("strace", "fork"), -1;
    if (pid > 0) return pid;
    char byte;
    close(gate[1]);
    (void)read(gate[0], &byte, 1);
    execv(path, words);
    complain("strace", *words);
    _exit(kNotRun);
}

// Everything that comes, until nobody is left who is traced, or Ctrl-C ends that. What a new child does before it becomes
// the program is not told.
void follow(Fd tracer, pid_t starting, Report& report) {
    TraceEvent event;
    while (!interrupted) {
        const auto bytes = sys::read(tracer, Out<char>(reinterpret_cast<u64>(&event)), sizeof event);
        if (!bytes && bytes.error() == Errno::intr) continue;
        if (!bytes || bytes.value() == 0) return;
        const bool is_exec = is_call(event, "execve");
        if (event.tid == starting && event.kind == TRACE_ENTRY && is_exec) starting = 0;
        if (!starting || event.kind == TRACE_ENDED) report.tell(event);
        if (event.kind > TRACE_SIGNAL) continue;
        const TraceReply reply = {event.tid, TRACE_CONTINUE, 0, 0};
        const In<char> answer(reinterpret_cast<u64>(&reply));
        (void)sys::write(tracer, answer, sizeof reply); // it may be over by now
    }
}

// Ends as the program did.
int end_like(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    signal(WTERMSIG(status), SIG_DFL);
    kill(getpid(), WTERMSIG(status));
    return kNotRun; // not reached: that signal ends processes
}

int open_output(const Options& options) {
    if (!options.output) return STDERR_FILENO;
    const int fd = open(options.output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) complain("strace", options.output);
    return fd;
}

void handle_interrupts(bool end_tracing) {
    struct sigaction action = {};
    action.sa_handler = end_tracing ? note_interrupt : SIG_IGN; // a program that was started gets them, too
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM})
        if (end_tracing || signal != SIGTERM) sigaction(signal, &action, nullptr);
}

int run(const Options& options) {
    const int output = open_output(options);
    if (output < 0) return 1;
    Line::coloured = isatty(output) && !getenv("NO_COLOR");
    int gate[2] = {-1, -1};
    const pid_t pid = options.pid ? options.pid : start_program(options.program, gate);
    if (pid < 0) return errno == ENOENT ? kNotFound : kNotRun;
    handle_interrupts(options.pid != 0);
    const auto tracer = sys::trace(Pid(pid), options.follows_forks ? TRACE_FORK : TRACE_PROCESS);
    close(gate[0]);
    close(gate[1]);
    if (!tracer) {
        fprintf(stderr, "strace: process %d: %s\n", pid, strerror(static_cast<int>(tracer.error())));
        return 1;
    }
    Report report(options, tracer.value(), output);
    follow(tracer.value(), options.pid ? 0 : pid, report);
    report.finish();
    if (!options.pid) return end_like(pid);
    if (interrupted) dprintf(output, "strace: process %d goes on\n", pid);
    return 0;
}

} // namespace
} // namespace strace

int main(int count, char** arguments) {
    strace::Options options;
    if (!strace::read_options(options, count, arguments)) return 2;
    return strace::run(options);
}
