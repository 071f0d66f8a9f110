// user/tests/floating_point.cpp: each process has floating-point registers of its own.
#include "child.h"
#include "leaks.h"
#include "rounding.h"
#include "tap.h"

namespace {

using namespace rounding;

// Each asm below reads or writes a register that C++ has no word for.
unsigned flags() {
    unsigned value;
    asm volatile("frflags %0" : "=r"(value));
    return value;
}

void fresh() {
    tap::All all("a new program begins with rounding to nearest, no flags, and registers of zero");
    all.equal(current_rounding(), static_cast<int>(nearest), "the rounding mode");
    u64 ft11 = 1;
    asm volatile("fmv.x.d %0, ft11" : "=r"(ft11)); // nothing in this program has used it yet
    all.equal(ft11, 0ul, "a register");
    all.equal(bits_of(opaque(1.5) * opaque(2.25)), bits_of(3.375), "a product");
}

void with_rivals() {
    tap::All all(
        "processes that compute at the same time with different rounding all get their own results [3.6]");
    constexpr int kModes = 5;
    constexpr int kSteps = 400'000;
    u64 expected[kModes];
    for (int mode = 0; mode < kModes; mode++) {
        set_rounding(mode);
        expected[mode] = bits_of(long_sum(mode, kSteps));
    }
    set_rounding(nearest);
    all.check(expected[down] != expected[up], "rounding makes a difference");
    pid_t pids[kModes];
    for (int mode = 0; mode < kModes; mode++) {
        pids[mode] = child::start([&, mode] {
            set_rounding(mode);
            const u64 sum = bits_of(long_sum(mode, kSteps));
            return sum == expected[mode] && current_rounding() == mode ? 0 : 1;
        });
    }
    const double own = long_sum(0, kSteps);
    for (const pid_t pid : pids) all.equal(child::ending_of(pid), child::exits(0), "a rival");
    all.equal(bits_of(own), expected[nearest], "the parent");
    all.equal(current_rounding(), static_cast<int>(nearest), "the parent's rounding mode");
}

// With calls that block in between, so that the registers are put away again and again.
void across_calls() {
    tap::All all("floating-point registers survive calls that block, while others use theirs");
    int there[2];
    int back[2];
    if (pipe2(there, 0) != 0 || pipe2(back, 0) != 0) tap::bail_out("no pipe");
    const pid_t pid = child::start([&] {
        double sum = -1000;
        for (int i = 0; i < 200; i++) {
            char byte;
            sum = opaque(sum - 0.75);
            if (read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1) return 1;
        }
        return sum == -1000 - 0.75 * 200 ? 0 : 2;
    });
    double sum = 1000;
    for (int i = 0; i < 200; i++) {
        char byte = 'x';
        sum = opaque(sum + 0.5);
        all.check(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1, "a byte there and back");
    }
    all.equal(sum, 1100.0, "the parent's sum");
    all.equal(child::ending_of(pid), child::exits(0), "the child's");
    for (const int fd : {there[0], there[1], back[0], back[1]}) close(fd);
}

void forked() {
    tap::All all("a child begins with its parent's registers, and then has its own");
    set_rounding(up);
    double value = opaque(1.0 / 3);
    const auto ending = child::run([&] {
        if (current_rounding() != up) return 1;
        if (opaque(value) != 1.0 / 3) return 2;
        set_rounding(towards_zero);
        return 0;
    });
    all.equal(ending, child::exits(0), "the child");
    all.equal(current_rounding(), static_cast<int>(up), "the parent's rounding mode");
    set_rounding(nearest);
    // A register that holds a value across the fork itself.
    i64 pid = static_cast<i64>(sys::Call::fork);
    u64 kept = 0;
    asm volatile("fmv.d.x ft5, %2; mv a0, %0; ecall; mv %0, a0; fmv.x.d %1, ft5"
                 : "+r"(pid), "=r"(kept)
                 : "r"(0x4009'21fb'5444'2d18)
                 : "a0", "ft5", "memory");
    if (pid == 0) _exit(kept == 0x4009'21fb'5444'2d18 ? 5 : 6);
    all.equal(kept, 0x4009'21fb'5444'2d18ul, "ft5 in the parent");
    all.equal(child::ending_of(static_cast<pid_t>(pid)), child::exits(5), "ft5 in the child");
}

// What one process left in the registers, a new program must not find.
void after_exec() {
    const auto ending = child::run([] {
        set_rounding(down);
        asm volatile("fmv.d.x ft11, %0" : : "r"(0x5555) : "ft11");
        return execl("/tests/floating_point", "floating_point", "--fresh", nullptr);
    });
    tap::equal(ending, child::exits(0), "execve gives the new program fresh registers");
}

void exception_flags() {
    tap::All all("exception flags are kept for each process");
    asm volatile("fsflags zero");
    const auto ending = child::run([] {
        (void)opaque(opaque(1.0) / opaque(0.0));
        return flags() & 8 ? 0 : 1; // divide by zero
    });
    all.equal(ending, child::exits(0), "the child divides by zero, which is no fault");
    all.equal(flags() & 8, 0u, "the parent has not");
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1 && strcmp(argv[1], "--fresh") == 0) {
        u64 ft11 = 1;
        asm volatile("fmv.x.d %0, ft11" : "=r"(ft11)); // nothing in this program has used it yet
        return ft11 == 0 && current_rounding() == nearest && flags() == 0 ? 0 : 1;
    }
    fresh();
    leaks::Watch watch;
    with_rivals();
    across_calls();
    forked();
    after_exec();
    exception_flags();
    watch.ok("nothing is left behind");
    return tap::done();
}
