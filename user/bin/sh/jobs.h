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
    Job& add(pid_t pid, Text source);
    // Asks the kernel which have ended; does not wait.
    void poll();
    // The job with this process, or null.
    Job* find(pid_t pid);
    void remove(pid_t pid);
    // In a child, which has none of its parent's jobs.
    void forget() { jobs_.clear(); }

    const List<Job>& all() const { return jobs_; }
    bool running() const;

  private:
    // Those that have ended are remembered until somebody asks, but not for ever.
    static constexpr usize kRemembered = 100;

    List<Job> jobs_;
};

} // namespace shell
