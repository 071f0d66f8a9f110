// user/bench/works/main.cpp: one piece of work: once, between two marks, or often, by the clock.
//
//   /bench/works NAME          for scripts/profile.py: a line tells how many instructions the work took
//   /bench/works NAME clock    for scripts/bench_wall.py: lines tell how many nanoseconds it took, each time it was tried
//
// It is done a few times before, so that nothing is done for the first time when it counts.
#include "../measure.h"
#include "marks.h"

#include <string.h>
#include <time.h>

namespace {

constexpr int kTimesBefore = 4;
constexpr int kTries = 31;
constexpr u64 kNanosecondsPerSecond = 1'000'000'000;

u64 now() {
    timespec time;
    bench::must(clock_gettime(CLOCK_MONOTONIC, &time) == 0, "the clock");
    return static_cast<u64>(time.tv_sec) * kNanosecondsPerSecond + static_cast<u64>(time.tv_nsec);
}

void time_it(const NamedWork& each, Prepared& prepared) {
    for (int i = 0; i < kTries; i++) {
        const u64 start = now();
        each.work(prepared, each.often);
        printf("%s: %lu ns\n", each.name, (now() - start) / each.often);
    }
}

int usage() {
    fprintf(stderr, "usage: /bench/works NAME [clock]    where NAME is one of");
    for (const NamedWork& each : kWorks) fprintf(stderr, " %s", each.name);
    fprintf(stderr, "\n");
    return 2;
}

} // namespace

int main(int count, char** arguments) {
    const bool by_clock = count == 3 && strcmp(arguments[2], "clock") == 0;
    if (count != 2 && !by_clock) return usage();
    for (const NamedWork& each : kWorks) {
        if (strcmp(each.name, arguments[1]) != 0) continue;
        Prepared prepared = prepare();
        for (int i = 0; i < kTimesBefore; i++) each.work(prepared, 1);
        if (by_clock)
            time_it(each, prepared);
        else
            printf("%s: %lu instructions\n", each.name, run_marked(prepared, 1, each.work));
        return EXIT_SUCCESS;
    }
    return usage();
}
