// device/ramdisk.cpp: a disk that lies in memory: its blocks are where they are.
#include "device/ramdisk.h"
#include "debug/failures.h"
#include "lib/string.h"

Result<BlockView> RamDisk::read(u64 number) {
    if (number >= size() / block_size_ || failures::device.strikes()) return Errno::io;
    return BlockView(*this, number, first_ + number * block_size_);
}

Result<BlockView> RamDisk::fresh(u64 number) {
    BlockView view = TRY(read(number));
    memset(view.bytes_to_change(), 0, block_size_);
    return view;
}

Result<void> RamDisk::write_back() {
    if (failures::device.strikes()) return Errno::io;
    return {};
}
