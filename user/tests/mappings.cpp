// user/tests/mappings.cpp: memory from the kernel: map, unmap and protect, at all the wrong places too.
#include "child.h"
#include "leaks.h"
#include "mapped.h"
#include <stdlib.h>

namespace {

constexpr MapFlags kFixed = static_cast<MapFlags>(kPrivate | MAP_FIXED);
constexpr MapFlags kNoReplace = static_cast<MapFlags>(kPrivate | MAP_FIXED_NOREPLACE);
constexpr OpenFlags kNewFile = static_cast<OpenFlags>(O_RDWR | O_CREAT | O_TRUNC);
constexpr FileMode kOwner = static_cast<FileMode>(0600);

// Here all addresses are tried, those that no map gave among them.
Result<void> unmap(u64 address, u64 bytes) { return sys::unmap(Mapping::unchecked(address), bytes); }
Result<void> protect(u64 address, u64 bytes, MapProtection protection) {
    return sys::protect(Mapping::unchecked(address), bytes, protection);
}

u64 free_pages() {
    SystemInfo info{};
    (void)sys::system_info(&info);
    return info.free_pages;
}

child::Ending touching(u64 address, bool write) {
    return child::run([=] {
        if (write) *at(address) = 1;
        return write ? 0 : int{*at(address)} * 0;
    });
}
child::Ending reading(u64 address) { return touching(address, false); }
child::Ending writing(u64 address) { return touching(address, true); }

void fresh() {
    tap::All all("new memory is zero, also where other memory was; and pages come back when it is unmapped");
    constexpr usize kPages = 300;
    const u64 place = map(kPages * kPage);
    all.equal(place % kPage, 0ul, "its alignment");
    const u64 before = free_pages();
    for (int round = 0; round < 3; round++) {
        bool zero = true;
        for (usize i = 0; i < kPages * kPage; i += 512) zero &= *at(place + i) == 0;
        all.check(zero, "zero");
        for (usize i = 0; i < kPages * kPage; i += 512) *at(place + i) = 'x';
        all.check(before - free_pages() >= kPages, "it takes pages");
        all.succeeds(unmap(place, kPages * kPage), "unmap");
        all.check(free_pages() + 8 > before, "they come back, but for tables");
        all.equal(sys::map(place, kPages * kPage, kReadWrite, kFixed).raw(), static_cast<i64>(place),
                  "map there");
    }
    all.succeeds(unmap(place, kPages * kPage), "unmap");
    all.equal(reading(place), child::ends_by(SIGSEGV), "reading what was unmapped");
    all.succeeds(unmap(place, kPages * kPage), "unmap what is not there");
}

void refused_maps() {
    tap::All all("map refuses what makes no sense");
    const u64 there = map(kPage);
    const auto with = [](u64 address, u64 bytes, int protection, int flags) {
        return sys::map(address, bytes, static_cast<MapProtection>(protection), static_cast<MapFlags>(flags));
    };
    all.fails(with(0, 0, kReadWrite, kPrivate), Errno::inval, "no bytes");
    all.fails(with(0, kPage, kReadWrite, MAP_PRIVATE), Errno::inval, "of a file");
    all.fails(with(0, kPage, kReadWrite, MAP_ANONYMOUS), Errno::inval, "neither private nor shared");
    all.fails(with(0, kPage, kReadWrite, kPrivate | MAP_SHARED), Errno::inval, "both private and shared");
    all.fails(with(0, kPage, kReadWrite, kPrivate | 0x8000), Errno::inval, "an unknown flag");
    all.fails(with(0, kPage, 8, kPrivate), Errno::inval, "an unknown protection");
    all.fails(with(0, kPage, PROT_WRITE | PROT_EXEC, kPrivate), Errno::acces, "written and executed");
    all.fails(with(0, kPage, PROT_READ | PROT_WRITE | PROT_EXEC, kPrivate), Errno::acces, "all three");
    all.fails(with(there + 1, kPage, kReadWrite, kFixed), Errno::inval, "a fixed address within a page");
    all.fails(with(there, kPage, kReadWrite, kNoReplace), Errno::exist, "where something is");
    for (const u64 bytes : {kUserEnd, kUserEnd + kPage, 1ul << 63, ~0ul, ~0ul - kPage, 0x3f'0000'0000ul})
        all.fails(with(0, bytes, kReadWrite, kPrivate), Errno::nomem, tap::words("0x%lx bytes", bytes).text);
    for (const u64 address :
         {0ul, kPage, 0xf000ul, kUserEnd, kUserEnd - kPage, 1ul << 39, 1ul << 63, ~0ul - kPage + 1}) {
        all.fails(with(address, 2 * kPage, kReadWrite, kFixed), Errno::nomem,
                  tap::words("at 0x%lx", address).text);
        all.fails(with(address, ~0ul, kReadWrite, kFixed), Errno::nomem,
                  tap::words("0x%lx to -1", address).text);
    }
    all.equal(*at(there), '\0', "what is there stays");
    (void)unmap(there, kPage);
}

void refused_changes() {
    tap::All all("unmap and protect refuse what makes no sense");
    const u64 place = map(2 * kPage);
    all.fails(unmap(place, 0), Errno::inval, "unmap no bytes");
    all.fails(unmap(place + 8, kPage), Errno::inval, "unmap within a page");
    all.fails(unmap(kUserEnd, kPage), Errno::inval, "unmap beyond the end");
    all.fails(unmap(place, ~0ul), Errno::inval, "unmap up to -1");
    all.fails(unmap(place, ~0ul - place + 1), Errno::inval, "unmap up to 2^64");
    all.fails(unmap(~0ul - kPage + 1, kPage), Errno::inval, "unmap the last page there could be");
    all.fails(protect(place + 8, kPage, PROT_READ), Errno::inval, "protect within a page");
    all.fails(protect(place, kPage, MapProtection{8}), Errno::inval, "protect: an unknown protection");
    all.fails(protect(place, kPage, static_cast<MapProtection>(PROT_WRITE | PROT_EXEC)), Errno::acces,
              "protect: written and executed");
    all.fails(protect(place, ~0ul, PROT_READ), Errno::nomem, "protect up to -1");
    all.fails(protect(kUserEnd, kPage, PROT_READ), Errno::nomem, "protect beyond the end");
    all.fails(protect(0, kPage, PROT_READ), Errno::nomem, "protect the null page");
    all.succeeds(protect(place, 0, PROT_NONE), "protect no bytes");
    *at(place) = 1;
    (void)unmap(place + kPage, kPage);
    all.fails(protect(place, 2 * kPage, kReadWrite), Errno::nomem, "protect over a hole");
    (void)unmap(place, kPage);
}

void holes() {
    tap::All all("a hole in the middle leaves both sides, and can be filled again");
    constexpr usize kPages = 9;
    const u64 place = map(kPages * kPage);
    for (usize i = 0; i < kPages; i++) *at(place + i * kPage) = static_cast<char>('a' + i);
    for (const usize hole : {4ul, 1ul, 7ul}) {
        all.succeeds(unmap(place + hole * kPage, kPage), "unmap one page");
        all.equal(reading(place + hole * kPage), child::ends_by(SIGSEGV), "reading in the hole");
    }
    for (const usize kept : {0ul, 2ul, 3ul, 5ul, 6ul, 8ul})
        all.equal(*at(place + kept * kPage), static_cast<char>('a' + kept), "a page beside it");
    all.equal(sys::map(place + 4 * kPage, kPage, kReadWrite, kNoReplace).raw(),
              static_cast<i64>(place + 4 * kPage), "map in the hole");
    all.equal(*at(place + 4 * kPage), '\0', "what was there");
    all.succeeds(unmap(place - kPage, (kPages + 2) * kPage), "unmap all, with what lies around");
    for (usize i = 0; i < kPages; i++)
        all.equal(writing(place + i * kPage), child::ends_by(SIGSEGV), "writing where nothing is");
}

void replacing() {
    tap::All all("MAP_FIXED takes the place of what is there; a mere wish does not");
    const u64 place = map(3 * kPage);
    for (usize i = 0; i < 3; i++) *at(place + i * kPage) = 'o';
    const auto wish = sys::map(place + kPage, kPage, kReadWrite, kPrivate);
    const u64 other = wish.value().address();
    all.check(wish && (other < place || other >= place + 3 * kPage), "a wish for a place that is taken");
    (void)unmap(other, kPage);
    all.succeeds(sys::map(place + kPage, kPage, PROT_READ, kFixed), "in the middle");
    all.check(*at(place) == 'o' && *at(place + kPage) == 0 && *at(place + 2 * kPage) == 'o',
              "what is there then");
    all.equal(writing(place + kPage), child::ends_by(SIGSEGV),
              "writing to the new page, which may only be read");
    (void)unmap(place, 3 * kPage);
    const auto free_wish = sys::map(place + 5, kPage, kReadWrite, kPrivate);
    all.equal(free_wish.raw(), static_cast<i64>(place), "a wish for a place that is free");
    (void)unmap(place, kPage);
}

constexpr u32 kReturn = 0x8067; // the instruction ret

child::Ending jumping(u64 address) {
    return child::run([address] {
        asm volatile("fence.i" : : : "memory"); // what was written is code
        reinterpret_cast<void (*)()>(address)();
        return 0;
    });
}

void protection() {
    tap::All all("protect decides about reading, writing and executing, page by page, and loses nothing");
    const u64 place = map(3 * kPage);
    const u64 middle = place + kPage;
    for (usize i = 0; i < 3; i++) *reinterpret_cast<volatile u32*>(place + i * kPage) = kReturn;
    struct {
        int bits;
        bool read, write, execute;
    } const kinds[] = {
        {PROT_NONE, false, false, false},
        {PROT_READ, true, false, false},
        {PROT_WRITE, true, true, false},
        {PROT_READ | PROT_WRITE, true, true, false},
        {PROT_EXEC, true, false, true},
        {PROT_READ | PROT_EXEC, true, false, true},
        {PROT_READ | PROT_WRITE, true, true, false},
    };
    const auto ending = [](bool good) { return good ? child::exits(0) : child::ends_by(SIGSEGV); };
    for (const auto& kind : kinds) {
        all.succeeds(protect(middle, kPage, static_cast<MapProtection>(kind.bits)), "protect");
        all.equal(reading(middle), ending(kind.read), tap::words("reading, protection %d", kind.bits).text);
        all.equal(writing(middle), ending(kind.write), tap::words("writing, protection %d", kind.bits).text);
        all.equal(jumping(middle), ending(kind.execute),
                  tap::words("executing, protection %d", kind.bits).text);
        all.check(writing(place) == child::exits(0) && writing(place + 2 * kPage) == child::exits(0),
                  "the pages beside it can be written");
    }
    all.equal(*reinterpret_cast<volatile u32*>(middle), kReturn, "what is in it at last");
    *at(middle) = 1; // shared with children meanwhile, and protected in between
    all.equal(*at(middle), '\1', "it can be written again");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    all.succeeds(protect(middle, kPage, PROT_NONE), "protect");
    all.fails(sys::write(Fd::unchecked(ends[1]), In<char>(middle), 1), Errno::fault,
              "the kernel reads there");
    all.succeeds(protect(middle, kPage, PROT_READ), "protect");
    all.succeeds(sys::write(Fd::unchecked(ends[1]), In<char>(middle), 1), "the kernel reads there");
    all.fails(sys::read(Fd::unchecked(ends[0]), Out<char>(middle), 1), Errno::fault,
              "the kernel writes there");
    close(ends[0]);
    close(ends[1]);
    (void)unmap(place, 3 * kPage);
}

void huge() {
    tap::All all("gigabytes cost nothing until they are touched");
    constexpr u64 kHuge = 100ul << 30;
    const u64 before = free_pages();
    const u64 place = map(kHuge);
    for (const u64 offset : {0ul, kHuge / 2, kHuge - 1}) *at(place + offset) = 7;
    all.check(free_pages() + 16 > before, "three pages, and tables");
    all.succeeds(protect(place, kHuge, PROT_READ), "protect all of it");
    for (const u64 offset : {0ul, kHuge / 2, kHuge - 1})
        all.equal(*at(place + offset), '\7', "what is in it");
    all.equal(writing(place + kHuge / 2), child::ends_by(SIGSEGV), "writing, in a child");
    all.succeeds(unmap(place + kPage, kHuge - 2 * kPage), "unmap all but two pages");
    all.check(*at(place) == 7 && *at(place + kHuge - 1) == 7, "what is in these");
    all.succeeds(unmap(place, kHuge), "unmap");
}

// Every other page makes as many regions as pages.
void many_regions() {
    tap::All all("a program cannot have regions without end, and is none the worse for it");
    const u64 place = map(2 * MEMORY_REGIONS_MAX * kPage);
    usize made = 0;
    Result<void> answer;
    while (made < MEMORY_REGIONS_MAX && (answer = protect(place + 2 * made * kPage, kPage, PROT_READ)))
        made++;
    all.fails(answer, Errno::nomem, "one region too many");
    all.check(made > MEMORY_REGIONS_MAX / 2 - 20, "%lu pages of it were protected", made);
    all.fails(sys::map(0, kPage, PROT_NONE, kPrivate), Errno::nomem, "map");
    all.succeeds(protect(place, 2 * MEMORY_REGIONS_MAX * kPage, PROT_READ), "make one region of them again");
    all.succeeds(unmap(place, 2 * MEMORY_REGIONS_MAX * kPage), "unmap");
}

void forked() {
    tap::All all("after fork, both have the same mappings, and change only their own");
    const u64 place = map(4 * kPage);
    for (usize i = 0; i < 4; i++) *at(place + i * kPage) = 'p';
    (void)protect(place + kPage, kPage, PROT_NONE);
    const auto ending = child::run([place] {
        if (!protect(place + kPage, kPage, kReadWrite) || *at(place + kPage) != 'p') return 1;
        *at(place) = 'c';
        *at(place + kPage) = 'c';
        return unmap(place + 2 * kPage, kPage) ? 0 : 2;
    });
    all.equal(ending, child::exits(0), "the child");
    all.equal(reading(place + kPage), child::ends_by(SIGSEGV), "what is protected in the parent stays so");
    (void)protect(place + kPage, kPage, PROT_READ);
    for (usize i = 0; i < 4; i++) all.equal(*at(place + i * kPage), 'p', "the parent's memory");
    (void)unmap(place, 4 * kPage);
    // A guard that nobody has touched, as below the stack of a thread, hides nothing of what lies above it.
    constexpr u64 kLarge = 8ul << 20;
    const u64 stack = map(kLarge);
    (void)protect(stack, kPage, PROT_NONE);
    *at(stack + kPage) = 's';
    all.equal(child::run([stack] { return int{*at(stack + kPage)}; }), child::exits('s'),
              "a page above a guard");
    (void)unmap(stack, kLarge);
}

void the_heap() {
    tap::All all("the heap, too, can be protected, and unmapped in the middle");
    const auto ending = child::run([] {
        const u64 start = (sys::brk(0).value() + kPage - 1) / kPage * kPage;
        if (!sys::brk(start + 8 * kPage)) return 1;
        for (usize i = 0; i < 8; i++) *at(start + i * kPage) = 'h';
        if (!protect(start + 2 * kPage, kPage, PROT_READ) || !unmap(start + 4 * kPage, kPage)) return 2;
        if (*at(start + 2 * kPage) != 'h' || *at(start + 5 * kPage) != 'h') return 3;
        if (!sys::brk(start + 2 * kPage + 100)) return 4; // the end is in a page that may only be read
        if (!sys::brk(start + 8 * kPage)) return 5;
        for (usize i = 3; i < 8; i++)
            if (*at(start + i * kPage) != 0) return 6;
        return sys::brk(start) ? 0 : 7;
    });
    all.equal(ending, child::exits(0), "in a child");
    const u64 above = (sys::brk(0).value() + kPage - 1) / kPage * kPage + 4 * kPage;
    all.equal(sys::map(above, kPage, kReadWrite, kNoReplace).raw(), static_cast<i64>(above),
              "map above the heap");
    all.fails(sys::brk(above + kPage), Errno::nomem, "the heap stops there");
    all.succeeds(unmap(above, kPage), "unmap");
}

void posix() {
    tap::All all("mmap, munmap and mprotect say why not in errno");
    void* const memory = mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    all.check(memory != MAP_FAILED, "mmap");
    memset(memory, 'm', 2 * kPage);
    all.equal(mprotect(memory, kPage, PROT_READ), 0, "mprotect");
    all.check(mmap(nullptr, 0, PROT_READ, kPrivate, -1, 0) == MAP_FAILED && errno == EINVAL,
              "mmap of nothing");
    all.check(mmap(nullptr, 1, PROT_READ, kPrivate, -1, 4096) == MAP_FAILED && errno == EINVAL,
              "with an offset");
    all.check(mprotect(memory, kPage, PROT_WRITE | PROT_EXEC) == -1 && errno == EACCES, "mprotect of both");
    all.equal(munmap(memory, 2 * kPage), 0, "munmap");
    all.check(munmap(static_cast<char*>(memory) + 1, kPage) == -1 && errno == EINVAL, "munmap within a page");
}

void files() {
    tap::All all("a mapping of a file has a copy of it, and zeros beyond its end");
    constexpr usize kSize = 2 * kPage + 100;
    const Fd file = sys::openat(kCurrentDirectory, "/tmp/mapped", kNewFile, kOwner).value();
    char bytes[100];
    for (usize i = 0; i < kSize; i += sizeof bytes) {
        memset(bytes, static_cast<int>('a' + i / sizeof bytes % 26), sizeof bytes);
        all.equal(
            sys::pwrite(file, bytes, kSize - i < sizeof bytes ? kSize - i : sizeof bytes, static_cast<i64>(i))
                .error(),
            Errno::none, "writing the file");
    }
    const u64 place = sys::map_file(0, 3 * kPage, PROT_READ, MAP_PRIVATE, file, kPage).value().address();
    all.equal(*at(place), static_cast<char>('a' + kPage / 100 % 26), "its first byte");
    all.equal(*at(place + kPage + 99), static_cast<char>('a' + (kSize - 1) / 100 % 26),
              "the file's last byte");
    all.equal(*at(place + kPage + 100), '\0', "beyond the file's end");
    all.equal(*at(place + 3 * kPage - 1), '\0', "the last byte");
    all.equal(writing(place), child::ends_by(SIGSEGV), "writing what may be read only");
    (void)sys::pwrite(file, "!", 1, kPage);
    all.equal(*at(place), static_cast<char>('a' + kPage / 100 % 26), "a later write to the file is not seen");
    all.succeeds(unmap(place, 3 * kPage), "unmap");

    const auto fixed = static_cast<MapFlags>(MAP_PRIVATE | MAP_FIXED);
    const u64 other = map(3 * kPage);
    for (u64 page = 0; page < 3; page++) *at(other + page * kPage) = '#';
    all.equal(sys::map_file(other + kPage, 1, kReadWrite, fixed, file, 0).value().address(), other + kPage,
              "MAP_FIXED");
    all.check(*at(other) == '#' && *at(other + kPage) == 'a' && *at(other + 2 * kPage) == '#',
              "in the middle");
    *at(other + kPage) = '?';
    all.check(sys::pread(file, bytes, 1, 0).value() == 1 && bytes[0] == 'a',
              "writing to it does not change the file");
    (void)unmap(other, 3 * kPage);
    (void)sys::close(file);
    (void)sys::unlinkat(kCurrentDirectory, "/tmp/mapped", AT_DEFAULT);
}

void discarding() {
    tap::All all("what is discarded is zero, and its memory comes back");
    constexpr usize kPages = 200;
    const u64 place = map(kPages * kPage);
    const u64 before = free_pages();
    for (usize i = 0; i < kPages; i++) *at(place + i * kPage) = 'x';
    const Mapping middle = Mapping::unchecked(place + kPage);
    all.succeeds(sys::discard(middle, (kPages - 2) * kPage), "discard all but the first and the last page");
    all.check(free_pages() + 10 > before, "the memory comes back");
    all.check(*at(place) == 'x' && *at(place + (kPages - 1) * kPage) == 'x', "both ends stay");
    all.check(*at(place + kPage) == 0 && *at(place + (kPages - 2) * kPage) == 0,
              "what was discarded is zero");
    all.fails(sys::discard(middle, 0), Errno::inval, "no bytes");
    all.fails(sys::discard(Mapping::unchecked(place + 8), kPage), Errno::inval, "within a page");
    all.fails(sys::discard(middle, ~0ul), Errno::inval, "up to -1");
    (void)unmap(place + kPage, kPage);
    all.succeeds(sys::discard(Mapping::unchecked(place), 3 * kPage), "over a hole");
    all.equal(reading(place + kPage), child::ends_by(SIGSEGV), "the hole stays");
    (void)unmap(place, kPages * kPage);
}

} // namespace

int main() {
    leaks::Watch watch;
    fresh();
    refused_maps();
    refused_changes();
    holes();
    replacing();
    protection();
    huge();
    many_regions();
    forked();
    the_heap();
    posix();
    files();
    discarding();
    watch.ok("nothing is left behind");
    return tap::done();
}
