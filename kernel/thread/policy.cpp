// thread/policy.cpp: the scheduling policies, and the choice of one at boot.
#include "thread/policy.h"
#include "debug/log.h"
#include "lib/string.h"

namespace policy {
namespace {

struct Policy {
    const char* name;
    Choice choice;
};
constexpr Policy kPolicies[] = {{"round_robin", round_robin}, {"fair", fair}};

constinit Choice chosen = round_robin;

// What `fair` compares: the time that a thread has had, and the time that counts as had because it was not there.
u64 time_had(const Thread& thread) { return thread.run_ticks + thread.missed_ticks; }

} // namespace

Thread* round_robin(RunQueue& ready) { return ready.pop_front(); }

// Whoever is new or has slept would have less than all others, and keep them waiting until that is made up for. So
// nobody counts as having had less than the one had who was last picked as the least of all.
Thread* fair(RunQueue& ready) {
    static constinit u64 least = 0;
    Thread* next = nullptr;
    for (Thread& thread : ready) {
        const u64 had = time_had(thread);
        if (had < least) thread.missed_ticks += least - had;
        if (!next || time_had(thread) < time_had(*next)) next = &thread;
    }
    if (!next) return nullptr;
    least = time_had(*next);
    RunQueue::remove(next);
    return next;
}

Thread* pick_next(RunQueue& ready) { return chosen(ready); }

void choose(const char* name) {
    for (const Policy& policy : kPolicies)
        if (strcmp(name, policy.name) == 0) {
            chosen = policy.choice;
            return;
        }
    log("policy=%s: this kernel knows", name);
    for (const Policy& policy : kPolicies) log(" %s", policy.name);
    log("\n");
}

} // namespace policy
