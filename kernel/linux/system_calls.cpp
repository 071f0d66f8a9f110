// linux/system_calls.cpp: Linux's calls about time and the whole system, where they are not ours.
#include "arch/time.h"
#include "file/device_file.h"
#include "lib/string.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/family.h"
#include "thread/scheduler.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

u64 process_time() {
    Guard guard(process_tree);
    return ticks_to_nanoseconds(run_ticks_of(current_process()));
}

// Several of Linux's clocks show the same time here. The numbers are Linux's.
Result<u64> time_of(int clock) {
    switch (clock) {
    case 0:                                      // CLOCK_REALTIME
    case 5:                                      // CLOCK_REALTIME_COARSE
    case 11: return sys_clock(CLOCK_REALTIME);   // CLOCK_TAI
    case 1:                                      // CLOCK_MONOTONIC
    case 4:                                      // CLOCK_MONOTONIC_RAW
    case 6:                                      // CLOCK_MONOTONIC_COARSE
    case 7: return sys_clock(CLOCK_MONOTONIC);   // CLOCK_BOOTTIME
    case 2: return process_time();               // CLOCK_PROCESS_CPUTIME_ID
    case 3: return ticks_to_nanoseconds(scheduler::run_time(*current_thread())); // CLOCK_THREAD_CPUTIME_ID
    default: return Errno::inval;
    }
}

constexpr LinuxName kName = {"Linux", "stile", "6.1.0", "Stile", "riscv64", "(none)"};

} // namespace

Result<void> linux_clock_gettime(int clock, Out<LinuxTime> time) {
    const u64 nanoseconds = TRY(time_of(clock));
    const LinuxTime value = {static_cast<i64>(nanoseconds / kNanosecondsPerSecond),
                             static_cast<i64>(nanoseconds % kNanosecondsPerSecond)};
    return copy_out(user_space(), time, value);
}

// A program may compare the release with the oldest that it can work with.
Result<void> linux_uname(Out<LinuxName> name) { return copy_out(user_space(), name, kName); }

// It never waits for better numbers: there are none.
Result<usize> linux_getrandom(Out<char> bytes, usize count, u32) {
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    return read_random(sink);
}
