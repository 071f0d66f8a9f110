// debug/counters.cpp: counts what system calls answer and why traps come, and adds up what the harts have counted.
#include "debug/counters.h"
#include "arch/cause.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/boot_arguments.h"
#include "sync/lock_checks.h"

namespace counters {
namespace {

struct Kind {
    Errno error;
    const char* name;
};
constexpr Kind kKinds[kErrorKinds] = {
    {Errno::none, "ok"},
#define ERROR(name, NAME, number, text) {Errno::name, #NAME},
#include "abi/errno.def"
#undef ERROR
};

// The kind of each error, by its number: the numbers have gaps.
constexpr usize kNumbers = 128;
struct KindTable {
    u8 kinds[kNumbers] = {};
    constexpr KindTable() {
        for (usize kind = 0; kind < kErrorKinds; kind++)
            kinds[static_cast<usize>(kKinds[kind].error)] = static_cast<u8>(kind);
    }
};
constexpr KindTable kKindTable;

constexpr usize kind_of(Errno error) { return kKindTable.kinds[static_cast<usize>(error) % kNumbers]; }

// What the table says of each number. The bits of `errors` are kinds.
struct Row {
    const char* name;
    u64 errors;
    bool retired;
};
static_assert(kErrorKinds <= 64);

constexpr u64 set_of(auto... errors) { return (0ul | ... | (1ul << kind_of(errors))); }
using enum Errno;
// In the order of their numbers, without a gap: syscall/laws.cpp complains if they are not, and in better words.
constexpr Row kRows[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) {#name, set_of errors, false},
#define RETIRED(number, name, text)                                           {#name, 0, true},
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    {"unknown", 0, true},
};

constinit Atomic<u64> failed[kCallNumbers][kErrorKinds] = {};

// An error that its row does not list is a bug of the kernel. A row without a handler answers nosys, as no row does.
void check_error(u64 number, usize kind) {
    if (kKinds[kind].error == nosys || kRows[number].errors >> kind & 1) return;
    panic("%s answers %s, which its row in abi/syscalls.def does not list", kRows[number].name,
          kKinds[kind].name);
}

void count_error(u64 number, Errno error) {
    const usize kind = kind_of(error);
    kassert(static_cast<u64>(error) < kNumbers && kind != 0); // else no program could tell what it means
    if constexpr (kCheckLocks) check_error(number, kind);     // only in a kernel that was built with DEBUG=1
    failed[number][kind].fetch_add(1, Order::relaxed);
}

u64 successes(u64 number) {
    u64 sum = 0;
    for (const Cpu& cpu : cpus) sum += cpu.answered[number].load(Order::relaxed);
    return sum;
}

u64 answers(u64 row, usize kind) {
    if (row == kCallNumbers) return kKinds[kind].error == nosys ? unknown_calls.load(Order::relaxed) : 0;
    if (kind == 0) return successes(row);
    return failed[row][kind].load(Order::relaxed);
}

u64 all_answers() {
    u64 sum = 0;
    for (usize place = 0; place < kCallPlaces; place++) sum += call_count(place).count;
    return sum;
}

} // namespace

// An interrupted call is counted when it is known whether it is made again (process/signal_action.cpp).
void count_other_answer(i64 result, CallNumber number) {
    const auto error = static_cast<Errno>(-result);
    if (number == call_sigreturn)
        count_success(number);
    else if (error != intr)
        count_error(number, error);
}

void count_interrupted(u64 number) { count_error(number, intr); }

CallCount call_count(usize place) {
    const u64 row = place / kErrorKinds;
    const usize kind = place % kErrorKinds;
    const i32 number = row < kCallNumbers ? static_cast<i32>(row) : CALL_UNKNOWN;
    return {number, static_cast<u32>(kKinds[kind].error), answers(row, kind)};
}

CauseCount cause_count(usize place) {
    constexpr usize kInterrupts = kCauseSlots / 2;
    const u64 cause = place < kInterrupts ? place : kCauseInterrupt | (place - kInterrupts);
    if (cause == cause_ecall_from_user) return {cause, all_answers()};
    u64 sum = 0;
    for (const Cpu& cpu : cpus) sum += cpu.traps[place].load(Order::relaxed);
    return {cause, sum};
}

void tell_if_asked(const char* boot_arguments) {
    char value[2];
    if (!find_boot_option(boot_arguments, "counts", value, sizeof(value))) return;
    for (usize place = 0; place < kCallPlaces; place++) {
        const u64 count = answers(place / kErrorKinds, place % kErrorKinds);
        if (count)
            log("[counts %s %s %lu]\n", kRows[place / kErrorKinds].name, kKinds[place % kErrorKinds].name,
                count);
    }
}

} // namespace counters
