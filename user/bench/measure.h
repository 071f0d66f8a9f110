// user/bench/measure.h: how many instructions a piece of work takes, in program and kernel together.
//
// Where QEMU counts instructions (-icount shift=0, as `make bench` starts it) each run shows the same
// figures; elsewhere the counter follows the clock of the host, and they mean little.
#pragma once

#include "abi/integers.h"

#include <stdio.h>
#include <stdlib.h>

namespace bench {

// Instructions that this hart has completed (Unprivileged manual, "Zicntr").
inline u64 instructions() {
    u64 count;
    asm volatile("rdinstret %0"
                 : "=r"(count)
                 :
                 : "memory"); // a counter has no C++ form; nothing may move across
    return count;
}

// The same work, measured again and again: a timer interrupt may fall into some of the samples.
class Samples {
  public:
    static constexpr usize kCount = 31;

    u64* begin() { return samples_; }
    u64* end() { return samples_ + kCount; }

    // One row: what was done, and the instructions of one of the `operations` in each sample, least and median.
    void report(const char* what, u64 operations) {
        qsort(samples_, kCount, sizeof(u64), ascending);
        printf("%-32s %10lu %10lu\n", what, each(samples_[0], operations),
               each(samples_[kCount / 2], operations));
    }

  private:
    static int ascending(const void* a, const void* b) {
        const u64 first = *static_cast<const u64*>(a);
        const u64 second = *static_cast<const u64*>(b);
        return (first > second) - (first < second);
    }
    static u64 each(u64 instructions, u64 operations) { return (instructions + operations / 2) / operations; }

    u64 samples_[kCount] = {};
};

// A benchmark whose work fails would be quick, and wrong.
inline void must(bool good, const char* what) {
    if (good) return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(EXIT_FAILURE);
}

} // namespace bench
