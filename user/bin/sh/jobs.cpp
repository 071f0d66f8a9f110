// user/bin/sh/jobs.cpp: a list of jobs, and what has become of their processes.
#include "jobs.h"

#include <string.h>
#include <sys/wait.h>

namespace shell {
namespace {

void note_in(Job& job, usize process, int status) {
    pid_t pid = job.processes[process];
    if (WIFCONTINUED(status)) {
        job.state = JobState::running;
    } else if (WIFSTOPPED(status)) {
        job.state = JobState::stopped;
        job.status = status;
    } else {
        job.processes.erase(process);
        if (pid == job.last) job.status = status;
        if (job.processes.empty()) job.state = JobState::ended;
    }
}

Text state_in_words(const Job& job) {
    Text words;
    if (job.state == JobState::running)
        words.append("Running");
    else if (job.state == JobState::stopped)
        words.append(strsignal(WSTOPSIG(job.status)));
    else if (WIFSIGNALED(job.status))
        words.append(strsignal(WTERMSIG(job.status)));
    else if (WEXITSTATUS(job.status))
        words.append("Exit ").append_number(WEXITSTATUS(job.status));
    else
        words.append("Done");
    return words;
}

} // namespace

const Job& Jobs::add(Job job) {
    if (jobs_.size() >= kRemembered) {
        for (const Job& old : jobs_) {
            if (old.state != JobState::ended) continue;
            remove(old.pid);
            break;
        }
    }
    if (!job.number) job.number = jobs_.empty() ? 1 : jobs_.last().number + 1;
    usize at = 0;
    while (at < jobs_.size() && jobs_[at].number < job.number) ++at;
    jobs_.insert(at, std::move(job));
    return jobs_[at];
}

void Jobs::note(pid_t pid, int status) {
    for (Job& job : jobs_) {
        for (usize i = 0; i < job.processes.size(); ++i) {
            if (job.processes[i] == pid) return note_in(job, i, status);
        }
    }
}

const Job* Jobs::find(pid_t pid) const {
    for (const Job& job : jobs_) {
        if (job.pid == pid) return &job;
    }
    return nullptr;
}

const Job* Jobs::current() const {
    const Job* latest = nullptr;
    for (const Job& job : jobs_) {
        bool preferred = job.state == JobState::stopped || !latest || latest->state != JobState::stopped;
        if (preferred) latest = &job;
    }
    return latest;
}

void Jobs::set_running(pid_t pid) {
    for (Job& job : jobs_) {
        if (job.pid == pid) job.state = JobState::running;
    }
}

void Jobs::remove(pid_t pid) {
    for (usize i = 0; i < jobs_.size(); ++i) {
        if (jobs_[i].pid == pid) return jobs_.erase(i);
    }
}

Text Jobs::describe(const Job& job) const {
    constexpr usize kColumn = 24;
    Text line = "[";
    line.append_number(job.number).append(&job == current() ? "]+  " : "]   ");
    Text state = state_in_words(job);
    line.append(state);
    for (usize width = state.size(); width < kColumn; ++width) line.append(' ');
    line.append(job.source);
    return line.append(job.state == JobState::running ? " &\n" : "\n");
}

} // namespace shell
