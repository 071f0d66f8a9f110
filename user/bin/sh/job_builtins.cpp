// user/bin/sh/job_builtins.cpp: the builtins for what runs in the background: jobs, fg, bg, kill, wait.
#include "../signals.h"
#include "builtins.h"
#include "shell.h"

#include <errno.h>
#include <limits.h>

namespace shell {
namespace {

// %n, or %% and %+ for the current one. Null, with a complaint, if there is none.
const Job* find_job(Shell& shell, const List<Text>& words, View name) {
    i64 number = 0;
    if (name == "%%" || name == "%+") {
        if (const Job* current = shell.jobs.current()) return current;
    } else if (name.starts_with("%") && parse_number(name.from(1), number)) {
        for (const Job& job : shell.jobs.all()) {
            if (job.number == number) return &job;
        }
    }
    complain_about(shell, words, join(name, ": no such job"));
    return nullptr;
}

// A pid, the negative number of a group, or a job: then its group, or for `wait` its first process. False, with a
// complaint, if it is none.
bool read_pid(Shell& shell, const List<Text>& words, const Text& word, bool group, pid_t& pid) {
    if (word.view().starts_with("%")) {
        const Job* job = find_job(shell, words, word);
        if (job) pid = group ? -job->pid : job->pid;
        return job != nullptr;
    }
    i64 number = 0;
    bool good = parse_number(word, number) && number >= -INT_MAX && number <= INT_MAX;
    pid = static_cast<pid_t>(number);
    if (!good) complain_about(shell, words, join(word, ": not a pid"));
    return good;
}

// What fg and bg are about: the job that is named, or the current one.
const Job* job_to_resume(Shell& shell, const List<Text>& words) {
    shell.look_after_jobs();
    if (!shell.foreground.active()) {
        complain_about(shell, words, "only at a terminal");
        return nullptr;
    }
    const Job* job = find_job(shell, words, words.size() > 1 ? words[1].view() : View("%%"));
    if (!job || job->state != JobState::ended) return job;
    complain_about(shell, words, "the job has ended");
    return nullptr;
}

// kill -l: all signals; or the names of those that are asked for, by number, name or exit status.
int list_signals(Shell& shell, const List<Text>& words) {
    Text lines;
    for (const auto& [number, name] : kSignalNames) {
        bool wanted = words.size() == 2;
        if (wanted) lines.append(number < 10 ? " " : "").append_number(number).append(" ");
        for (usize i = 2; i < words.size(); ++i) {
            i64 status = 0;
            bool ended_by_it = parse_number(words[i], status) && status == kSignalled + number;
            wanted = wanted || ended_by_it || parse_signal(words[i].c_string()) == number;
        }
        if (wanted) lines.append(name).append("\n");
    }
    if (!lines.empty()) return print(shell, lines);
    return complain_about(shell, words, join(words[2], ": not a signal"));
}

} // namespace

int run_jobs(Shell& shell, const List<Text>&) {
    shell.look_after_jobs();
    Text lines;
    for (const Job& job : shell.jobs.all()) lines.append(shell.jobs.describe(job));
    return print(shell, lines);
}

int run_fg(Shell& shell, const List<Text>& words) {
    const Job* job = job_to_resume(shell, words);
    if (!job) return 1;
    return shell.resume(*job, true);
}

int run_bg(Shell& shell, const List<Text>& words) {
    const Job* job = job_to_resume(shell, words);
    if (!job) return 1;
    Text line = "[";
    line.append_number(job->number).append("] ").append(job->source).append(" &\n");
    print(shell, line);
    return shell.resume(*job, false);
}

// Without arguments for all jobs, else for those that are named; the status of the last.
int run_wait(Shell& shell, const List<Text>& words) {
    int status = 0;
    if (words.size() == 1) {
        while (!shell.jobs.all().empty() && shell.flow == Flow::go_on)
            status = shell.wait_for_job(shell.jobs.all()[0].pid);
        return shell.flow == Flow::go_on ? 0 : status;
    }
    for (usize i = 1; i < words.size() && shell.flow == Flow::go_on; ++i) {
        pid_t pid = 0;
        if (!read_pid(shell, words, words[i], false, pid)) return 1;
        status = shell.wait_for_job(pid);
    }
    return status;
}

// The program of this name can do more, but it takes a process, of which there may be none left.
int run_kill(Shell& shell, const List<Text>& words) {
    usize i = 1;
    Text name = "TERM";
    if (words.size() > 1 && words[1] == "-l") return list_signals(shell, words);
    if (words.size() > 2 && words[1] == "-s") {
        name = words[2];
        i = 3;
    } else if (words.size() > 1 && words[1].size() > 1 && words[1][0] == '-' && !(words[1] == "--")) {
        name = words[1].view().from(1);
        i = 2;
    }
    int signal = parse_signal(name.c_string());
    if (signal < 0) return complain_about(shell, words, join(name, ": not a signal"));
    if (i < words.size() && words[i] == "--") ++i;
    if (i == words.size())
        return complain_about(shell, words, "usage: kill [-signal] pid or %job or -group...");
    int status = 0;
    for (; i < words.size(); ++i) {
        pid_t pid = 0;
        if (!read_pid(shell, words, words[i], true, pid))
            status = 1;
        else if (kill(pid, signal) < 0)
            status = complain_about(shell, words, join(words[i], ": ", View(strerror(errno))));
        else if (words[i].view().starts_with("%") && (signal == SIGTERM || signal == SIGHUP))
            kill(pid, SIGCONT); // a job that is stopped hears of it only when it goes on
    }
    return status;
}

} // namespace shell
