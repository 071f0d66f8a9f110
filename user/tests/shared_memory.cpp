// user/tests/shared_memory.cpp: memory that a process and its children have in common.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/mman.h>

namespace {

constexpr usize kPage = 4096;
constexpr auto kReadWrite = static_cast<MapProtection>(PROT_READ | PROT_WRITE);
constexpr auto kShared = static_cast<MapFlags>(MAP_SHARED | MAP_ANONYMOUS);
constexpr auto kFixed = static_cast<MapFlags>(kShared | MAP_FIXED);
constexpr auto kMove = static_cast<RemapFlags>(MREMAP_MAYMOVE | MREMAP_FIXED);
constexpr u64 kFar = 0x20'0000'0000;

// What the kernel gave is memory.
volatile char* at(u64 address) { return reinterpret_cast<volatile char*>(address); }
u32* word_at(u64 address) { return reinterpret_cast<u32*>(address); }

u64 map(u64 bytes) {
    const auto place = sys::map(0, bytes, kReadWrite, kShared);
    if (!place) tap::bail_out("no memory");
    return place.value().address();
}
auto unmap(u64 address, u64 bytes) { return sys::unmap(Mapping::unchecked(address), bytes); }
auto protect(u64 address, u64 bytes, MapProtection protection) {
    return sys::protect(Mapping::unchecked(address), bytes, protection);
}

child::Ending writing(u64 address) {
    return child::run([=] {
        *at(address) = 1;
        return 0;
    });
}

// The child writes, and then the parent sees it.
bool child_writes(u64 address, char byte) {
    const auto ending = child::run([=] {
        *at(address) = byte;
        return 0;
    });
    return ending == child::exits(0) && *at(address) == byte;
}

void in_common() {
    tap::All all("what one of them writes the other sees, whoever was the first to touch the page");
    constexpr usize kPages = 1100; // more than two page tables have
    const u64 place = map(kPages * kPage);
    *at(place) = 'p';
    all.check(child_writes(place, 'c'), "a page that was there");
    all.check(child_writes(place + 1000 * kPage, 'c'), "a page that was not");
    const auto reader = child::start([=] {
        while (*at(place + 5 * kPage) != 'x') (void)sys::sched_yield();
        return child::run([=] { return int{*at(place + 5 * kPage)}; }) == child::exits('x') ? 7 : 1;
    });
    *at(place + 5 * kPage) = 'x';
    all.equal(child::ending_of(reader), child::exits(7), "a child, and its child");
    all.check(*at(place + kPage) == 0 && *at(place + (kPages - 1) * kPage) == 0, "new pages are zero");
    all.succeeds(unmap(place, kPages * kPage), "unmapped");
    const u64 again = map(kPage);
    all.check(*at(again) == 0, "other shared memory is other memory");
    (void)unmap(again, kPage);
}

void in_parts() {
    tap::All all("each of them changes its own regions of it");
    const u64 place = map(8 * kPage);
    for (usize i = 0; i < 8; i++) *at(place + i * kPage) = static_cast<char>('a' + i);
    const auto child = child::run([=] {
        if (!unmap(place, 2 * kPage) || !protect(place + 3 * kPage, kPage, PROT_READ)) return 1;
        if (*at(place + 2 * kPage) != 'c' || *at(place + 3 * kPage) != 'd') return 2;
        const auto moved =
            sys::remap(Mapping::unchecked(place + 4 * kPage), 4 * kPage, 3 * kPage, kMove, kFar);
        if (!moved || *at(kFar) != 'e' || *at(kFar + 2 * kPage) != 'g') return 3;
        *at(kFar + kPage) = 'F';
        if (!protect(place + 3 * kPage, kPage, kReadWrite)) return 4;
        *at(place + 3 * kPage) = 'D';
        return 0;
    });
    all.equal(child, child::exits(0), "a child unmaps, protects and moves");
    all.check(*at(place) == 'a' && *at(place + kPage) == 'b', "what the child has unmapped");
    all.check(*at(place + 3 * kPage) == 'D' && *at(place + 5 * kPage) == 'F', "what the child has written");
    all.succeeds(sys::discard(Mapping::unchecked(place), kPage), "discard");
    all.equal(*at(place), 'a', "it is still there: others may have it");
    const Mapping mapping = Mapping::unchecked(place);
    all.fails(sys::remap(mapping, 8 * kPage, 9 * kPage, MREMAP_MAYMOVE, 0), Errno::nomem, "it does not grow");
    (void)protect(place + kPage, kPage, PROT_READ);
    all.equal(writing(place + kPage), child::ends_by(SIGSEGV), "writing what is read only");
    (void)protect(place, 8 * kPage, kReadWrite);
    all.check(child_writes(place + kPage, '!'), "writing it after that");
    all.succeeds(sys::map(place + 2 * kPage, kPage, kReadWrite, kFixed), "other memory in the middle of it");
    all.check(*at(place + 2 * kPage) == 0 && *at(place + 3 * kPage) == 'D', "which is new");
    const auto own = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
    all.succeeds(sys::map(place + 3 * kPage, kPage, kReadWrite, own), "memory of its own");
    all.check(!child_writes(place + 3 * kPage, 'x') && child_writes(place + 4 * kPage, 'x'), "beside it");
    (void)unmap(place, 8 * kPage);
}

// A lock in shared memory: who waits sleeps at the same word, though each sees it elsewhere.
void waiting() {
    tap::All all("threads of other processes sleep and are woken at a word in it");
    const u64 place = map(2 * kPage);
    constexpr u32 kRounds = 300;
    const auto turn = [](u64 word, u32 own) {
        for (u32 round = 0; round < kRounds; round++) {
            for (u32 now; (now = __atomic_load_n(word_at(word), __ATOMIC_ACQUIRE)) % 2 != own;)
                (void)sys::futex_wait(word_at(word), now, -1);
            __atomic_fetch_add(word_at(word), 1, __ATOMIC_RELEASE);
            (void)sys::futex_wake(word_at(word), 1);
        }
    };
    const auto child = child::start([=] {
        const auto moved = sys::remap(Mapping::unchecked(place), 2 * kPage, 2 * kPage, kMove, kFar);
        turn(kFar + kPage, 1);
        return moved ? 0 : 1;
    });
    turn(place + kPage, 0);
    all.equal(child::ending_within(child, child::kLong), child::exits(0), "the child");
    all.equal(*word_at(place + kPage), 2 * kRounds, "turns");
    (void)unmap(place, 2 * kPage);
}

void of_a_file() {
    tap::All all("a file that is shared is a copy for all, which nobody may change");
    const Fd file = sys::openat(kCurrentDirectory, "/usr/poem.txt", O_RDONLY, FileMode{}).value();
    char first = 0;
    (void)sys::pread(file, &first, 1, 0);
    const auto mapped = sys::map_file(0, kPage, PROT_READ, MAP_SHARED, file, 0);
    all.check(mapped && *at(mapped.value().address()) == first, "what is in it");
    const u64 place = mapped.value().address();
    all.equal(child::run([=] { return *at(place) == first ? 0 : 1; }), child::exits(0),
              "a child sees it, too");
    all.equal(writing(place), child::ends_by(SIGSEGV), "writing");
    all.fails(protect(place, kPage, kReadWrite), Errno::acces, "nor will it ever be written");
    all.fails(sys::map_file(0, kPage, kReadWrite, MAP_SHARED, file, 0), Errno::nodev,
              "written back it would not be");
    (void)unmap(place, kPage);
    (void)sys::close(file);
}

void refused() {
    tap::All all("what makes no sense is refused");
    const auto both = static_cast<MapFlags>(kShared | MAP_PRIVATE);
    all.fails(sys::map(0, kPage, kReadWrite, both), Errno::inval, "shared and private");
    all.fails(sys::map(0, 0, kReadWrite, kShared), Errno::inval, "no bytes");
    all.fails(sys::map(0, ~0ul, kReadWrite, kShared), Errno::nomem, "-1 bytes");
    all.fails(sys::map(0, 1ul << 63, kReadWrite, kShared), Errno::nomem, "more than there can be");
    constexpr u64 kMuch = 64ul << 30;
    const u64 much = map(kMuch);
    *at(much + kMuch - 1) = 1;
    all.succeeds(unmap(much, kMuch), "64 GiB, of which one page is touched");
    all.fails(sys::map(kFar + 8, kPage, kReadWrite, kFixed), Errno::inval, "within a page");
    MemoryRegion region{};
    const u64 place = map(3 * kPage);
    *at(place + kPage) = 1;
    static MemoryRegion list[MEMORY_REGIONS_MAX];
    const usize count = sys::memory_list(Pid(0), list, MEMORY_REGIONS_MAX).value();
    for (usize i = 0; i < count; i++)
        if (list[i].start == place) region = list[i];
    all.equal(region.use, u32{MEMORY_MAPPED | MEMORY_SHARED}, "what memory_list says of it");
    all.equal(region.pages, 1ul, "its pages");
    (void)unmap(place, 3 * kPage);
}

} // namespace

int main() {
    leaks::Watch watch;
    in_common();
    in_parts();
    waiting();
    of_a_file();
    refused();
    watch.ok("nothing is left behind");
    return tap::done();
}
