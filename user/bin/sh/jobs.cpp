// user/bin/sh/jobs.cpp: a list of background processes and how they ended.
#include "jobs.h"

#include <sys/wait.h>

namespace shell {

Job& Jobs::add(pid_t pid, Text source) {
    poll();
    if (jobs_.size() >= kRemembered) {
        for (const Job& job : jobs_) {
            if (!job.ended) continue;
            remove(job.pid);
            break;
        }
    }
    Job job;
    job.number = jobs_.empty() ? 1 : jobs_.last().number + 1;
    job.pid = pid;
    job.source = std::move(source);
    return jobs_.push(std::move(job));
}

void Jobs::poll() {
    for (Job& job : jobs_) {
        if (!job.ended) job.ended = waitpid(job.pid, &job.status, WNOHANG) == job.pid;
    }
}

Job* Jobs::find(pid_t pid) {
    for (Job& job : jobs_) {
        if (job.pid == pid) return &job;
    }
    return nullptr;
}

void Jobs::remove(pid_t pid) {
    for (usize i = 0; i < jobs_.size(); ++i) {
        if (jobs_[i].pid == pid) return jobs_.erase(i);
    }
}

bool Jobs::running() const {
    for (const Job& job : jobs_) {
        if (!job.ended) return true;
    }
    return false;
}

} // namespace shell
