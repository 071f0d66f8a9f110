// user/tests/fuzz_calls/rules.cpp: how often a row's turn comes, and which never has one.
#include "entry.h"
#include "maker.h"

namespace {

struct Rule {
    sys::Call call;
    u32 weight;
    const char* reason;
};

constexpr u32 kUsual = 1000;

// The worker that a call ends is replaced, which is dear; and what it would have done is not done.
constexpr Rule kRules[] = {
    {sys::Call::poweroff, 0, "it would end the test; tests/system/test_boot.py has it"},
    {sys::Call::exit, 1, "ends the worker"},
    {sys::Call::thread_exit, 1, "ends a thread of the worker"},
    {sys::Call::sigreturn, 3, "made in a child of its own, with a frame that the fuzzer made up"},
    {sys::Call::execve, 60, "ends the worker if it succeeds"},
    {sys::Call::fork, 12, "dear"},
    {sys::Call::thread_create, 60, "ends the worker if it is given a bad place to begin"},
    {sys::Call::kill, 300, "may stop or end the worker"},
    {sys::Call::thread_kill, 300, "may stop or end the worker"},
    {sys::Call::sigqueue, 300, "may stop or end the worker"},
    {sys::Call::process_list, 200, "dear"},
    {sys::Call::thread_list, 200, "dear"},
    {sys::Call::memory_list, 200, "dear"},
    {sys::Call::kernel_log, 200, "dear"},
    {sys::Call::mkdirat, 400, "most names would be folders"},
    {sys::Call::mkfifoat, 100, "who opens one waits"},
    {sys::Call::symlinkat, 200, "most paths would go in circles"},
    {sys::Call::sync, 50, "dear"},
    {sys::Call::fsync, 200, "dear"},
    {sys::Call::sleep, 300, "waits"},
    {sys::Call::sigsuspend, 300, "waits"},
    {sys::Call::sigtimedwait, 300, "waits"},
};

u32 weight_of(const table::Row& row) {
    for (const Rule& rule : kRules)
        if (row.is(rule.call)) return rule.weight;
    return kUsual;
}

u32 sum_of_weights() {
    u32 sum = 0;
    for (const table::Row& row : fuzzed_rows()) sum += weight_of(row);
    return sum;
}

// Rows by lot: as many tickets as weight, in units that are small enough for the rarest.
const table::Row& draw(Random& random) {
    static const u32 sum = sum_of_weights();
    u64 ticket = random.below(sum);
    for (const table::Row& row : fuzzed_rows()) {
        const u32 weight = weight_of(row);
        if (ticket < weight) return row;
        ticket -= weight;
    }
    return fuzzed_rows()[1];
}

} // namespace

const table::Row& pick_row(Random& random, bool is_child) {
    for (;;) {
        const table::Row& row = draw(random);
        const bool waits = has(row.flags, CallFlag::blocks);
        if (!is_child || (!waits && !row.is(sys::Call::fork) && !row.is(sys::Call::sigreturn))) return row;
    }
}
