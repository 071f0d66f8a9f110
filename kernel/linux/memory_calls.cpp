// linux/memory_calls.cpp: Linux's calls about memory, where they are not ours.
#include "linux/handlers.h"

namespace {

// What means nothing here: all memory comes when it is touched, and stays where it is.
constexpr int kIgnored = 0x800     // MAP_DENYWRITE
                         | 0x1000  // MAP_EXECUTABLE
                         | 0x2000  // MAP_LOCKED
                         | 0x8000  // MAP_POPULATE
                         | 0x10000 // MAP_NONBLOCK
    ;

} // namespace

// Linux tells where the end is, also if it could not be moved.
Result<usize> linux_brk(usize end) {
    const Result<usize> moved = sys_brk(end);
    return moved ? moved : sys_brk(0);
}

Result<Mapping> linux_mmap(usize address, usize bytes, MapProtection protection, MapFlags flags, Fd fd,
                           i64 offset) {
    const auto known = static_cast<MapFlags>(flags & ~kIgnored);
    if (known & MAP_ANONYMOUS) return sys_map(address, bytes, protection, known);
    return sys_map_file(address, bytes, protection, known, fd, offset);
}

// All advice but this one is about speed; of this, programs rely on what it does.
Result<void> linux_madvise(Mapping memory, usize bytes, int advice) {
    constexpr int kDoNotNeed = 4; // MADV_DONTNEED
    if (advice != kDoNotNeed || bytes == 0) return {};
    return sys_discard(memory, bytes);
}

// Nothing can be executed that was written since it became so, and then it was flushed (AddressSpace::protect).
Result<void> linux_flush_icache(usize, usize, usize) { return {}; }
