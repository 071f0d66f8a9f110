// linux/thread_calls.cpp: Linux's calls about threads, where they are not ours.
#include "arch/time.h"
#include "linux/handlers.h"
#include "linux/time.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

// Numbers of Linux (its include/uapi/linux/futex.h).
constexpr int kFutexWait = 0;
constexpr int kFutexWake = 1;
constexpr int kFutexPrivate = 128; // of this process alone: ours all are

Result<usize> wait(In<u32> word, u32 expected, In<LinuxTime> limit) {
    const i64 nanoseconds = limit.address() ? TRY(linux_duration(limit)) : -1; // for ever
    TRY(sys_futex_wait(word, expected, nanoseconds));
    return 0;
}

} // namespace

// The word becomes 0 when this thread ends, as that of thread_create.
Result<Tid> linux_set_tid_address(Out<u32> ended) {
    current_thread()->ended = ended.address();
    return current_thread()->tid;
}

Result<usize> linux_futex(In<u32> word, int operation, u32 value, In<LinuxTime> limit) {
    switch (operation & ~kFutexPrivate) {
    case kFutexWait: return wait(word, value, limit);
    case kFutexWake: return sys_futex_wake(word, value);
    default: return Errno::nosys;
    }
}
