// memory/shared_memory.h: memory that several address spaces have in common: the pages of it that exist so far.
//
// Every region of it is one of its owners. It finds its pages by their offset, and owns each of them together with the page
// tables where it is.
#pragma once

#include "lib/ref.h"
#include "memory/page_table.h"

class SharedMemory : public RefCounted {
  public:
    static Result<Ref<SharedMemory>> create(u64 bytes); // nomem if no program could have so many
    explicit SharedMemory(u64 bytes) : end_(round_up(bytes, kPageSize)) {}
    ~SharedMemory();

    // The page at an offset, all zero if it is new; the caller becomes one more of its owners.
    Result<PhysAddr> page_at(u64 offset);

    // From now on it is only read.
    void seal() { sealed_.store(true, Order::relaxed); }
    bool is_sealed() const { return sealed_.load(Order::relaxed); }

  private:
    Spinlock lock_{LockRank::shared_memory};
    PageTable pages_ GUARDED_BY(lock_); // no hart uses it: an offset stands for an address
    const VirtAddr end_;
    Atomic<u64> sealed_ = 0;
};

// Where in it something is. Without memory it is nowhere: a region is its process's own.
struct SharedPlace {
    Ref<SharedMemory> memory;
    u64 offset = 0;

    SharedPlace operator+(u64 bytes) const { return {memory, offset + bytes}; }
    bool operator==(const SharedPlace& other) const {
        return memory.get() == other.memory.get() && (!memory || offset == other.offset);
    }
};
