// user/bin/sh/children.cpp: starting processes, waiting for them, and what becomes of this one in a child.
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

// Only when all have ended the terminal is taken back from them.
int Shell::wait_for(const List<pid_t>& children) {
    int last_status = 0;
    for (pid_t child : children) {
        int wait_status = 0;
        while (waitpid(child, &wait_status, 0) < 0 && errno == EINTR) continue;
        last_status = exit_status(wait_status);
        bool by_interrupt = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGINT;
        if (by_interrupt && foreground.active()) flow = Flow::interrupted;
    }
    foreground.take();
    return last_status;
}

int Shell::wait_for(pid_t child) {
    List<pid_t> children;
    children.push(child);
    return wait_for(children);
}

int Shell::exit_status(int wait_status) {
    if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
    int signal = WTERMSIG(wait_status);
    if (!needs_no_word(signal)) write_all(STDERR_FILENO, join(View(strsignal(signal)), "\n"));
    return kSignalled + signal;
}

// Takes note of a child that ended in the background; it may have been Ctrl-C's victim in the place of the shell.
void Shell::note_end(pid_t child, int wait_status) {
    jobs.note_end(child, wait_status);
    if (!foreground.stand_in_ended(child)) return;
    status = kSignalled + SIGINT;
    flow = Flow::interrupted;
}

void Shell::look_after_jobs() {
    int wait_status = 0;
    for (pid_t child; (child = waitpid(-1, &wait_status, WNOHANG)) > 0;) note_end(child, wait_status);
}

int Shell::wait_for_job(pid_t pid) {
    foreground.stand_in();
    const Job* job = jobs.find(pid);
    if (!job) return kNotFound;
    while (!job->ended && flow == Flow::go_on) {
        int wait_status = 0;
        pid_t child = waitpid(-1, &wait_status, 0);
        if (child > 0)
            note_end(child, wait_status);
        else if (errno != EINTR)
            return kNotFound;
    }
    if (!job->ended) return status; // Ctrl-C
    int result = exit_status(job->status);
    jobs.remove(pid);
    return result;
}

// A group of its own keeps it from Ctrl-C, and /dev/null from taking what is typed for others.
void Shell::start_background(const AndOr& and_or) {
    pid_t child = start_child(0, false);
    if (child < 0) {
        status = kCannotExecute;
        return;
    }
    setpgid(child, child);
    if (child == 0) {
        int nothing = open("/dev/null", O_RDONLY);
        if (nothing > STDIN_FILENO) move_descriptor(nothing, STDIN_FILENO);
        run_and_exit(and_or);
    }
    last_background_ = child;
    look_after_jobs();
    const Job& job = jobs.add(child, and_or.source);
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
        if (!job.ended) {
            ++i;
            continue;
        }
        Text line = "[";
        line.append_number(job.number).append("] ");
        if (!WIFEXITED(job.status))
            line.append(strsignal(WTERMSIG(job.status)));
        else if (WEXITSTATUS(job.status))
            line.append("exit ").append_number(WEXITSTATUS(job.status));
        else
            line.append("done");
        write_all(STDERR_FILENO, line.append(": ").append(job.source).append("\n"));
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
