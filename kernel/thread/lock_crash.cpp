// thread/lock_crash.cpp: mistakes with locks that the kernel makes on request.
#include "thread/lock_crash.h"
#include "debug/log.h"
#include "lib/string.h"
#include "sync/spinlock.h"
#include "thread/scheduler.h"

namespace {

constinit Spinlock outer(LockRank::descriptors);
constinit Spinlock inner(LockRank::pipe);

void take_in_wrong_order() {
    Guard first(inner);
    Guard second(outer);
}

void take_twice() NO_THREAD_SAFETY { // the compiler would notice, too
    Guard first(outer);
    Guard second(outer);
}

void sleep_with_lock() {
    Guard guard(outer);
    scheduler::yield();
}

struct Misuse {
    const char* kind;
    void (*commit)();
};
constexpr Misuse kMisuses[] = {
    {"order", take_in_wrong_order}, {"recursion", take_twice}, {"sleep", sleep_with_lock}};

} // namespace

bool misuse_locks_on_request(const char* kind) {
    for (const Misuse& misuse : kMisuses) {
        if (strcmp(kind, misuse.kind) != 0) continue;
        if (kCheckLocks)
            misuse.commit();
        else
            log("crash=%s: only a kernel that was built with DEBUG=1 would notice\n", kind);
        return true;
    }
    return false;
}
