// user/bin/sh/job_builtins.cpp: the builtins for what runs in the background: jobs, kill, wait.
#include "../signals.h"
#include "builtins.h"
#include "shell.h"

#include <errno.h>
#include <limits.h>

namespace shell {
namespace {

// A pid, the negative number of a group, or % and the number of a job. False, with a complaint, if it is none.
bool read_pid(Shell& shell, const List<Text>& words, const Text& word, pid_t& pid) {
    i64 number = 0;
    bool job_number = word.view().starts_with("%");
    bool good =
        parse_number(word.view().from(job_number ? 1 : 0), number) && number >= -INT_MAX && number <= INT_MAX;
    pid = static_cast<pid_t>(number);
    if (good && !job_number) return true;
    for (const Job& job : shell.jobs.all()) {
        if (!good || job.number != number) continue;
        pid = job.pid;
        return true;
    }
    complain_about(shell, words, join(word, job_number ? ": no such job" : ": not a pid"));
    return false;
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
    for (const Job& job : shell.jobs.all()) {
        lines.append("[").append_number(job.number).append("] ").append_number(job.pid);
        lines.append(job.ended ? " ended: " : " running: ").append(job.source).append("\n");
    }
    return print(shell, lines);
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
        if (!read_pid(shell, words, words[i], pid)) return 1;
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
        if (!read_pid(shell, words, words[i], pid))
            status = 1;
        else if (kill(pid, signal) < 0)
            status = complain_about(shell, words, join(words[i], ": ", View(strerror(errno))));
    }
    return status;
}

} // namespace shell
