// syscall/poll_calls.cpp: the handlers of calls that wait for several files, in the table's order.
#include "file/poll.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include "syscall/polling.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

Result<void> tell(Out<PollEntry> entries, std::span<const PollEntry> answers) {
    u64 place = entries.address() + offsetof(PollEntry, revents);
    for (const PollEntry& answer : answers) {
        TRY(copy_out(user_space(), Out<short>(place), answer.revents));
        place += sizeof(PollEntry);
    }
    return {};
}

} // namespace

Result<usize> sys_poll(Out<PollEntry> entries, usize count, i64 timeout) {
    if (count > OPEN_FILES_MAX) return Errno::inval;
    const PollEntries copies = TRY(PollEntries::create(count));
    const std::span<PollEntry> polled = copies.span();
    TRY(copy_in_bytes(user_space(), polled.data(), VirtAddr(entries.address()), polled.size_bytes()));
    const usize ready = TRY(poll_files(current_process().files, polled, poll_deadline(timeout)));
    TRY(tell(entries, polled));
    return ready;
}

Result<usize> sys_ppoll(Out<PollEntry> entries, usize count, i64 timeout, In<u64> mask) {
    const CallMask block = TRY(CallMask::copy_in(user_space(), mask));
    block.begin();
    const Result<usize> ready = sys_poll(entries, count, timeout);
    block.end(ready.error());
    return ready;
}
