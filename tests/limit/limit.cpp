// tests/limit/limit.cpp: measures the least that a call, a first touch and a copy can cost, and prints it.
//
// It runs alone, in machine mode: `make build/limit/limit.elf` links it, and scripts/bench.py runs it. What a kernel needs
// besides (processes, locks, counters, errors) is not here on purpose.
#include "limit.h"

#include <stdint.h>

using u64 = uint64_t;

extern "C" {
// limit.S
void minimal_vector();
void full_vector();
void call_often();
void touch_often();
u64 in_user_mode(void (*work)(), u64 times, u64 vector);
void clear_page(void* page);
u64 copy_pages(void* to, const void* from, u64 count);
// What it calls in here.
struct Frame;
void handle(Frame* frame, u64 cause);
[[noreturn]] void measure_all();
}

// Of a trap: registers x0 to x31, and where it happened.
struct Frame {
    u64 x[32];
    u64 epc;
    u64 padding;

    u64& a0() { return x[10]; }
};
static_assert(sizeof(Frame) == FRAME_SIZE && __builtin_offsetof(Frame, epc) == FRAME_EPC);

namespace {

// Causes of traps (Privileged manual, 3.1.15).
constexpr u64 kEcallFromUser = 8;
constexpr u64 kStorePageFault = 15;

// Bits of page table entries (4.3.1): valid, for user mode, and the two that the hardware would set.
constexpr u64 kTable = 0x01;
constexpr u64 kData = 0xd7;        // read, write
constexpr u64 kDataAndCode = 0xdf; // and execute
constexpr u64 kSv39 = u64{8} << 60;

constexpr u64 kPageSize = 4096;
constexpr u64 kTouched = 256; // pages
constexpr u64 kCopied = 16;   // pages: 64 KiB
constexpr u64 kCalls = 1000;

struct alignas(kPageSize) Page {
    u64 words[kPageSize / sizeof(u64)];
};
constinit Page root = {};
constinit Page middle = {};
constinit Page leaves = {};
constinit Page memory[kTouched] = {};
constinit u64 memory_used = 0; // pages of it
constinit Page source[kCopied] = {};
constinit Page target[kCopied] = {};

volatile uint8_t* const kUart = reinterpret_cast<uint8_t*>(0x10000000);       // a device of QEMU's board
volatile uint32_t* const kTestDevice = reinterpret_cast<uint32_t*>(0x100000); // and the one that turns it off

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); } // translation wants the number

u64 entry(const void* page, u64 bits) { return address_of(page) / kPageSize << 10 | bits; }

// User mode sees devices and memory where they are, and at TOUCH_START what it touches. It may reach all of
// physical memory, as far as the tables allow (3.7.1).
void prepare_user_mode() {
    root.words[0] = kData;
    root.words[2] = u64{0x80000000} / kPageSize << 10 | kDataAndCode;
    root.words[TOUCH_START >> 30] = entry(&middle, kTable);
    middle.words[0] = entry(&leaves, kTable);
    const u64 satp = kSv39 | address_of(&root) / kPageSize;
    asm volatile("csrw pmpaddr0, %0\n"
                 "csrw pmpcfg0, %1\n"
                 "csrw mcounteren, %2\n"
                 "csrw scounteren, %2\n"
                 "csrw satp, %3\n"
                 "sfence.vma"
                 :
                 : "r"(-1), "r"(0x1f), "r"(7), "r"(satp)
                 : "memory"); // registers of the hart have no C++ form
}

void print(const char* text) {
    for (; *text; text++) *kUart = static_cast<uint8_t>(*text);
}

// Right-aligned in so many columns.
void print(u64 number, u64 columns) {
    char digits[21] = {};
    char* first = digits + 20;
    do {
        *--first = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number);
    for (u64 length = static_cast<u64>(digits + 20 - first); length < columns; length++) print(" ");
    print(first);
}

[[noreturn]] void end(uint32_t verdict) {
    for (;;) *kTestDevice = verdict;
}

[[noreturn]] void fail(const char* why) {
    print("limit: ");
    print(why);
    print("\n");
    end(1 << 16 | 0x3333);
}

void report(const char* what, u64 instructions, u64 operations) {
    u64 length = 0;
    while (what[length]) length++;
    print(what);
    for (; length < 32; length++) print(" ");
    const u64 each = (instructions + operations / 2) / operations;
    print(each, 11);
    print(each, 11);
    print("\n");
}

// In nanoseconds, for scripts/bench_wall.py. The board's clock has 10 MHz.
void report_time(const char* what, u64 vector) {
    constexpr u64 kTries = 31;
    constexpr u64 kLong = 2'000; // calls
    constexpr u64 kNanosecondsOfTick = 100;
    for (u64 i = 0; i < kTries; i++) {
        u64 start, end;
        asm volatile("rdtime %0"
                     : "=r"(start)
                     :
                     : "memory"); // a counter has no C++ form; nothing may move across
        in_user_mode(call_often, kLong, vector);
        asm volatile("rdtime %0" : "=r"(end) : : "memory");
        print(what);
        print(": ");
        print((end - start) * kNanosecondsOfTick / kLong, 0);
        print(" ns\n");
    }
}

// Calls that answer at once: what a switch over many costs.
u64 call(Frame& frame) {
    switch (frame.a0()) {
    case 0: return kCalls;
    case 1: return memory_used;
    case 2: return frame.x[11];
    case 3: return frame.x[12] + 1;
    case 4: return frame.epc;
    case 5: return frame.x[2];
    case 6: return kPageSize;
    case 7: return address_of(&frame);
    default: return static_cast<u64>(-1);
    }
}

// Not inline: the way of a call shall not save registers for this one.
[[gnu::noinline]] void give_page() {
    u64 address;
    asm volatile("csrr %0, mtval" : "=r"(address)); // nothing has trapped since
    Page& page = memory[memory_used++];
    clear_page(&page);
    leaves.words[(address - TOUCH_START) / kPageSize] = entry(&page, kData);
    asm volatile("sfence.vma %0, zero" : : "r"(address) : "memory"); // the hart may have kept the old entry
}

} // namespace

// Called by full_vector.
void handle(Frame* frame, u64 cause) {
    if (cause == kStorePageFault) return give_page();
    if (cause != kEcallFromUser) fail("user mode did what it should not do");
    frame->epc += 4;
    frame->a0() = call(*frame);
}

// Called by _start.
void measure_all() {
    constexpr u64 kOneEntryEach = 1; // of mtvec: how the vector is used
    prepare_user_mode();
    const auto full = reinterpret_cast<u64>(full_vector); // what mtvec takes
    const auto minimal = reinterpret_cast<u64>(minimal_vector) | kOneEntryEach;

    report("ecall and back, nothing else", in_user_mode(call_often, kCalls, minimal), kCalls);
    report("ecall, 31 registers, a switch", in_user_mode(call_often, kCalls, full), kCalls);
    report("page fault, and a clear page", in_user_mode(touch_often, kTouched, full), kTouched);
    report_time("bare minimal ecall", minimal);
    report_time("bare 31-register ecall", full);

    for (Page& page : source) page.words[0] = page.words[511] = address_of(&page);
    report("64 KiB from here to there", copy_pages(target, source, kCopied), 1);

    if (memory_used != kTouched) fail("not every page was touched");
    for (u64 i = 0; i < kCopied; i++)
        if (target[i].words[0] != address_of(&source[i]) || target[i].words[511] != address_of(&source[i]))
            fail("the copy differs");
    end(0x5555);
}
