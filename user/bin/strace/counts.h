// user/bin/strace/counts.h: how often each call was made, how often it failed, and how long it took: strace -c.
#pragma once

#include "calls.h"

namespace strace {

class Counts {
  public:
    void entered(u64 number);
    void left(const TraceEvent& exit);
    void show(Line& line) const; // what took most time comes first

  private:
    struct Count {
        u64 number;
        u64 calls;
        u64 errors;
        u64 nanoseconds;
    };
    static int longest_first(const void* left, const void* right);
    Count& of(u64 number);

    Array<Count> counts_;
};

} // namespace strace
