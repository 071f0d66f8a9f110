// device/ramdisk.h: a disk that lies in memory: what is written to it is there at once, and gone with the power.
#pragma once

#include "device/block_device.h"

class RamDisk final : public BlockDevice {
  public:
    // From first up to end, which stay where they are. first is aligned to a page.
    constexpr RamDisk(u8* first, u8* end) : first_(first), end_(end) {}

    u64 size() const override { return static_cast<u64>(end_ - first_); }
    bool read_only() const override { return false; }
    usize sector_size() const override { return 1; }
    void set_block_size(usize bytes) override { block_size_ = bytes; }
    Result<BlockView> read(u64 number) override;
    Result<BlockView> fresh(u64 number) override;
    void changed(BlockView&, Turn) override {} // memory knows already
    Result<void> order(BlockView&, BlockView&) override { return {}; }
    Result<void> write_back() override;

  private:
    void release(u64) override {} // memory does not go away

    u8* first_;
    u8* end_;
    usize block_size_ = 512;
};
