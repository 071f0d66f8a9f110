// user/bin/sh/jobs.cpp: a list of background processes and how they ended.
#include "jobs.h"

namespace shell {

const Job& Jobs::add(pid_t pid, Text source) {
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

void Jobs::note_end(pid_t pid, int status) {
    for (Job& job : jobs_) {
        if (job.pid != pid) continue;
        job.ended = true;
        job.status = status;
    }
}

const Job* Jobs::find(pid_t pid) const {
    for (const Job& job : jobs_) {
        if (job.pid == pid) return &job;
    }
    return nullptr;
}

void Jobs::remove(pid_t pid) {
    for (usize i = 0; i < jobs_.size(); ++i) {
        if (jobs_[i].pid == pid) return jobs_.erase(i);
    }
}

} // namespace shell
