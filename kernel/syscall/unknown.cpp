// syscall/unknown.cpp: calls that do not exist.
#include "arch/time.h"
#include "debug/log.h"
#include "process/process.h"
#include "syscall/dispatch.h"

namespace {

// So many messages may come at once, and one more each second: a program that asks in a loop does not flood the log.
constexpr u64 kBurst = 8;

constinit Spinlock lock(LockRank::unknown_calls);
constinit u64 credit GUARDED_BY(lock) = kBurst;
constinit u64 credited_until GUARDED_BY(lock) = 0; // nanoseconds since boot

bool may_speak() {
    Guard guard(lock);
    const u64 seconds = (now() - credited_until) / kNanosecondsPerSecond;
    credited_until += seconds * kNanosecondsPerSecond;
    credit = credit + seconds < kBurst ? credit + seconds : kBurst;
    if (credit == 0) return false;
    credit--;
    return true;
}

} // namespace

i64 unknown_call(const TrapFrame& frame) {
    if (may_speak()) {
        const Process& process = current_process();
        log("Unknown syscall number %ld (pid %d, %s, pc 0x%lx)\n", static_cast<i64>(frame.call_number()),
            process.pid.number(), process.name, frame.epc - 4);
    }
    return Result<void>(Errno::nosys).raw();
}
