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

Result<Mapping> linux_mmap(usize address, usize bytes, MapProtection protection, int flags, Fd, i64) {
    const int known = flags & ~kIgnored;
    if (!(known & MAP_ANONYMOUS)) return Errno::nodev;
    return sys_map(address, bytes, protection, static_cast<MapFlags>(known));
}
