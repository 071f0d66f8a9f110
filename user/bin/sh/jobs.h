// user/bin/sh/jobs.h: what runs in the background.
#pragma once

#include "text.h"
#include <sys/types.h>

namespace shell {

struct Job {
    int number = 0; // what the user sees
    pid_t pid = 0;
    Text source; // how it was written
    bool ended = false;
    int status = 0; // as waitpid tells it, once it has ended
};

class Jobs {
  public:
    const Job& add(pid_t pid, Text source);
    // That a child has ended, which may be a job.
    void note_end(pid_t pid, int status);
    // The job with this process, or null.
    const Job* find(pid_t pid) const;
    void remove(pid_t pid);
    // In a child, which has none of its parent's jobs.
    void forget() { jobs_.clear(); }

    const List<Job>& all() const { return jobs_; }

  private:
    // Jobs that have ended are remembered until somebody asks, but not for ever.
    static constexpr usize kRemembered = 100;

    List<Job> jobs_;
};

} // namespace shell
