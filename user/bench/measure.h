// user/bench/measure.h: how many instructions a piece of work takes, in program and kernel together.
//
// Where QEMU counts instructions (-icount shift=0, as `make bench` starts it) each run shows the same
// figures; elsewhere the counter follows the clock of the host, and they mean little.
#pragma once

#include "abi/integers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        sort();
        printf("%-32s %10lu %10lu\n", what, each(0, operations), each(kCount / 2, operations));
    }

    // One row of a work that grows: with how many of what; and the median.
    void report_at(const char* what, u64 many, u64 operations) {
        sort();
        printf("%-32s %10lu: %10lu\n", what, many, each(kCount / 2, operations));
    }

  private:
    static int ascending(const void* a, const void* b) {
        const u64 first = *static_cast<const u64*>(a);
        const u64 second = *static_cast<const u64*>(b);
        return (first > second) - (first < second);
    }
    void sort() { qsort(samples_, kCount, sizeof(u64), ascending); }
    u64 each(usize sample, u64 operations) const { return (samples_[sample] + operations / 2) / operations; }

    u64 samples_[kCount] = {};
};

// A benchmark whose work fails would be quick, and wrong.
inline void must(bool good, const char* what) {
    if (good) return;
    fprintf(stderr, "bench: %s failed; the last error was: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

} // namespace bench
