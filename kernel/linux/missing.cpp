// linux/missing.cpp: the word to the log about calls of Linux that there are not here.
#include "linux/missing.h"
#include "debug/log.h"
#include "lib/atomic.h"
#include "process/process.h"

namespace {

constexpr u64 kNumbers = 512; // Linux has fewer; whatever is beyond counts as one
constexpr u64 kBits = 64;
constinit Atomic<u64> told_of[kNumbers / kBits] = {};

// Whether this is the first time.
bool note(u64 number) {
    const u64 place = number < kNumbers ? number : kNumbers - 1;
    const u64 bit = u64{1} << place % kBits;
    return !(told_of[place / kBits].fetch_or(bit, Order::relaxed) & bit);
}

} // namespace

void tell_of_missing_call(const TrapFrame& frame) {
    const u64 number = frame.linux_call_number();
    if (!note(number)) return;
    const Process& process = current_process();
    log("%s (pid %d) asks for call %ld of Linux, which is not there: pc 0x%lx\n", process.name,
        process.pid.number(), static_cast<i64>(number), frame.epc - 4);
}
