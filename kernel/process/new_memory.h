// process/new_memory.h: filling the memory of a new program, whatever the program may do with it later.
#pragma once

#include "memory/address_space.h"

// Nobody else knows the space yet, so that its pages stay where they are without the lock.
Result<u8*> page_to_fill(AddressSpace& space, VirtAddr page);

Result<void> fill(AddressSpace& space, VirtAddr to, const void* bytes, usize count);
