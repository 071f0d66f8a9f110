// linux/process_calls.cpp: Linux's calls about a process and what it may have, where they are not ours.
#include "linux/handlers.h"
#include "memory/layout.h"
#include "memory/user_copy.h"
#include "process/inspect.h"
#include "thread/scheduler.h"

namespace {

// Numbers of Linux: what prlimit64 can be asked about. There are more, of which nothing is limited.
constexpr int kLimitOfStack = 3;
constexpr int kLimitOfDumps = 4;
constexpr int kLimitOfFiles = 7;
constexpr int kLimits = 16;

LinuxLimit limit_of(int resource) {
    switch (resource) {
    case kLimitOfStack: return {kStackSizeMax, kStackSizeMax};
    case kLimitOfDumps: return {0, 0}; // there are none
    case kLimitOfFiles: return {OPEN_FILES_MAX, OPEN_FILES_MAX};
    default: return {LINUX_UNLIMITED, LINUX_UNLIMITED};
    }
}

// Whoever wishes for less gets what there is.
Result<void> wish_for(int resource, const LinuxLimit& wanted) {
    const LinuxLimit is = limit_of(resource);
    if (wanted.rlim_cur > wanted.rlim_max) return Errno::inval;
    return wanted.rlim_max <= is.rlim_max ? Result<void>() : Errno::perm;
}

} // namespace

// The process's status is that of the last thread to end, or of exit_group.
Result<never> linux_exit(int status) { exit_thread_with((status & 0xff) << 8); }

Result<void> linux_execve(TrapFrame& frame, Str path, In<Str> arguments, In<Str> environment) {
    const Result<void> done = sys_execve(frame, path, arguments, environment);
    return done.error() == Errno::isdir ? Result<void>(Errno::acces) : done;
}

// The limits are those of this kernel, for every process: nobody changes them.
Result<void> linux_prlimit64(Pid pid, int resource, In<LinuxLimit> limit, Out<LinuxLimit> before) {
    if (resource < 0 || resource >= kLimits) return Errno::inval;
    if (pid != Pid(0)) (void)TRY(look_at(pid));
    LinuxLimit wanted = limit_of(resource);
    if (limit.address()) TRY(copy_in(*current_process().space, wanted, limit));
    TRY(wish_for(resource, wanted));
    return before.address() ? copy_out(*current_process().space, before, limit_of(resource)) : Result<void>();
}

Result<void> linux_getrlimit(int resource, Out<LinuxLimit> limit) {
    return linux_prlimit64(Pid(0), resource, In<LinuxLimit>(u64{0}), limit);
}

Result<void> linux_setrlimit(int resource, In<LinuxLimit> limit) {
    return limit.address() ? linux_prlimit64(Pid(0), resource, limit, Out<LinuxLimit>(u64{0})) : Errno::fault;
}

Result<void> linux_getcpu(Out<u32> hart, Out<u32> node) {
    AddressSpace& space = *current_process().space;
    if (hart.address()) TRY(copy_out(space, hart, static_cast<u32>(scheduler::last_hart(*current_thread()))));
    return node.address() ? copy_out(space, node, u32{0}) : Result<void>();
}
