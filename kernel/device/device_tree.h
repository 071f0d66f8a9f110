// device/device_tree.h: reads the tree in which the firmware, or QEMU, describes the machine.
#pragma once

#include "abi/result.h"
#include "arch/platform.h"

// Corrects what is known by a flattened device tree: memory, harts, devices, boot arguments. What the tree does
// not mention stays as it is. Errno::inval, and no change at all, if it is no valid tree; nothing outside of it
// is read. The boot arguments stay in the tree: copy them before its memory is given away.
Result<void> read_device_tree(const void* blob, Platform& known);
