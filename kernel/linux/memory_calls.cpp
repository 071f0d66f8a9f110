// linux/memory_calls.cpp: Linux's calls about memory, where they are not ours.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"
#include "thread/scheduler.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

} // namespace

// Linux tells where the end is, also if it could not be moved.
Result<usize> linux_brk(usize end) {
    const Result<usize> moved = sys_brk(end);
    return moved ? moved : sys_brk(0);
}

// --- new memory ---

namespace {

// Numbers of Linux (its include/uapi/asm-generic/mman.h): there are no pages of other sizes here. All other flags that are
// not ours mean nothing: memory comes when it is touched, and stays where it is.
constexpr int kHugePages = 0x40000;
constexpr int kValidated = MAP_SHARED | MAP_PRIVATE; // of a file: shared
constexpr int kKnown =
    MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_NORESERVE | MAP_STACK;
constexpr int kKnownProtection = PROT_READ | PROT_WRITE | PROT_EXEC;

// Linux has other errors for what cannot be mapped.
Result<Mapping> map_file(usize address, usize bytes, MapProtection protection, MapFlags flags, Fd fd,
                         i64 offset) {
    if ((flags & kValidated) == kValidated) flags = static_cast<MapFlags>(flags & ~MAP_PRIVATE);
    {
        const FileInUse file(current_process().files, fd);
        if (file && !file->readable()) return Errno::acces;
        const bool would_change_it = flags & MAP_SHARED && protection & PROT_WRITE;
        if (file && would_change_it && !file->writable()) return Errno::acces;
    }
    const Result<Mapping> mapped = sys_map_file(address, bytes, protection, flags, fd, offset);
    const bool has_places = mapped.error() != Errno::isdir && mapped.error() != Errno::spipe;
    return has_places ? mapped : Result<Mapping>(Errno::nodev);
}

} // namespace

Result<Mapping> linux_mmap(usize address, usize bytes, MapProtection protection, MapFlags flags, Fd fd,
                           i64 offset) {
    if (flags & kHugePages) return Errno::nomem;
    const auto known = static_cast<MapFlags>(flags & kKnown);
    const auto allowed = static_cast<MapProtection>(protection & kKnownProtection);
    if (known & MAP_ANONYMOUS) return sys_map(address, bytes, allowed, known);
    return map_file(address, bytes, allowed, known, fd, offset);
}

// --- advice, and questions ---

namespace {

// Numbers of Linux, likewise: advice.
enum Advice : int {
    advice_normal = 0,
    advice_random = 1,
    advice_sequential = 2,
    advice_will_need = 3,
    advice_do_not_need = 4,
    advice_free = 8,
    advice_not_in_core_file = 16,
    advice_in_core_file = 17,
    advice_cold = 20,
    advice_page_out = 21,
};

// There is memory in all of these pages.
Result<void> check_mapped(VirtAddr start, usize bytes) {
    if (!in_user_range(start, bytes)) return Errno::nomem;
    const VirtAddr end(round_up(start.value() + bytes, kPageSize));
    return user_space().is_mapped(start.page(), end) ? Result<void>() : Result<void>(Errno::nomem);
}

bool begins_a_page(Mapping memory) { return VirtAddr(memory.address()).page_offset() == 0; }

} // namespace

// What is only about speed is taken note of. What programs rely on is done, or refused.
Result<void> linux_madvise(Mapping memory, usize bytes, int advice) {
    const VirtAddr start(memory.address());
    if (!begins_a_page(memory)) return Errno::inval;
    switch (advice) {
    case advice_do_not_need:
    case advice_free: // at once, rather than when somebody needs it
        if (bytes > 0) TRY(sys_discard(memory, bytes));
        return check_mapped(start, bytes);
    case advice_normal:
    case advice_random:
    case advice_sequential:
    case advice_will_need:
    case advice_not_in_core_file:
    case advice_in_core_file:
    case advice_cold:
    case advice_page_out: return check_mapped(start, bytes);
    default: return Errno::inval;
    }
}

// All memory stays in memory.
Result<void> linux_mlock(usize address, usize bytes) { return check_mapped(VirtAddr(address), bytes); }

Result<void> linux_mlock2(usize address, usize bytes, int flags) {
    constexpr int kWhenTouched = 1;
    return flags & ~kWhenTouched ? Result<void>(Errno::inval) : linux_mlock(address, bytes);
}

Result<void> linux_mlockall(int flags) {
    constexpr int kNow = 1;
    constexpr int kFromNowOn = 2;
    constexpr int kWhenTouched = 4;
    const bool says_when = flags & (kNow | kFromNowOn);
    return flags & ~(kNow | kFromNowOn | kWhenTouched) || !says_when ? Errno::inval : Result<void>();
}

Result<void> linux_munlockall() { return {}; }

// No memory is that of a file.
Result<void> linux_msync(Mapping memory, usize bytes, int flags) {
    constexpr int kLater = 1;
    constexpr int kAnew = 2; // for all who have mapped the same
    constexpr int kNow = 4;
    if (flags & ~(kLater | kAnew | kNow) || (flags & kLater && flags & kNow)) return Errno::inval;
    if (!begins_a_page(memory)) return Errno::inval;
    return check_mapped(VirtAddr(memory.address()), bytes);
}

// A byte for each page: whether it has come into being. It may be much memory: a signal is looked for now and then.
Result<void> linux_mincore(Mapping memory, usize bytes, Out<u8> present) {
    constexpr usize kBytesBetweenLooks = 512 * kPageSize;
    if (!begins_a_page(memory)) return Errno::inval;
    TRY(check_mapped(VirtAddr(memory.address()), bytes));
    for (usize done = 0; done < bytes; done += kPageSize) {
        if (done % kBytesBetweenLooks == 0) TRY(scheduler::check_signal());
        const bool is_there = user_space().has_page(VirtAddr(memory.address() + done));
        TRY(copy_out(user_space(), Out<u8>(present.address() + done / kPageSize), u8{is_there}));
    }
    return {};
}

// Nothing can be executed that was written since it became so, and then it was flushed (AddressSpace::protect).
Result<void> linux_flush_icache(usize, usize, usize) { return {}; }
