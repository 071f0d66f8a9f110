// process/futex.cpp: who sleeps at which word of which memory.
//
// A word in shared memory is the same for all who have it, wherever each of them sees it.
//
// Sleepers hang in buckets, which their words are spread over. No wake-up is lost: who sleeps looks at the word under
// the bucket's lock, and hangs in the bucket before he lets go of it; who wakes has changed the word before he takes
// that lock. So either the sleeper has seen the change, or he is found in the bucket.
#include "process/futex.h"
#include "arch/time.h"
#include "memory/user_copy.h"
#include "thread/scheduler.h"
#include "thread/wait_queue.h"

namespace futex {
namespace {

// On the kernel stack of who sleeps.
struct Sleeper : NonCopyable {
    explicit Sleeper(AddressSpace::Meaning its_word) : word(its_word) {}
    ListLink link;
    const AddressSpace::Meaning word;
    bool woken = false; // and then it is in its bucket no more
    WaitQueue queue;    // of this one alone
};

struct Bucket : NonCopyable {
    Spinlock lock{LockRank::futexes};
    List<Sleeper, &Sleeper::link> sleepers GUARDED_BY(lock);
};

constexpr int kBucketBits = 6;
// Without the braces GCC 12 leaves out the heads of the lists.
constinit Bucket buckets[1 << kBucketBits] = {};

// A multiplication by 2^64 divided by the golden ratio leaves its upper bits well mixed.
Bucket& bucket_of(AddressSpace::Meaning word) {
    const u64 key = word.place / sizeof(u32) ^ reinterpret_cast<u64>(word.memory); // only to tell them apart
    return buckets[key * 0x9e37'79b9'7f4a'7c15 >> (64 - kBucketBits)];
}

} // namespace

Result<void> wait(AddressSpace& space, In<u32> word, u32 expected, i64 nanoseconds) {
    const u64 deadline = nanoseconds < 0 ? 0 : scheduler::deadline_after(static_cast<u64>(nanoseconds));
    Sleeper sleeper(space.meaning_of(VirtAddr(word.address())));
    Bucket& bucket = bucket_of(sleeper.word);
    Guard guard(bucket.lock);
    u32 value = 0;
    TRY(copy_in(space, value, word));
    if (value != expected) return Errno::again;
    bucket.sleepers.push_back(&sleeper);
    Result<void> result;
    while (result && !sleeper.woken)
        result = nanoseconds < 0 ? sleeper.queue.wait(guard) : sleeper.queue.wait_until(guard, deadline);
    if (sleeper.woken) return {}; // even if something else came at the same time: the wake-up counts
    decltype(bucket.sleepers)::remove(&sleeper);
    return result;
}

u32 wake(AddressSpace& space, In<u32> word, u32 count) {
    const AddressSpace::Meaning meaning = space.meaning_of(VirtAddr(word.address()));
    Bucket& bucket = bucket_of(meaning);
    Guard guard(bucket.lock);
    u32 woken = 0;
    for (Sleeper* sleeper = bucket.sleepers.first(); sleeper && woken < count;) {
        Sleeper* next = bucket.sleepers.after(sleeper);
        if (sleeper->word == meaning) {
            decltype(bucket.sleepers)::remove(sleeper);
            sleeper->woken = true;
            sleeper->queue.wake_one();
            woken++;
        }
        sleeper = next;
    }
    return woken;
}

} // namespace futex
