// tests/host/recording_disk.h: a disk in memory that keeps a log of what is written to it, and in which order.
//
// The log has the format of Linux's dm-log-writes, as QEMU's driver blklogwrites has: tests/power_cuts.py replays it.
#pragma once

#include "device/disk.h"

class RecordingDisk final : public Disk {
  public:
    explicit RecordingDisk(const std::vector<u8>& bytes) : bytes_(bytes) {}

    u64 size() const override { return bytes_.size(); }
    bool read_only() const override { return false; }
    usize sector_size() const override { return kSectorSize; }

    void start(DiskRequest& request) override {
        const DiskTransfer& transfer = request.transfer();
        const u64 place = transfer.sector * kSectorSize;
        bool good = !fails_ && place <= bytes_.size() && transfer.count <= bytes_.size() - place;
        outside_ |= place > bytes_.size() || transfer.count > bytes_.size() - place;
        if (good && transfer.work == DiskWork::read)
            std::copy_n(bytes_.begin() + static_cast<long>(place), transfer.count, transfer.bytes);
        if (good && transfer.work == DiskWork::write) write(place, {transfer.bytes, transfer.count});
        if (good && transfer.work == DiskWork::flush) enter(0, 0, kFlush, 0);
        request.end(good);
    }
    Result<void> finish(DiskRequest& request) override {
        if (request.has_failed()) return Errno::io;
        return {};
    }

    const std::vector<u8>& bytes() const { return bytes_; }
    bool was_used_outside() const { return outside_; } // beyond its end
    void fail(bool fails) { fails_ = fails; }
    usize writes() const { return writes_; }

    // A line for whoever reads the log: what is so at this moment.
    void mark(std::string_view line) {
        ASSERT_LE(line.size(), kSectorSize - sizeof(Entry));
        enter(0, 0, kMark, line.size());
        std::copy(line.begin(), line.end(), log_.end() - kSectorSize + sizeof(Entry));
    }

    void save_log(const std::string& path) const {
        std::ofstream file(path, std::ios::binary);
        const Head head{0x6a736677736872, 1, entries_, kSectorSize};
        std::vector<u8> first(kSectorSize);
        std::memcpy(first.data(), &head, sizeof head);
        for (const std::vector<u8>* part : {&std::as_const(first), &log_})
            file.write(reinterpret_cast<const char*>(part->data()), static_cast<long>(part->size())); // bytes
    }

  private:
    struct Head {
        u64 magic, version, entries;
        u32 sector_size;
    };
    struct Entry {
        u64 sector, sectors, flags, length;
    };
    static constexpr u64 kFlush = 1, kMark = 8;

    void write(u64 place, std::span<const u8> bytes) {
        std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<long>(place));
        enter(place / kSectorSize, bytes.size() / kSectorSize, 0, 0);
        log_.insert(log_.end(), bytes.begin(), bytes.end());
        writes_++;
    }
    void enter(u64 sector, u64 sectors, u64 flags, u64 length) {
        const Entry entry{sector, sectors, flags, length};
        log_.resize(log_.size() + kSectorSize);
        std::memcpy(log_.data() + log_.size() - kSectorSize, &entry, sizeof entry);
        entries_++;
    }

    std::vector<u8> bytes_;
    std::vector<u8> log_;
    u64 entries_ = 0;
    usize writes_ = 0;
    bool fails_ = false;
    bool outside_ = false;
};
