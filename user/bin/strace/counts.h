// user/bin/strace/counts.h: how often each call was made, how often it failed, and how long it took: strace -c.
#pragma once

#include "calls.h"

namespace strace {

class Counts {
  public:
    void entered(const TraceEvent& entry);
    void left(const TraceEvent& exit);
    void show(Line& line) const; // what took most time comes first

  private:
    struct Count {
        TraceEvent event; // one of them
        u64 calls;
        u64 errors;
        u64 nanoseconds;
    };
    static int longest_first(const void* left, const void* right);
    Count& of(const TraceEvent& event);

    Array<Count> counts_;
};

} // namespace strace
