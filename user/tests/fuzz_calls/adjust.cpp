// user/tests/fuzz_calls/adjust.cpp: rows whose types do not tell all: what random arguments would hit is put right.
#include "maker.h"
#include <signal.h>

extern "C" {
void thread_that_ends();
}

// Some pages of the loose part; with some luck no pages at all, or far too many.
u64 Maker::page_range(u64& bytes) {
    const Memory& memory = all_.memory;
    const u64 first = random_.below(Memory::kLoosePages);
    bytes = (random_.below(Memory::kLoosePages - first) + 1) * kPage;
    u64 start = memory.loose() + first * kPage;
    if (chance(10)) bytes -= random_.below(kPage);
    if (chance(10)) start += random_.below(kPage);
    if (chance(10)) start = hostile();
    if (chance(10)) bytes = hostile();
    return start;
}

void Maker::adjust_memory(Call& call) {
    u64(&arguments)[table::kMostParameters] = call.arguments;
    if (call.row->is(sys::Call::brk)) {
        arguments[0] = all_.memory.heap() + random_.below(16 * kPage);
        if (chance(20)) arguments[0] = hostile();
        return;
    }
    do arguments[0] = page_range(arguments[1]);
    while (!all_.memory.is_nobodys(arguments[0], arguments[1] + kPage));
    if (call.row->is(sys::Call::map) && chance(80)) arguments[3] |= MAP_PRIVATE | MAP_ANONYMOUS;
    constexpr usize kProtection = 2;
    if (!call.row->is(sys::Call::unmap) && chance(60)) arguments[kProtection] = PROT_READ | PROT_WRITE;
}

// -1 is everybody, the fuzzer itself and the shell too: they do not mind this signal.
void Maker::adjust_kill(Call& call) {
    u64& signal = call.arguments[1];
    constexpr Signal kMild[] = {SIGNONE, SIGUSR1, SIGCHLD, SIGCONT, SIGWINCH, SIGURG};
    const bool everybody = call.row->is(sys::Call::kill) && static_cast<i32>(call.arguments[0]) == -1;
    if (everybody)
        signal = SIGURG;
    else if (chance(95))
        signal = static_cast<u64>(kMild[random_.below(sizeof kMild / sizeof kMild[0])]);
}

void Maker::adjust_thread(Call& call) {
    const auto entry = reinterpret_cast<u64>(&thread_that_ends); // the call takes a number
    if (chance(95)) call.arguments[0] = entry;
}

void Maker::adjust(Call& call) {
    const table::Row& row = *call.row;
    if (row.is(sys::Call::brk) || row.is(sys::Call::map) || row.is(sys::Call::unmap) ||
        row.is(sys::Call::protect))
        adjust_memory(call);
    if (row.is(sys::Call::kill) || row.is(sys::Call::thread_kill)) adjust_kill(call);
    if (row.is(sys::Call::thread_create)) adjust_thread(call);
}
