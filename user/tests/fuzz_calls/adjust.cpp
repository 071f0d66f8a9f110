// user/tests/fuzz_calls/adjust.cpp: rows whose types do not tell all: what random arguments would hit is put right.
#include "entry.h"
#include "maker.h"
#include "own_folder.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

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
    if (call.row->is(sys::Call::map_file) && chance(80)) {
        arguments[3] = (arguments[3] | MAP_PRIVATE) & ~u64{MAP_ANONYMOUS};
        arguments[5] &= 0xf000;
    }
    if (call.row->is(sys::Call::remap)) {
        do arguments[4] = page_range(arguments[2]);
        while (!all_.memory.is_nobodys(arguments[4], arguments[2] + kPage));
        return;
    }
    constexpr usize kProtection = 2;
    if (call.row->arity > kProtection && chance(60)) arguments[kProtection] = PROT_READ | PROT_WRITE;
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

// All paths are in the folder that is the fuzzer's own, from wherever they begin.
void Maker::choose_own_paths(Call& call) {
    const table::Row& row = *call.row;
    for (usize i = 0; i < row.arity; i++) {
        if (row.parameters[i].type == table::type_of<AtFlags> && chance(60)) call.arguments[i] = 0;
        if (row.parameters[i].kind != table::Kind::string) continue;
        const bool has_directory = i > 0 && row.parameters[i - 1].kind == table::Kind::descriptor;
        const bool is_relative = has_directory && chance(50);
        if (is_relative) call.arguments[i - 1] = static_cast<u64>(kOwnFolderFd);
        const char* path =
            is_relative ? own_folder::relative_path(random_) : own_folder::absolute_path(random_);
        call.arguments[i] = reinterpret_cast<u64>(path); // a call takes a number
    }
}

// Elsewhere, files are only read.
void Maker::adjust_open(Call& call) {
    if (chance(60)) return choose_own_paths(call);
    u64& flags = call.arguments[call.row->is(sys::Call::openat) ? 2 : 1];
    flags &= ~u64{O_WRONLY | O_RDWR | O_CREAT | O_TRUNC};
}

// Permissions have no names of which one could be chosen. Whoever removes the folder must be able to read what is in it.
void Maker::adjust_modes(Call& call) {
    for (usize i = 0; i < call.row->arity; i++) {
        u64& mode = call.arguments[i];
        if (call.row->parameters[i].type != table::type_of<FileMode>) continue;
        if (chance(90)) mode = random_.below(010000);
        mode = call.row->is(sys::Call::umask) ? mode & ~u64{S_IRUSR} : mode | S_IRUSR;
    }
}

bool Maker::changes_names(const table::Row& row) {
    constexpr sys::Call kThese[] = {sys::Call::mkdirat,   sys::Call::unlinkat, sys::Call::linkat,
                                    sys::Call::symlinkat, sys::Call::renameat, sys::Call::fchmodat,
                                    sys::Call::utimensat, sys::Call::mkfifoat};
    for (const sys::Call call : kThese)
        if (row.is(call)) return true;
    return false;
}

void Maker::adjust(Call& call) {
    const table::Row& row = *call.row;
    adjust_modes(call);
    if (changes_names(row)) choose_own_paths(call);
    if (row.is(sys::Call::openat) || row.is(sys::Call::open)) adjust_open(call);
    if (row.is(sys::Call::brk) || row.is(sys::Call::map) || row.is(sys::Call::unmap) ||
        row.is(sys::Call::protect) || row.is(sys::Call::map_file) || row.is(sys::Call::discard) ||
        row.is(sys::Call::remap))
        adjust_memory(call);
    if (row.is(sys::Call::kill) || row.is(sys::Call::thread_kill) || row.is(sys::Call::sigqueue))
        adjust_kill(call);
    if (row.is(sys::Call::thread_create)) adjust_thread(call);
    adjust_for_entry(call);
}
