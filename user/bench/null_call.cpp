// user/bench/null_call.cpp: what a system call costs that does nothing: getpid, a thousand times.
#include "measure.h"

#include <syscalls.h>

namespace {

constexpr u64 kCalls = 1000;

// The loop is a part of the figure: li, ecall, addi, bnez. It is written out, so that it is always the same.
void call_often() {
    u64 calls = kCalls;
    asm volatile("1:  li a0, %1\n"
                 "    ecall\n"
                 "    addi %0, %0, -1\n"
                 "    bnez %0, 1b"
                 : "+r"(calls)
                 : "i"(static_cast<u64>(sys::Call::getpid))
                 : "a0", "memory");
}

} // namespace

int main() {
    bench::Samples samples;
    for (u64& sample : samples) {
        const u64 start = bench::instructions();
        call_often();
        sample = bench::instructions() - start;
    }
    samples.report("null call (getpid)", kCalls);
    return EXIT_SUCCESS;
}
