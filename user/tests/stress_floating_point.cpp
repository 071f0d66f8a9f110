// user/tests/stress_floating_point.cpp: threads that compute with different rounding, while all of them are preempted.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "rounding.h"
#include "stress.h"
#include "tap.h"
#include "team.h"
#include <sched.h>
#include <signal.h>

namespace {

using namespace rounding;

constexpr int kModes = 5;

// Each thread has its rounding mode and computes what it would get alone; now and then it gives way in the middle of a
// sum, or enters the kernel, or is interrupted by a handler that computes with another mode.
int compute_together(u64 seed) {
    constexpr int kSums = 12;
    signal(SIGUSR1, [](int) {
        set_rounding(towards_zero);
        (void)opaque(long_sum(2, 10));
    });
    const auto work = [&](u64 number) {
        Random random(seed * 8 + number + 1);
        const int mode = static_cast<int>((seed + number) % kModes);
        set_rounding(mode);
        const int steps = 1000 + static_cast<int>(random.below(4000));
        const double start = static_cast<double>(random.below(1000));
        const u64 expected = bits_of(long_sum(start, steps));
        for (int i = 0; i < kSums; i++) {
            switch (random.below(4)) {
            case 0: sched_yield(); break;
            case 1: (void)sys::sleep(static_cast<i64>(random.below(100'000))); break;
            case 2: raise(SIGUSR1); break;
            default: break;
            }
            if (bits_of(long_sum(start, steps)) != expected) return 1;
            if (current_rounding() != mode) return 2;
        }
        return 0;
    };
    Team team(6, work);
    return team.ok() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    leaks::Watch watch;
    for (const u64 seed : stress::Seeds(argc, argv)) {
        tap::equal(child::run([&] { return compute_together(seed); }), child::exits(0),
                   "six threads with different rounding all get their own sums [3.6]");
        watch.ok("nothing is left of them");
    }
    return tap::done();
}
