// syscall/unknown.cpp: the word to the log about calls that do not exist.
#include "syscall/unknown.h"
#include "debug/log.h"
#include "process/process.h"

namespace {

// So many messages may come at once, and one more each second: a program that asks in a loop does not flood the log.
constexpr u64 kBurst = 8;

constinit Spinlock lock(LockRank::unknown_calls);
constinit u64 credit GUARDED_BY(lock) = kBurst;
constinit u64 credited_until GUARDED_BY(lock) = 0; // ticks

bool may_speak() {
    Guard guard(lock);
    const u64 second = platform.ticks_per_second;
    const u64 seconds = (read_time() - credited_until) / second;
    credited_until += seconds * second;
    credit = credit + seconds < kBurst ? credit + seconds : kBurst;
    if (credit == 0) return false;
    if (--credit == 0) unknown_calls_quiet_until.store(credited_until + second, Order::relaxed);
    return true;
}

} // namespace

void tell_of_unknown_call(const TrapFrame& frame) {
    if (!may_speak()) return;
    const Process& process = current_process();
    log("Unknown syscall number %ld (pid %d, %s, pc 0x%lx)\n", static_cast<i64>(frame.call_number()),
        process.pid.number(), process.name, frame.epc - 4);
}
