// user/libc/lock.h: the library's own locks, for what threads share: the heap, files, what is to be done at the end.
//
//   Holder holder(lock);      held until the end of the scope
//
// Free or taken, it costs one atomic instruction to take and one to give back; and nothing as long as the program has
// only one thread.
#pragma once

#include "futex.h"

namespace libc {

extern bool threaded; // there is, or was, more than one thread

// A word: 0 free, 1 taken, 2 taken and somebody may wait. The same words are in a pthread_mutex_t.
inline bool try_take(u32& word) {
    u32 free = 0;
    return __atomic_compare_exchange_n(&word, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
int wait_and_take(u32& word, const timespec* end = nullptr); // 0, or EINVAL or ETIMEDOUT
inline void give_back(u32& word) {
    if (__atomic_exchange_n(&word, 0, __ATOMIC_RELEASE) == 2) wake_at(word, 1);
}

class Lock {
  public:
    constexpr Lock() = default;
    Lock(const Lock&) = delete;
    void take() {
        if (threaded && !try_take(word_)) wait_and_take(word_);
    }
    void give_back() {
        if (threaded) libc::give_back(word_);
    }
    void reset() { word_ = 0; } // after a fork: nobody else is there

  private:
    u32 word_ = 0;
};

// The same thread may take it again while it has it.
class RecursiveLock {
  public:
    constexpr RecursiveLock() = default;
    void take();
    void give_back();
    void reset();

  private:
    Lock lock_;
    const int* owner_ = nullptr; // the thread, by the address of its errno; null if it is free
    u32 depth_ = 0;
};

template <class AnyLock> class Holder {
  public:
    explicit Holder(AnyLock& lock) : lock_(lock) { lock_.take(); }
    Holder(const Holder&) = delete;
    ~Holder() { lock_.give_back(); }

  private:
    AnyLock& lock_;
};

extern Lock heap_lock; // of malloc; fork takes it too, so that the child finds the heap in order

} // namespace libc
