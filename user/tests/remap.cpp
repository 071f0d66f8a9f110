// user/tests/remap.cpp: memory that becomes larger or smaller, in place or elsewhere, at all the wrong places too.
#include "child.h"
#include "leaks.h"
#include "mapped.h"
#include <pthread.h>
#include <stdlib.h>

namespace {

constexpr RemapFlags kHere{};
constexpr RemapFlags kThere = static_cast<RemapFlags>(MREMAP_MAYMOVE | MREMAP_FIXED);

void unmap(u64 address, u64 bytes) { (void)sys::unmap(Mapping::unchecked(address), bytes); }

Result<Mapping> remap(u64 address, u64 bytes, u64 new_bytes, RemapFlags flags, u64 to = 0) {
    return sys::remap(Mapping::unchecked(address), bytes, new_bytes, flags, to);
}
// Where it is then; 0 if it fails.
u64 place_of(const Result<Mapping>& moved) { return moved ? moved.value().address() : 0; }

void fill(u64 place, usize pages) {
    for (usize i = 0; i < pages; i++) *at(place + i * kPage) = static_cast<char>('a' + i % 26);
}
bool is_filled(u64 place, usize pages) {
    for (usize i = 0; i < pages; i++)
        if (*at(place + i * kPage) != static_cast<char>('a' + i % 26)) return false;
    return true;
}
bool is_zero(u64 place, usize pages) {
    for (usize i = 0; i < pages * kPage; i += 512)
        if (*at(place + i) != 0) return false;
    return true;
}

child::Ending reading(u64 address) {
    return child::run([=] { return int{*at(address)} * 0; });
}

u64 free_pages() {
    SystemInfo info{};
    (void)sys::system_info(&info);
    return info.free_pages;
}

void in_place() {
    tap::All all("memory grows where it is if there is room, and shrinks");
    const u64 place = map(10 * kPage);
    unmap(place + 4 * kPage, 6 * kPage);
    fill(place, 4);
    all.equal(place_of(remap(place, 4 * kPage, 10 * kPage, kHere)), place, "grown");
    all.check(is_filled(place, 4) && is_zero(place + 4 * kPage, 6), "what was there, and then zero");
    fill(place, 10);
    const u64 before = free_pages();
    all.equal(place_of(remap(place, 10 * kPage, 2 * kPage - 1, MREMAP_MAYMOVE)), place, "shrunk");
    all.check(is_filled(place, 2), "what is left");
    all.check(free_pages() >= before + 8, "the rest goes back");
    if constexpr (child::kThereAre)
        all.equal(reading(place + 2 * kPage), child::ends_by(SIGSEGV), "behind its end");
    all.equal(place_of(remap(place, 2 * kPage, 2 * kPage, kHere)), place, "as large as it is");
    unmap(place, 2 * kPage);
}

void elsewhere() {
    tap::All all("else it moves, if it may, and nothing is copied");
    constexpr usize kPages = 1200; // more than two leaf tables have
    const u64 place = map((kPages + 1) * kPage);
    const u64 part = place + kPage; // of a larger piece, whose first page stays
    fill(part, kPages);
    (void)sys::protect(Mapping::unchecked(part + kPages * kPage - kPage), kPage,
                       PROT_NONE); // and so does the last
    constexpr usize kMoved = kPages - 1;
    all.fails(remap(part, kMoved * kPage, kPages * kPage, kHere), Errno::nomem, "it may not");
    all.check(is_filled(part, kMoved), "and is what it was");
    const u64 before = free_pages();
    const u64 moved = place_of(remap(part, kMoved * kPage, 2 * kPages * kPage, MREMAP_MAYMOVE));
    all.check(moved != 0 && moved != part, "moved");
    all.check(free_pages() + 12 > before, "there are only new tables");
    all.check(is_filled(moved, kMoved), "what was there");
    all.check(is_zero(moved + kMoved * kPage, 2 * kPages - kMoved), "zero behind it");
    *at(place) = 'x';
    all.equal(reading(part), child::ends_by(SIGSEGV), "the old place");
    all.equal(reading(part + kMoved * kPage - 1), child::ends_by(SIGSEGV), "its end");
    unmap(moved, 2 * kPages * kPage);
    unmap(place, (kPages + 1) * kPage);
}

void to_an_address() {
    tap::All all("it moves to an address, in place of what is there");
    const u64 place = map(4 * kPage);
    const u64 other = map(8 * kPage);
    fill(place, 4);
    fill(other, 8);
    all.equal(place_of(remap(place, 4 * kPage, 3 * kPage, kThere, other + kPage)), other + kPage, "smaller");
    all.check(is_filled(other + kPage, 3), "what was there");
    all.check(*at(other) == 'a' && *at(other + 4 * kPage) == 'e', "on both sides");
    if constexpr (child::kThereAre)
        all.equal(reading(place + 3 * kPage), child::ends_by(SIGSEGV), "the old place");
    all.equal(place_of(remap(other + kPage, 3 * kPage, 5 * kPage, kThere, place)), place, "larger");
    all.check(is_filled(place, 3) && is_zero(place + 3 * kPage, 2), "what was there, and then zero");
    all.fails(remap(place, 5 * kPage, 5 * kPage, kThere, place + kPage), Errno::inval, "within itself");
    all.fails(remap(place, 5 * kPage, kPage, kThere, place + 8), Errno::inval, "within a page");
    all.fails(remap(place, 5 * kPage, kPage, kThere, 0), Errno::inval, "to address 0");
    all.fails(remap(place, 5 * kPage, kPage, kThere, kUserEnd), Errno::inval, "beyond the end");
    all.fails(remap(place, 5 * kPage, kPage, kThere, ~4095ul), Errno::inval, "to the last page");
    all.fails(remap(place, 5 * kPage, kPage, MREMAP_FIXED, other), Errno::inval, "without MREMAP_MAYMOVE");
    all.check(is_filled(place, 3), "and it is what it was");
    unmap(place, 5 * kPage);
    unmap(other, 8 * kPage);
}

void refused() {
    tap::All all("what makes no sense is refused");
    const u64 place = map(3 * kPage);
    fill(place, 3);
    all.fails(remap(place, 0, kPage, MREMAP_MAYMOVE), Errno::inval, "no bytes");
    all.fails(remap(place, kPage, 0, MREMAP_MAYMOVE), Errno::inval, "to no bytes");
    all.fails(remap(place + 8, kPage, kPage, MREMAP_MAYMOVE), Errno::inval, "within a page");
    all.fails(remap(place, kPage, kPage, static_cast<RemapFlags>(8)), Errno::inval,
              "a flag that there is not");
    all.fails(remap(place, kPage, ~0ul, MREMAP_MAYMOVE), Errno::nomem, "to -1 bytes");
    all.fails(remap(place, kPage, kUserEnd, MREMAP_MAYMOVE), Errno::nomem, "to all that there is");
    all.fails(remap(place, ~0ul, kPage, MREMAP_MAYMOVE), Errno::fault, "of -1 bytes");
    all.fails(remap(kUserEnd, kPage, kPage, MREMAP_MAYMOVE), Errno::fault, "beyond the end");
    all.fails(remap(0, kPage, 2 * kPage, MREMAP_MAYMOVE), Errno::fault, "where nothing is");
    (void)sys::protect(Mapping::unchecked(place + kPage), kPage, PROT_READ);
    all.fails(remap(place, 3 * kPage, 8 * kPage, MREMAP_MAYMOVE), Errno::fault, "two kinds of memory");
    unmap(place + kPage, kPage);
    all.fails(remap(place, 3 * kPage, 8 * kPage, MREMAP_MAYMOVE), Errno::fault, "over a hole");
    all.check(*at(place) == 'a' && *at(place + 2 * kPage) == 'c', "and nothing has changed");
    unmap(place, 3 * kPage);
}

// What is moved stays shared with the child until one of the two writes; and memory stays what may not be written.
void after_fork() {
    tap::All all("after a fork, parent and child move what they have");
    constexpr usize kPages = 40;
    const u64 place = map(kPages * kPage);
    fill(place, kPages);
    const auto child = child::start([=] {
        const u64 moved = place_of(remap(place, kPages * kPage, 2 * kPages * kPage, kThere, 0x20'0000'0000));
        if (!moved || !is_filled(moved, kPages)) return 1;
        for (usize i = 0; i < kPages; i++) *at(moved + i * kPage) = '#';
        (void)sys::protect(Mapping::unchecked(moved), 2 * kPages * kPage, PROT_READ);
        const u64 back = place_of(remap(moved, 2 * kPages * kPage, kPages * kPage, kThere, place));
        *at(back) = '!'; // ends it
        return 2;
    });
    const u64 moved = place_of(remap(place, kPages * kPage, kPages * kPage, kThere, 0x30'0000'0000));
    all.check(moved && is_filled(moved, kPages), "the parent's");
    for (usize i = 0; i < kPages; i++) *at(moved + i * kPage) = '%';
    all.equal(child::ending_of(child), child::ends_by(SIGSEGV),
              "the child's: it is read only after it was moved, too");
    unmap(moved, kPages * kPage);
}

// Others use the memory while it goes to and fro: they find their numbers, or a fault that is no one's mistake but theirs.
constexpr usize kShuttle = 600;
constexpr u64 kA = 0x10'0000'0000;
constexpr u64 kB = 0x11'0000'0000;
bool over = false;

void* disturb(void*) {
    while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
        (void)sys::protect(Mapping::unchecked(kA), kShuttle * kPage, kReadWrite);
        (void)sys::discard(Mapping::unchecked(kB + 300 * kPage), kPage);
        (void)sys::unmap(Mapping::unchecked(kB + 299 * kPage), kPage);
        (void)sys::map(kA, kPage, kReadWrite, static_cast<MapFlags>(kPrivate | MAP_FIXED));
    }
    return nullptr;
}

void disturbed() {
    tap::All all("another thread changes both places meanwhile: nothing is lost, and the kernel goes on");
    pthread_t thread;
    pthread_create(&thread, nullptr, disturb, nullptr);
    int moves = 0;
    for (int round = 0; round < 200; round++) {
        (void)sys::map(kA, kShuttle * kPage, kReadWrite, static_cast<MapFlags>(kPrivate | MAP_FIXED));
        for (usize i = 0; i < kShuttle; i += 7)
            (void)sys::sigpending(Out<u64>(kA + i * kPage)); // writes there, if it is there
        moves += static_cast<bool>(remap(kA, kShuttle * kPage, kShuttle * kPage, kThere, kB));
        moves += static_cast<bool>(remap(kB, kPage, kShuttle * kPage, kThere, kA));
    }
    __atomic_store_n(&over, true, __ATOMIC_RELEASE);
    pthread_join(thread, nullptr);
    all.check(moves > 0, "some of it has moved");
    unmap(kA, kShuttle * kPage);
    unmap(kB, kShuttle * kPage);
}

} // namespace

int main() {
    leaks::Watch watch;
    in_place();
    elsewhere();
    to_an_address();
    refused();
    after_fork();
    disturbed();
    watch.ok("nothing is left behind");
    return tap::done();
}
