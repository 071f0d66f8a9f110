// device/virtio_block.h: the machine's disk, a virtio block device.
#pragma once

#include "device/disk.h"

namespace virtio_block {

// The first disk that the device tree has, ready for requests; null if there is none. Errno::inval if it cannot be used:
// the log says why. Errno::nomem
Result<Disk*> find();

// From the trap handler: a device has something to say. Nothing happens if it is not the disk.
void handle_interrupt(u32 irq);

} // namespace virtio_block
