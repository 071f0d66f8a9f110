// device/block_device.h: what a file system asks of a disk: blocks, by number, to read and to change.
//
//   BlockView view = TRY(disk.read(number));
//   view.at<u32>(8)
//
//   view.change<u32>(8) = 1;
//   disk.changed(view, Turn::inodes);
//
// A view keeps its block in memory, and its bytes where they are, until it goes away. So a disk that lies in memory
// hands out its own bytes, and a cache in front of a slower one can count who uses a block.
//
// What was changed reaches the disk later, in turns: all blocks of one turn, and when they are there for good, those of
// the next. So whatever points to something comes after what it points to, and a disk that loses its power between any
// two writes still makes sense.
//
// Many threads may read at once. While one changes blocks, or has all of them written back, no other one uses the disk:
// the file system sees to that. When memory gets scarce, or for the sake of order, read, fresh and order write back
// too: so whatever is dirty when they are called may be on the disk from then on. A read of one among many may do so as
// well: the others only read meanwhile.
#pragma once

#include "abi/result.h"
#include "lib/assert.h"
#include "lib/noncopyable.h"

class BlockView;

// What is in a block, in the order in which the disk gets it.
enum class Turn : u8 {
    contents, // files' bytes; bitmaps; also what nothing on the disk points to yet
    inodes,
    numbers, // of blocks, in blocks that a file has already
    names,   // directories
    counts,  // group descriptors, the superblock: what can be counted anew from the rest
};

class BlockDevice : NonCopyable {
  public:
    virtual u64 size() const = 0; // bytes
    virtual bool read_only() const = 0;
    virtual usize sector_size() const = 0; // bytes, which are written together, even if blocks are shorter

    // Blocks are so many bytes long from now on: a power of two, from 512 to a page. Only while no view is alive, and
    // nothing is dirty.
    virtual void set_block_size(usize bytes) = 0;

    // May sleep. Errno::io if there is no such block, or it cannot be read.
    virtual Result<BlockView> read(u64 number) = 0;

    // A block of which nothing is to be kept: all zeros. The disk is not asked. Call changed before the view goes away.
    virtual Result<BlockView> fresh(u64 number) = 0;

    // A block of which all bytes will be changed at once: what is in it until then may be anything. The disk need not be
    // asked. If it is not all changed after all, let the view go away without a call of changed, and read the block.
    virtual Result<BlockView> replace(u64 number);

    // The bytes have been changed, since the last call of read, fresh or order. If the block was clean, this is its turn;
    // if not, it keeps the one it has. Not on a disk that is read-only.
    virtual void changed(BlockView& view, Turn turn) = 0;

    // What has been changed in `first` will be on the disk before anything that is changed in `second` from now on. Where
    // turns cannot say so, because `second` waits to be written too, all is written back now. Errno::io
    virtual Result<void> order(BlockView& first, BlockView& second) = 0;

    // All that was changed is on the disk for good. Errno::io: some of it is not; it stays dirty, and so does all whose
    // turn is later.
    virtual Result<void> write_back() = 0;

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
    BlockView(BlockDevice& device, u64 number, u8* bytes)
        : device_(&device), number_(number), bytes_(bytes) {}

    // Bytes that are always there and belong to no device: they are never changed.
    explicit BlockView(const u8* bytes) : bytes_(const_cast<u8*>(bytes)) {}

    BlockView(BlockView&& other)
        : device_(std::exchange(other.device_, {})), number_(other.number_), bytes_(other.bytes_) {}
    BlockView& operator=(BlockView&& other) {
        std::swap(device_, other.device_);
        std::swap(number_, other.number_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~BlockView() {
        if (device_) device_->release(number_);
    }

    u64 number() const { return number_; } // of a block of a device
    const u8* bytes() const { return bytes_; }

    // What lies at an offset, which is a multiple of T's alignment, inside of the block.
    template <class T> const T& at(usize offset) const {
        return *reinterpret_cast<const T*>(bytes_ +
                                           offset); // the disk's format, in the processor's byte order
    }

    // The same, to be changed; then the device is to be told (BlockDevice::changed).
    u8* bytes_to_change() {
        kassert(device_ != nullptr);
        return bytes_;
    }
    template <class T> T& change(usize offset) {
        return *reinterpret_cast<T*>(bytes_to_change() + offset); // the disk's format, likewise
    }

  private:
    BlockDevice* device_ = nullptr;
    u64 number_ = 0;
    u8* bytes_;
};

inline Result<BlockView> BlockDevice::replace(u64 number) { return read(number); }
