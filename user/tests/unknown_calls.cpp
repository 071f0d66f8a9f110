// user/tests/unknown_calls.cpp: numbers that no row of the table has: ENOSYS, and a word to the log.
#include "abi/rows.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

namespace {

constexpr u64 kCount = kRows.size();

// What has been said since boot, as far as the kernel still knows.
const char* log_text() {
    static char text[16385];
    const auto length = sys::kernel_log(text, sizeof text - 1);
    text[length ? length.value() : 0] = 0;
    return text;
}

int count(const char* text, const char* wanted) {
    int found = 0;
    for (const char* at = strstr(text, wanted); at; at = strstr(at + 1, wanted)) found++;
    return found;
}

void numbers_without_a_row() {
    tap::All all("a number in no row answers ENOSYS [0.10] [1.8]");
    all.fails(sys::raw_syscall(kCount), Errno::nosys, "the number after the last row");
    for (u64 number = kCount; number < kCount + 300; number++)
        all.fails(sys::raw_syscall(number), Errno::nosys, tap::words("%lu", number).text);
    constexpr u64 kStrange[] = {~0ul,
                                1ul << 63,
                                (1ul << 63) + 1,
                                0x7fff'ffff'ffff'ffff,
                                1ul << 31,
                                (1ul << 31) - 1,
                                ~0ul - 4095,
                                ~0ul << 31,
                                1ul << 16,
                                4096};
    for (const u64 number : kStrange)
        all.fails(sys::raw_syscall(number), Errno::nosys, tap::words("0x%lx", number).text);
}

// 2^32 + n is not n: compared as 32 bits, exit would end this program and write would write.
void all_64_bits_count() {
    tap::All all("all 64 bits of the number count: 2^32 + n is unknown for every n in the table [0.10]");
    for (u64 n = 0; n < kCount; n++) {
        for (const u64 high : {1ul << 32, 1ul << 63, 0xffff'ffff'0000'0000, 1ul << 33})
            all.fails(sys::raw_syscall(high + n), Errno::nosys, tap::words("0x%lx + %lu", high, n).text);
    }
}

void retired_numbers() {
    tap::All all("a retired number answers ENOSYS and does nothing [3.5]");
    for (const Row& row : kRows)
        if (row.retired) all.fails(sys::raw_syscall(row.number, '!'), Errno::nosys, row.name.data());
}

void seven_arguments() {
    const i64 answer = sys::raw_syscall(kCount + 7, 1, 2, 3, 4, 5, 6, 7);
    tap::fails(answer, Errno::nosys, "an unknown call with seven arguments answers ENOSYS too");
}

// A program that asks in a loop must not flood the log: a burst of 8, then one a second.
void messages() {
    (void)sys::sleep(2'500'000'000); // so that the kernel is ready to speak again
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    (void)sys::raw_syscall(123456);
    const char* line = strstr(log_text(), "Unknown syscall number 123456");
    tap::ok(line != nullptr, "the kernel tells of the unknown number [1.8]");
    const tap::Words who = tap::words("pid %d", getpid());
    const char* end = line ? strchr(line, '\n') : nullptr;
    const char* pid = line ? strstr(line, who.text) : nullptr;
    tap::ok(pid && end && pid < end, "and of the process that used it [1.8]");
    for (int i = 0; i < 1000; i++) (void)sys::raw_syscall(123457);
    const int said = count(log_text(), "Unknown syscall number 123457");
    const u64 seconds = (sys::clock(CLOCK_MONOTONIC).value() - start) / 1'000'000'000 + 1;
    tap::ok(said <= 8 + static_cast<int>(seconds),
            "a thousand unknown calls fill the log with %d lines [1.8]", said);
}

} // namespace

int main() {
    numbers_without_a_row();
    all_64_bits_count();
    retired_numbers();
    seven_arguments();
    messages();
    return tap::done();
}
