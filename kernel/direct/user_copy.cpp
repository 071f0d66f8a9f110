// direct/user_copy.cpp: the ways to a program's memory, when the program is linked with the kernel: it is the kernel's own.
//
// In place of memory/user_copy.cpp. What can be checked is checked: that it is memory at all, and not the kernel's code.
#include "memory/user_copy.h"
#include "arch/kernel_image.h"
#include "arch/platform.h"
#include "memory/page_allocator.h"

constinit const u64 user_memory_end = ~0ul;

namespace {

// Below the kernel there may be memory of the firmware's.
bool is_memory(u64 start, usize bytes) {
    const u64 first = reinterpret_cast<u64>(kernel_start); // a symbol, as a number
    const u64 end = platform.memory.value() + kPhysBaseOffset + platform.memory_size;
    return start >= first && start <= end && bytes <= end - start;
}

// Of what is memory.
bool is_constant(u64 start) {
    return start < reinterpret_cast<u64>(data_start); // as above
}

} // namespace

// No bytes are right wherever they are, as where a program has its own memory.
Result<void> copy_in_bytes(AddressSpace&, void* to, VirtAddr from, usize bytes) {
    if (bytes == 0) return {};
    if (!is_memory(from.value(), bytes)) return Errno::fault;
    memcpy(to, reinterpret_cast<const void*>(from.value()), bytes); // the program's address is the kernel's
    return {};
}

Result<void> copy_out_bytes(AddressSpace&, VirtAddr to, const void* from, usize bytes) {
    if (bytes == 0) return {};
    if (!is_memory(to.value(), bytes) || is_constant(to.value())) return Errno::fault;
    memcpy(reinterpret_cast<void*>(to.value()), from, bytes); // as above
    return {};
}

Result<usize> copy_string(AddressSpace&, char* to, Str from, usize size) {
    for (usize length = 0; length < size; length++) {
        if (!is_memory(from.address() + length, 1)) return Errno::fault;
        to[length] = reinterpret_cast<const char*>(from.address())[length]; // as above
        if (to[length] == 0) return length;
    }
    return Errno::nametoolong;
}
