// device/ramdisk.h: a disk that lies in memory.
#pragma once

#include "device/block_device.h"

class RamDisk final : public BlockDevice {
  public:
    // From first up to end, which stay where they are. first is aligned to a page.
    constexpr RamDisk(const u8* first, const u8* end) : first_(first), end_(end) {}

    u64 size() const override { return static_cast<u64>(end_ - first_); }
    void set_block_size(usize bytes) override { block_size_ = bytes; }
    Result<BlockView> read(u64 number) override;

  private:
    void release(u64) override {} // memory does not go away

    const u8* first_;
    const u8* end_;
    usize block_size_ = 512;
};
