// syscall/memory_calls.cpp: the handlers of calls about a program's memory, in the table's order.
#include "memory/address_space.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

// acces: no memory is both written and executed. What may be written or executed may be read.
Result<Protection> protection_of(MapProtection bits) {
    if (bits & ~(PROT_READ | PROT_WRITE | PROT_EXEC)) return Errno::inval;
    if (bits & PROT_WRITE)
        return bits & PROT_EXEC ? Result<Protection>(Errno::acces) : Protection::read_write;
    if (bits & PROT_EXEC) return Protection::read_execute;
    return bits & PROT_READ ? Protection::read : Protection::none;
}

bool are_pages(usize address, usize bytes) {
    return VirtAddr(address).page_offset() == 0 && in_user_range(VirtAddr(address), bytes);
}

// Without one of the two flags that insist on it, the address is a wish.
Result<Mapping> new_memory(usize address, usize bytes, Protection allowed, MapFlags flags,
                           Ref<SharedMemory> memory) {
    constexpr int kKinds = MAP_PRIVATE | MAP_SHARED;
    constexpr int kKnown =
        kKinds | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_NORESERVE | MAP_STACK;
    if (!(flags & kKinds) || (flags & kKinds) == kKinds || flags & ~kKnown || bytes == 0) return Errno::inval;
    if (!(flags & MAP_ANONYMOUS)) return Errno::inval;
    const auto placement = flags & MAP_FIXED_NOREPLACE ? AddressSpace::Placement::only_where_free
                           : flags & MAP_FIXED         ? AddressSpace::Placement::replacing
                                                       : AddressSpace::Placement::anywhere;
    VirtAddr start(address);
    if (placement == AddressSpace::Placement::anywhere) start = start.page();
    if (start.page_offset() != 0) return Errno::inval;
    AddressSpace& space = *current_process().space;
    return Mapping::unchecked(TRY(space.map(start, bytes, allowed, placement, std::move(memory))).value());
}

} // namespace

Result<usize> sys_brk(usize end) {
    AddressSpace& space = *current_process().space;
    if (end == 0) return space.heap_end().value();
    return TRY(space.set_heap_end(VirtAddr(end))).value();
}

Result<Mapping> sys_map(usize address, usize bytes, MapProtection protection, MapFlags flags) {
    if (bytes == 0) return Errno::inval;
    const bool is_shared = flags & MAP_SHARED;
    return new_memory(address, bytes, TRY(protection_of(protection)), flags,
                      is_shared ? TRY(SharedMemory::create(bytes)) : Ref<SharedMemory>());
}

Result<void> sys_unmap(Mapping memory, usize bytes) {
    const usize address = memory.address();
    if (bytes == 0 || !are_pages(address, bytes)) return Errno::inval;
    return current_process().space->unmap(VirtAddr(address), VirtAddr(address + round_up(bytes, kPageSize)));
}

Result<void> sys_protect(Mapping memory, usize bytes, MapProtection protection) {
    const usize address = memory.address();
    const Protection allowed = TRY(protection_of(protection));
    if (VirtAddr(address).page_offset() != 0) return Errno::inval;
    if (!are_pages(address, bytes)) return Errno::nomem;
    return current_process().space->protect(VirtAddr(address), VirtAddr(address + round_up(bytes, kPageSize)),
                                            allowed);
}

// All is read now, so that no fault ever waits for a disk (docs/decisions/0016-files-are-copied-when-they-are-mapped.md). What
// is shared is this copy, which nobody may change.
Result<Mapping> sys_map_file(usize address, usize bytes, MapProtection protection, MapFlags flags, Fd fd,
                             i64 offset) {
    Process& process = current_process();
    TRY(protection_of(protection));
    if (flags & MAP_ANONYMOUS || offset < 0 || offset % i64{kPageSize} != 0) return Errno::inval;
    const FileInUse file(process.files, fd);
    if (!file || !file->readable()) return Errno::badf;
    if (flags & MAP_SHARED && protection & PROT_WRITE) return Errno::nodev;
    const Ref<SharedMemory> shared =
        flags & MAP_SHARED ? TRY(SharedMemory::create(bytes)) : Ref<SharedMemory>();
    const auto kind = static_cast<MapFlags>(flags | MAP_ANONYMOUS);
    const Mapping memory = TRY(new_memory(address, bytes, Protection::read_write, kind, shared));
    UserSink sink(*process.space, memory.address(), bytes);
    const Result<usize> read = file->read_at(static_cast<u64>(offset), sink);
    const Result<void> filled = read ? sys_protect(memory, bytes, protection) : read.error();
    if (shared) shared->seal();
    if (filled) return memory;
    (void)sys_unmap(memory, bytes);
    return filled.error() == Errno::fault ? Errno::nomem : filled.error(); // another thread has taken it away
}

Result<void> sys_discard(Mapping memory, usize bytes) {
    const usize address = memory.address();
    if (bytes == 0 || !are_pages(address, bytes)) return Errno::inval;
    current_process().space->discard(VirtAddr(address), VirtAddr(address + round_up(bytes, kPageSize)));
    return {};
}

Result<Mapping> sys_remap(Mapping memory, usize bytes, usize new_bytes, RemapFlags flags, usize address) {
    const VirtAddr start(memory.address());
    const VirtAddr to(address);
    AddressSpace& space = *current_process().space;
    if (start.page_offset() != 0 || bytes == 0 || new_bytes == 0) return Errno::inval;
    if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) return Errno::inval;
    if (!(flags & MREMAP_FIXED))
        return Mapping::unchecked(TRY(space.resize(start, bytes, new_bytes, flags & MREMAP_MAYMOVE)).value());
    if (!(flags & MREMAP_MAYMOVE) || to.page_offset() != 0) return Errno::inval;
    return Mapping::unchecked(TRY(space.resize_to(start, bytes, to, new_bytes)).value());
}

Result<usize> sys_memory_list(Pid pid, Out<MemoryRegion> list, usize count) {
    return list_memory(*current_process().space, pid, list, count);
}
