// file/file_locks.h: locks on files, or on parts of them, that programs agree on: each keeps off other locks, and nothing else.
//
// A lock of a process is gone when the process closes any descriptor of the file, one of an open file when that goes
// (POSIX, fcntl; BSD's flock).
#pragma once

#include "file/file.h"

namespace file_locks {

// Those of one kind do not see the other: a lock on the whole file, and one on some of its bytes.
enum class Kind { whole, bytes };

constexpr u64 kToTheEnd = u64{1} << 63; // behind the last byte that a file could have
constexpr u32 kMost = 1024;             // in the whole system: all are looked at under a spinlock

struct Lock {
    const Inode* file = nullptr; // that whoever has the lock has open
    const void* owner = nullptr; // the descriptors of a process, or an open file
    Pid pid{-1};                 // of that process; -1 for an open file
    Kind kind = Kind::whole;
    bool exclusive = false; // else others may have such a lock there, too
    u64 start = 0;
    u64 end = kToTheEnd; // the first byte that is not locked
};

// In place of what the owner has there. Errno::again if another one's lock is in the way, for who does not wait; intr;
// deadlk if processes would wait for each other for ever; nolck if there could be more than kMost; nomem.
Result<void> take(const Lock& wanted, bool waits);

// Errno::nolck, nomem: what is left would be two locks.
Result<void> give_back(const Lock& range);

// Another one's lock that is in the way, copied to `found`; false if there is none.
bool find_obstacle(const Lock& wanted, Lock& found);

// An owner has closed a file. Rarely is there any lock.
extern constinit Atomic<u32> count;
void give_back_all(const void* owner, File& file);
inline void closed(const void* owner, File& file) {
    if (count.load(Order::relaxed) > 0) [[unlikely]]
        give_back_all(owner, file);
}

} // namespace file_locks
