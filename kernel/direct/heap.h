// direct/heap.h: the memory that brk hands out, when the program is linked with the kernel.
#pragma once

#include "abi/result.h"

// Once, before the program begins: the largest block of pages that there is. It cannot grow later.
Result<void> reserve_heap();
