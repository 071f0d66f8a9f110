// device/block_device.h: what a file system asks of a disk: blocks, by number.
//
//   BlockView view = TRY(disk.read(number));
//   view.at<u32>(8)
//
// A view keeps its block in memory, and its bytes where they are, until it goes away. So a disk that lies in memory
// hands out its own bytes, and a cache in front of a slower one can count who uses a block.
#pragma once

#include "abi/result.h"
#include "lib/assert.h"
#include "lib/noncopyable.h"

class BlockView;

class BlockDevice : NonCopyable {
  public:
    virtual u64 size() const = 0; // bytes

    // Blocks are so many bytes long from now on: a power of two, at least 512. Only while no view is alive.
    virtual void set_block_size(usize bytes) = 0;

    // May sleep. Errno::io if there is no such block, or it cannot be read.
    virtual Result<BlockView> read(u64 number) = 0;

  protected:
    constexpr BlockDevice() = default;
    ~BlockDevice() = default; // nobody owns a disk through this interface

  private:
    friend class BlockView;
    virtual void release(u64 number) = 0; // one view less
};

class BlockView {
  public:
    // The bytes of a block are aligned as a page is, or to their own length if they are fewer.
    BlockView(BlockDevice& device, u64 number, const u8* bytes)
        : device_(&device), number_(number), bytes_(bytes) {}

    // Bytes that are always there and belong to no device.
    explicit BlockView(const u8* bytes) : bytes_(bytes) {}

    BlockView(BlockView&& other)
        : device_(std::exchange(other.device_, nullptr)), number_(other.number_), bytes_(other.bytes_) {}
    BlockView& operator=(BlockView&& other) {
        std::swap(device_, other.device_);
        std::swap(number_, other.number_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~BlockView() {
        if (device_) device_->release(number_);
    }

    const u8* bytes() const { return bytes_; }

    // What lies at an offset, which is a multiple of T's alignment, inside of the block.
    template <class T> const T& at(usize offset) const {
        return *reinterpret_cast<const T*>(bytes_ +
                                           offset); // the disk's format, in the processor's byte order
    }

  private:
    BlockDevice* device_ = nullptr;
    u64 number_ = 0;
    const u8* bytes_;
};
