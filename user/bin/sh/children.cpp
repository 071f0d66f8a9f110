// user/bin/sh/children.cpp: starting processes, waiting for them, and what becomes of this one in a child.
#include "builtins.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace shell {
namespace {

// The one command that some commands amount to, or null.
const Command* only_command(const AndOr& and_or) {
    if (and_or.steps.size() != 1) return nullptr;
    const Pipeline& pipeline = and_or.steps[0].pipeline;
    return pipeline.negated || pipeline.commands.size() != 1 ? nullptr : pipeline.commands[0].raw();
}

constexpr int kStopped = 0x7f | SIGTSTP << 8; // as waitpid tells it

// Whoever presses Ctrl-C knows, the end of a pipe is no surprise, and the kernel itself tells of broken rules.
bool needs_no_word(int signal) {
    switch (signal) {
    case SIGINT:
    case SIGPIPE:
    case SIGILL:
    case SIGTRAP:
    case SIGBUS:
    case SIGFPE:
    case SIGSEGV: return true;
    default: return false;
    }
}

} // namespace

// In an interactive shell the child joins the group, or founds one (0). It may be in the group and in the foreground
// before or after it runs, so both sides see to that.
pid_t Shell::start_child(pid_t group, bool in_foreground) {
    bool is_first_of_job = group == 0;
    if (in_foreground && is_first_of_job) foreground.set_usual_mode();
    pid_t pid = fork();
    if (pid < 0) {
        complain(join("cannot start a process: ", View(strerror(errno))));
        return pid;
    }
    foreground.join_group(pid, group);
    if (in_foreground) foreground.give(group ? group : pid ? pid : getpid());
    if (pid == 0) {
        foreground.forget();
        jobs.forget();
    }
    return pid;
}

int Shell::wait_for(const List<pid_t>& children) {
    Job job;
    job.processes = children;
    if (!children.empty()) {
        job.pid = children[0];
        job.last = children.last();
    }
    job.source = source_;
    return wait_for(std::move(job));
}

// Only when all have ended or are stopped, the terminal is taken back from them.
int Shell::wait_for(Job job) {
    List<pid_t> children = std::move(job.processes);
    job.processes = {};
    int result = WIFSTOPPED(job.status) ? 0 : exit_status(job.status); // if the last one has ended before
    for (pid_t child : children) {
        int wait_status = 0;
        while (waitpid(child, &wait_status, foreground.active() ? WUNTRACED : 0) < 0 && errno == EINTR)
            continue;
        if (WIFSTOPPED(wait_status)) job.processes.push(child);
        if (child == job.last) job.status = wait_status;
        result = exit_status(wait_status);
        bool by_interrupt = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGINT;
        if (by_interrupt && foreground.active()) flow = Flow::interrupted;
    }
    foreground.take();
    if (!job.processes.empty()) note_stop(std::move(job));
    return result;
}

int Shell::wait_for(pid_t child) {
    List<pid_t> children;
    children.push(child);
    return wait_for(children);
}

// Ctrl-Z: back to the prompt, without what else is on the line.
void Shell::note_stop(Job job) {
    job.state = JobState::stopped;
    if (!WIFSTOPPED(job.status)) job.status = kStopped; // another one of the pipeline than the last
    write_all(STDERR_FILENO, jobs.describe(jobs.add(std::move(job))));
    flow = Flow::interrupted;
}

int Shell::exit_status(int wait_status) {
    if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
    if (WIFSTOPPED(wait_status)) return kSignalled + WSTOPSIG(wait_status);
    int signal = WTERMSIG(wait_status);
    if (!needs_no_word(signal)) write_all(STDERR_FILENO, join(View(strsignal(signal)), "\n"));
    return kSignalled + signal;
}

void Shell::look_after_jobs() {
    int wait_status = 0;
    for (pid_t child; (child = waitpid(-1, &wait_status, WNOHANG | WUNTRACED | WCONTINUED)) > 0;)
        jobs.note(child, wait_status);
}

// A job that is stopped meanwhile may be made to go on by somebody else: so this waits on.
int Shell::wait_for_job(pid_t pid) {
    Foreground::Holding holding;
    for (;;) {
        look_after_jobs();
        const Job* job = jobs.find(pid);
        if (!job) return kNotFound;
        if (job->state == JobState::ended) break;
        if (!going_on()) return status; // Ctrl-C
        holding.wait();
    }
    int result = exit_status(jobs.find(pid)->status);
    jobs.remove(pid);
    return result;
}

// fg and bg.
int Shell::resume(const Job& resumed, bool in_foreground) {
    Job job = resumed;
    jobs.set_running(job.pid);
    if (!in_foreground) return kill(-job.pid, SIGCONT) < 0;
    jobs.remove(job.pid);
    job.state = JobState::running;
    foreground.set_usual_mode();
    foreground.give(job.pid);
    print(*this, join(job.source, "\n")); // whoever reads this can press Ctrl-C, which is for the job by now
    kill(-job.pid, SIGCONT);
    return wait_for(std::move(job));
}

// A group of its own keeps it from Ctrl-C, and from what is typed for others: at a terminal it is stopped when it wants
// to read that, and in a script /dev/null is all it gets.
void Shell::start_background(const AndOr& and_or) {
    bool at_terminal = foreground.active();
    look_after_jobs(); // not after this: what is told of a child that is no job yet would be lost
    pid_t child = start_child(0, false);
    if (child < 0) {
        status = kCannotExecute;
        return;
    }
    setpgid(child, child);
    if (child == 0) {
        int nothing = at_terminal ? -1 : open("/dev/null", O_RDONLY);
        if (nothing > STDIN_FILENO) move_descriptor(nothing, STDIN_FILENO);
        run_and_exit(and_or);
    }
    last_background_ = child;
    Job started;
    started.pid = started.last = child;
    started.processes.push(child);
    started.source = and_or.source;
    const Job& job = jobs.add(std::move(started));
    if (foreground.active()) {
        Text line = "[";
        line.append_number(job.number).append("] ").append_number(child).append("\n");
        write_all(STDERR_FILENO, line);
    }
    if (flow == Flow::go_on) status = 0;
}

void Shell::tell_of_jobs() {
    look_after_jobs();
    for (usize i = 0; i < jobs.all().size();) {
        const Job& job = jobs.all()[i];
        if (job.state != JobState::ended) {
            ++i;
            continue;
        }
        write_all(STDERR_FILENO, jobs.describe(job));
        jobs.remove(job.pid);
    }
}

void Shell::run_and_exit(const Command& command) {
    may_be_replaced_ = command.kind == CommandKind::simple;
    run_command(command);
    _exit(status);
}

void Shell::run_and_exit(const AndOr& and_or) {
    if (const Command* command = only_command(and_or)) run_and_exit(*command);
    run_and_or(and_or);
    _exit(status);
}

void Shell::run_and_exit(const Sequence& sequence) {
    if (sequence.items.empty()) status = 0;
    if (sequence.items.size() == 1 && !sequence.items[0].background) run_and_exit(sequence.items[0]);
    run(sequence);
    _exit(status);
}

bool Shell::output_of(const Sequence& commands, Text& output) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        complain(join("pipe: ", View(strerror(errno))));
        give_up(kCannotExecute);
        return false;
    }
    pid_t child = start_child(0, true);
    if (child == 0) {
        signal(SIGTSTP, SIG_IGN); // half a command cannot become a job: nobody could make it go on
        close(ends[0]);
        move_descriptor(ends[1], STDOUT_FILENO);
        run_and_exit(commands);
    }
    close(ends[1]);
    bool complete = child > 0 && read_all(ends[0], kMaximumOutput, output);
    close(ends[0]);
    if (child < 0) {
        give_up(kCannotExecute);
        return false;
    }
    substitution_status_ = wait_for(child);
    if (flow != Flow::go_on) {
        status = substitution_status_; // Ctrl-C
    } else if (!complete) {
        complain("$(...): its output is too long");
        give_up(1);
    }
    return flow == Flow::go_on;
}

int Shell::execute(List<Text>& words) {
    bool has_path = words[0].view().contains('/');
    int failure = has_path ? try_program(words[0], words) : try_folders(words);
    bool missing = failure == ENOENT;
    complain(join(words[0], ": ", View(missing && !has_path ? "not found" : strerror(failure))));
    return missing ? kNotFound : kCannotExecute;
}

// Tries each folder of PATH. The reason of the first that has such a file counts.
int Shell::try_folders(List<Text>& words) {
    Text path;
    if (words[0].empty() || !look_up("PATH", path)) return ENOENT;
    int failure = ENOENT;
    for (View rest = path, folder; take_part(rest, ':', folder);) {
        int reason = try_program(join(folder, folder.empty() ? "" : "/", words[0]), words);
        if (failure == ENOENT && reason != ENOTDIR) failure = reason;
    }
    return failure;
}

// The reason why it cannot be executed. A file that is no program may be a script: then a new shell executes it.
int Shell::try_program(const Text& path, List<Text>& words) {
    List<Text> environment = variables.environment();
    execve(path.c_string(), pointers_to(words).begin(), pointers_to(environment).begin());
    if (errno != ENOEXEC) return errno;
    List<Text> script;
    script.push("sh");
    script.push(path);
    for (usize i = 1; i < words.size(); ++i) script.push(words[i]);
    execve("/bin/sh", pointers_to(script).begin(), pointers_to(environment).begin());
    return errno;
}

} // namespace shell
