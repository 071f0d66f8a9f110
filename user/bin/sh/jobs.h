// user/bin/sh/jobs.h: what runs in the background, or is stopped.
#pragma once

#include "text.h"
#include <sys/types.h>

namespace shell {

enum class JobState { running, stopped, ended };

// The commands of a pipeline, or a background list.
struct Job {
    int number = 0;        // what the user sees; 0: none yet
    pid_t pid = 0;         // its first process, whose group they all are
    pid_t last = 0;        // the process whose status is that of the job
    List<pid_t> processes; // those that have not ended
    Text source;           // how it was written
    JobState state = JobState::running;
    int status = 0; // of `last`, as waitpid tells it; or of who was stopped
};

class Jobs {
  public:
    // A new job gets a number; one that has a number comes back to its place.
    const Job& add(Job job);
    // What waitpid told of a child, which may be in a job.
    void note(pid_t pid, int status);
    // The job with this first process, or null.
    const Job* find(pid_t pid) const;
    // What %% means: the latest that is stopped, or else the latest. Null if there is none.
    const Job* current() const;
    void set_running(pid_t pid);
    void remove(pid_t pid);
    // In a child, which has none of its parent's jobs.
    void forget() { jobs_.clear(); }

    const List<Job>& all() const { return jobs_; }

    // As `jobs` shows it, in a line.
    Text describe(const Job& job) const;

  private:
    // Jobs that have ended are remembered until somebody asks, but not for ever.
    static constexpr usize kRemembered = 100;

    List<Job> jobs_; // by number
};

} // namespace shell
