// tests/host/fake_disk.h: a disk of the host's memory, which tells what it was asked for, and can be made to fail or to wait.
#pragma once

#include "device/disk.h"

class FakeDisk final : public Disk {
  public:
    struct Event {
        DiskWork work;
        u64 sector; // of a flush: 0
        std::vector<u8> bytes;
    };

    explicit FakeDisk(u64 sectors, usize sector_size = kSectorSize)
        : bytes_(sectors * kSectorSize), sector_size_(sector_size) {}

    u64 size() const override { return bytes_.size(); }
    bool read_only() const override { return false; }
    usize sector_size() const override { return sector_size_; }

    void start(DiskRequest& request) override {
        Guard guard(lock_);
        const DiskTransfer transfer = request.transfer();
        EXPECT_EQ(transfer.count % sector_size_, 0u);
        EXPECT_EQ(transfer.sector * kSectorSize % sector_size_, 0u);
        if (waits_) return waiting_.push_back(&request);
        request.end(transfer_now(transfer));
    }

    Result<void> finish(DiskRequest& request) override {
        Guard guard(lock_);
        while (!request.is_over()) request.waiters().wait_through_signals(guard);
        if (request.has_failed()) return Errno::io;
        return {};
    }

    // From here on nothing is done, until it is let go on; and how much waits.
    void hold() { waits_ = true; }
    void let_go() {
        Guard guard(lock_);
        waits_ = false;
        for (DiskRequest* request : waiting_) request->end(transfer_now(request->transfer()));
        waiting_.clear();
    }
    usize waiting() {
        Guard guard(lock_);
        return waiting_.size();
    }

    // What fails: reads and writes that touch one of these sectors, and flushes.
    std::set<u64> bad_to_read, bad_to_write;
    bool cannot_flush = false;

    std::vector<Event> events; // what was done, in order; only what succeeded

    usize count(DiskWork work) const {
        return static_cast<usize>(
            std::ranges::count_if(events, [work](const Event& event) { return event.work == work; }));
    }
    std::vector<u8>& bytes() { return bytes_; }

  private:
    bool is_bad(const DiskTransfer& transfer) const {
        if (transfer.work == DiskWork::flush) return cannot_flush;
        if (transfer.sector + transfer.count / kSectorSize > bytes_.size() / kSectorSize) return true;
        const auto& bad = transfer.work == DiskWork::read ? bad_to_read : bad_to_write;
        const auto first = bad.lower_bound(transfer.sector);
        return first != bad.end() && *first < transfer.sector + transfer.count / kSectorSize;
    }

    bool transfer_now(const DiskTransfer& transfer) {
        if (is_bad(transfer)) return false;
        const auto place = bytes_.begin() + static_cast<long>(transfer.sector * kSectorSize);
        if (transfer.work == DiskWork::read) std::copy_n(place, transfer.count, transfer.bytes);
        if (transfer.work == DiskWork::write) std::copy_n(transfer.bytes, transfer.count, place);
        events.push_back({transfer.work, transfer.sector, {transfer.bytes, transfer.bytes + transfer.count}});
        return true;
    }

    Spinlock lock_{LockRank::disk};
    std::vector<u8> bytes_;
    const usize sector_size_;
    std::atomic<bool> waits_ = false;
    std::vector<DiskRequest*> waiting_;
};
