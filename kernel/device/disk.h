// device/disk.h: what a disk itself can do: move bytes between memory and itself, several requests at a time.
//
//   request.prepare({DiskWork::read, sector, bytes, count});
//   disk.start(request);
//   TRY(disk.finish(request))
//
// No order holds between requests that are under way together. This is the lower one of two interfaces: a cache on top
// of it makes it a BlockDevice (device/cached_disk.h).
#pragma once

#include "abi/result.h"
#include "lib/atomic.h"
#include "thread/wait_queue.h"

constexpr usize kSectorSize = 512; // the unit in which disks are addressed

enum class DiskWork : u32 { read, write, flush };

struct DiskTransfer {
    DiskWork work = DiskWork::read;
    u64 sector = 0;
    u8* bytes = nullptr; // in a page of the page allocator; none for a flush
    usize count = 0;     // a multiple of the disk's sector_size
};

// It stays where it is, and so do the bytes, until it is over.
class DiskRequest : NonCopyable {
  public:
    // From here on it is under way, and can be waited for, even before it is started.
    void prepare(const DiskTransfer& what) {
        transfer_ = what;
        state_.store(kUnderWay, Order::relaxed);
    }
    const DiskTransfer& transfer() const { return transfer_; }
    bool is_over() const { return state_.load(Order::acquire) != kUnderWay; }
    bool has_failed() const { return state_.load(Order::acquire) == kFailed; }

    // For the disk, which changes the state and waits under a lock of its own.
    WaitQueue& waiters() { return waiters_; }
    void end(bool success) {
        state_.store(success ? kDone : kFailed, Order::release);
        waiters_.wake_all();
    }

  private:
    static constexpr u32 kDone = 0, kFailed = 1, kUnderWay = 2;

    DiskTransfer transfer_;
    Atomic<u32> state_ = kDone;
    WaitQueue waiters_;
};

class Disk : NonCopyable {
  public:
    virtual u64 size() const = 0; // bytes
    virtual bool read_only() const = 0;
    virtual usize sector_size() const = 0; // bytes: requests begin and end at multiples of this one

    // Returns when the disk has taken the request, which was prepared. May sleep while there are too many.
    virtual void start(DiskRequest& request) = 0;

    // Sleeps until it is over, whatever signals come. Any number of threads may wait for the same. Errno::io
    virtual Result<void> finish(DiskRequest& request) = 0;

  protected:
    constexpr Disk() = default;
    ~Disk() = default; // nobody owns a disk through this interface
};
