// user/bench/growth/growth.h: the works whose cost may grow with something, each in a file of its own.
#pragma once

#include "../measure.h"

#include <initializer_list>

#include <sys/types.h>

namespace growth {

void null_calls(); // with processes and open files
void wake_ups();   // with others that sleep
void forks();      // with memory, mapped and touched
void lookups();    // with entries of a directory, and components of a path
void reads();      // with bytes

// Processes that sleep until this object goes away.
class Sleepers {
  public:
    explicit Sleepers(u64 count);
    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;
    ~Sleepers();

  private:
    [[noreturn]] void sleep();

    u64 count_;
    int awake_[2]; // each child says that it is there,
    int stay_[2];  // and waits for the end of this pipe
};

} // namespace growth
