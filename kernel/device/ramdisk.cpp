// device/ramdisk.cpp: a disk that lies in memory: its blocks are where they are.
#include "device/ramdisk.h"
#include "debug/failures.h"

Result<BlockView> RamDisk::read(u64 number) {
    if (number >= size() / block_size_ || failures::device.strikes()) return Errno::io;
    return BlockView(*this, number, first_ + number * block_size_);
}
