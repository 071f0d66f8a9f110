// user/bench/arguments.cpp: what arguments cost: none, six, seven; a structure, packed or spilled; the three forms.
#include "measure.h"

#include <sys/syscall.h>
#include <syscalls.h>

namespace {

constexpr u64 kTimes = 100;

// The work of weighing is small, and the same for all; what differs is how its arguments travel.
constexpr SevenWeights kSeven{{1, 2, 3, 4, 5, 6, 7}};
constexpr EightWeights kEight{{1, 2, 3, 4, 5, 6, 7, 8}};

void measure(const char* what, i64 (*work)(), i64 expected) {
    bench::Samples samples;
    for (u64& sample : samples) {
        i64 answers = 0;
        const u64 start = bench::instructions();
        for (u64 i = 0; i < kTimes; i++) answers += work();
        sample = bench::instructions() - start;
        bench::must(answers == expected * static_cast<i64>(kTimes), what);
    }
    samples.report(what, kTimes);
}

} // namespace

extern "C" long call_foo();

int main() {
    const i64 stack = sys::foo.raw();
    measure(
        "no arguments", [] { return sys::foo.raw(); }, stack);
    measure(
        "no arguments, typed", [] { return static_cast<i64>(sys::foo().value()); }, stack);
    measure(
        "no arguments, with errno", [] { return i64{call_foo()}; }, stack);
    measure(
        "no arguments, by syscall()", [] { return i64{syscall(__NR_foo)}; }, stack);
    measure(
        "six arguments, and a zero", [] { return sys::weigh.raw(1, 2, 3, 4, 5, 6, 0); }, 91);
    measure(
        "seven arguments", [] { return sys::weigh.raw(1, 2, 3, 4, 5, 6, 7); }, 140);
    measure(
        "seven words, packed", [] { return sys::weigh_packed.raw(kSeven); }, 140);
    measure(
        "eight words, spilled", [] { return sys::weigh_spilled.raw(kEight); }, 204);
    return EXIT_SUCCESS;
}
