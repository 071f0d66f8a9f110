// direct/memory_calls.cpp: the calls about memory, when the program is linked with the kernel: its heap is pages of the kernel.
//
// In place of syscall/memory_calls.cpp, for the rows there that need no trap. There is one program, with one thread: nothing
// here needs a lock.
#include "direct/heap.h"
#include "lib/string.h"
#include "memory/page_allocator.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

struct Heap {
    u64 start = 0;
    u64 end = 0;
    u64 limit = 0;
};
constinit Heap heap;

} // namespace

Result<void> reserve_heap() {
    for (usize order = kMaxOrder + 1; order-- > 0;) {
        const Result<PhysAddr> block = pages::allocate(order);
        if (!block) continue;
        heap.start =
            reinterpret_cast<u64>(pointer_to<u8>(block.value())); // the program's address, as a number
        heap.end = heap.start;
        heap.limit = heap.start + (kPageSize << order);
        return {};
    }
    return Errno::nomem;
}

Result<usize> sys_brk(usize end) {
    if (end == 0) return heap.end;
    if (end < heap.start) return Errno::inval;
    if (end > heap.limit) return Errno::nomem;
    if (end > heap.end) memset(reinterpret_cast<u8*>(heap.end), 0, end - heap.end); // what was a pointer
    heap.end = end;
    return heap.end;
}

// The address space of the program has nothing in it.
Result<usize> sys_memory_list(Pid pid, Out<MemoryRegion> list, usize count) {
    return list_memory(*current_process().space, pid, list, count);
}
