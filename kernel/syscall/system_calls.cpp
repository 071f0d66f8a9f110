// syscall/system_calls.cpp: the handlers of calls about the whole system, in the table's order.
#include "debug/counters.h"
#include "debug/log.h"
#include "debug/symbols.h"
#include "fs/root.h"
#include "lib/format.h"
#include "lib/string.h"
#include "memory/page_allocator.h"
#include "mode/firmware.h"
#include "process/process.h"
#include "process/system.h"
#include "syscall/handlers.h"

Result<usize> sys_process_list(Out<ProcessInfo> list, usize count) {
    return list_processes(*current_process().space, list, count);
}

Result<void> sys_system_info(Out<SystemInfo> answer) {
    return copy_out(*current_process().space, answer, system_info());
}

// The log is copied once while it stands still: it is larger than a kernel stack, so into pages.
Result<usize> sys_kernel_log(Out<char> text, usize size) {
    const PhysAddr memory = TRY(pages::allocate(2));
    char* copy = pointer_to<char>(memory);
    const usize most = kPageSize << 2;
    const usize length = read_log(copy, size < most ? size : most);
    const Result<void> result =
        copy_out_bytes(*current_process().space, VirtAddr(text.address()), copy, length);
    pages::release(memory);
    if (!result) return result.error();
    return length;
}

Result<never> sys_poweroff(int status) {
    counters::count_success(call_poweroff);
    counters::tell_if_asked(platform.boot_arguments);
    root::unmount();
    firmware::power_off(status & 0xff);
}

namespace {

LockInfo describe(LockRank rank) {
    const LockUsage usage = SpinlockChecks::usage(rank);
    LockInfo info{};
    copy_string(info.name, name_of(rank), sizeof(info.name));
    info.taken = usage.taken;
    info.waited = usage.waited;
    info.longest = usage.longest;
    u64 offset = 0;
    const char* place = symbol_name(usage.longest_place, offset);
    if (place) format(info.longest_place, sizeof(info.longest_place), "%s+%lu", place, offset);
    return info;
}

} // namespace

// The list is checked even where there is nothing to tell, so that a program's mistake is the same with every kernel.
Result<usize> sys_lock_list(Out<LockInfo> list, usize count) {
    if (count > LOCKS_MAX) return Errno::inval;
    if (!may_be_copied(VirtAddr(list.address()), count * sizeof(LockInfo))) return Errno::fault;
    for (usize i = 0; i < SpinlockChecks::kMeasuredRanks && i < count; i++) {
        const Out<LockInfo> place(list.address() + i * sizeof(LockInfo));
        TRY(copy_out(*current_process().space, place, describe(static_cast<LockRank>(i))));
    }
    return SpinlockChecks::kMeasuredRanks;
}
