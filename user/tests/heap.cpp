// user/tests/heap.cpp: moving the end of the heap, by a byte, by everything, and by too much.
#include "child.h"
#include "leaks.h"
#include "tap.h"

namespace {

constexpr u64 kPage = 4096;
constexpr u64 kGiB = 1ul << 30;

u64 heap_end() { return sys::brk(0).value(); }
volatile char& byte_at(u64 address) {
    return *reinterpret_cast<volatile char*>(address);
} // any number may be tried

bool can_read(u64 address) {
    return child::run([address] { return byte_at(address) & 0; }) == child::exits(0);
}
bool can_write(u64 address) {
    const auto ending = child::run([address] {
        byte_at(address) = 1;
        return 0;
    });
    return ending == child::exits(0);
}

void byte_by_byte() {
    tap::All all("the heap grows and shrinks a byte at a time");
    const u64 start = heap_end();
    for (u64 i = 1; i <= 2 * kPage; i++) {
        all.equal(sys::brk(start + i).raw(), static_cast<i64>(start + i), "brk");
        byte_at(start + i - 1) = static_cast<char>(i);
    }
    for (u64 i = 1; i <= 2 * kPage; i++)
        all.equal(byte_at(start + i - 1), static_cast<char>(i), "a byte written");
    for (u64 i = 2 * kPage; i-- > 0;)
        all.equal(sys::brk(start + i).raw(), static_cast<i64>(start + i), "brk");
    all.equal(heap_end(), start, "the end");
}

void what_is_given_back() {
    tap::All all("pages that were given back are gone, and their neighbours are not");
    const u64 start = (heap_end() + kPage - 1) / kPage * kPage;
    const u64 before = heap_end();
    (void)sys::brk(start + 4 * kPage);
    for (u64 at = start; at < start + 4 * kPage; at++) byte_at(at) = 'x';
    (void)sys::brk(start + 2 * kPage);
    all.check(can_read(start + 2 * kPage - 1), "the last byte is there");
    all.check(!can_read(start + 2 * kPage), "the byte after it is not");
    all.check(!can_write(start + 3 * kPage), "nor can later ones be written");
    all.equal(byte_at(start + 2 * kPage - 1), 'x', "the last byte");
    (void)sys::brk(start + 4 * kPage);
    for (u64 at = start + 2 * kPage; at < start + 4 * kPage; at++)
        if (!all.equal(byte_at(at), 0, "memory that comes back is zero")) break;
    all.equal(byte_at(start), 'x', "the first byte");
    (void)sys::brk(before);
}

void in_the_middle_of_a_page() {
    tap::All all("the heap may end in the middle of a page; what comes back after that is zero, to the byte");
    const u64 before = heap_end();
    const u64 start = (before + kPage - 1) / kPage * kPage;
    (void)sys::brk(start + 3 * kPage);
    for (u64 at = start; at < start + 3 * kPage; at++) byte_at(at) = 'y';
    (void)sys::brk(start + kPage + 100);
    all.equal(byte_at(start + kPage + 99), 'y', "the last byte");
    all.check(!can_read(start + 2 * kPage), "the next page is gone");
    (void)sys::brk(start + 2 * kPage);
    all.equal(byte_at(start + kPage + 99), 'y', "the byte that was the last one");
    for (u64 at = start + kPage + 100; at < start + 2 * kPage; at++)
        if (!all.equal(byte_at(at), 0, "memory that comes back is zero")) break;
    (void)sys::brk(before);
}

void nonsense() {
    tap::All all("nonsensical ends change nothing: EINVAL below the start, ENOMEM above the top [0.9]");
    const u64 end = heap_end();
    for (const u64 low : {1ul, 4096ul, reinterpret_cast<u64>(&nonsense)})
        all.fails(sys::brk(low), Errno::inval, tap::words("0x%lx", low).text);
    for (const u64 high :
         {0x40'0000'0000ul, 0x3f'ffff'fffful, 0x3f'ffff'f000ul, 1ul << 39, 1ul << 63, ~0ul, ~4095ul, ~7ul})
        all.fails(sys::brk(high), Errno::nomem, tap::words("0x%lx", high).text);
    all.equal(heap_end(), end, "the end is where it was");
    all.check(byte_at(end - 1) == byte_at(end - 1), "and the heap still there");
}

// Address space costs nothing until it is touched.
void far_away() {
    leaks::Watch watch;
    {
        tap::All all("200 GiB of heap can be had, lazily, and touched here and there");
        const u64 start = heap_end();
        const u64 free_before = leaks::reading().pages;
        all.equal(sys::brk(start + 200 * kGiB).raw(), static_cast<i64>(start + 200 * kGiB), "brk");
        for (u64 i = 0; i < 200; i++) byte_at(start + i * kGiB + 12345) = static_cast<char>(i);
        for (u64 i = 0; i < 200; i++) {
            all.equal(byte_at(start + i * kGiB + 12345), static_cast<char>(i), "a byte far away");
            all.equal(byte_at(start + i * kGiB + 12346), 0, "its neighbour");
        }
        const auto ending = child::run([start] {
            for (u64 i = 0; i < 200; i++) {
                if (byte_at(start + i * kGiB + 12345) != static_cast<char>(i)) return 1;
                byte_at(start + i * kGiB + 12345) = 1;
            }
            return sys::brk(start) ? 0 : 2;
        });
        all.equal(ending, child::exits(0), "a child has all that, too, and can give it back");
        for (u64 i = 0; i < 200; i++)
            all.equal(byte_at(start + i * kGiB + 12345), static_cast<char>(i),
                      "the parent's byte after that");
        all.equal(sys::brk(start).raw(), static_cast<i64>(start), "all given back");
        all.check(!can_read(start + kGiB), "and gone");
        all.equal(leaks::reading().pages, free_before, "no page is lost");
    }
    watch.ok("far addresses leave nothing behind");
}

void of_a_child() {
    tap::All all("each process has a heap of its own");
    const u64 end = heap_end();
    const auto ending = child::run([end] {
        if (heap_end() != end) return 1;
        if (!sys::brk(end + 100 * kPage)) return 2;
        byte_at(end + 99 * kPage) = 1;
        return 0;
    });
    all.equal(ending, child::exits(0), "the child's heap grows");
    all.equal(heap_end(), end, "the parent's does not");
    all.check(!can_read(end + 99 * kPage), "nor has it the child's memory");
}

u64 zeros[1 << 17];

void bss() {
    bool zero = true;
    for (const u64 word : zeros) zero = zero && word == 0;
    tap::ok(zero, "1 MiB of .bss is zero");
}

} // namespace

int main() {
    bss();
    const u64 start = heap_end();
    (void)sys::brk(start + kPage); // so that there is a last byte
    byte_by_byte();
    what_is_given_back();
    in_the_middle_of_a_page();
    nonsense();
    far_away();
    of_a_child();
    tap::equal(sys::brk(start).raw(), static_cast<i64>(start), "the heap can shrink to nothing");
    tap::ok(!can_read((start + kPage - 1) / kPage * kPage), "and then has no page");
    return tap::done();
}
