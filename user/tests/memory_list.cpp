// user/tests/memory_list.cpp: what the kernel tells of a process's memory: where it is, what for, and how much exists.
#include "child.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/mman.h>

namespace {

constexpr u64 kPage = 4096;

MemoryRegion regions[MEMORY_REGIONS_MAX];

usize list(Pid pid) {
    const auto count = sys::memory_list(pid, regions, MEMORY_REGIONS_MAX);
    return count ? count.value() : 0;
}

// Of the caller: the one around an address; null if there is none. Good until the next question.
const MemoryRegion* region_of(const void* address) {
    const u64 place = reinterpret_cast<u64>(address);
    const usize count = list(Pid(0));
    for (usize i = 0; i < count; i++)
        if (place >= regions[i].start && place < regions[i].end) return &regions[i];
    return nullptr;
}

void own() {
    tap::All all(
        "of its own memory a program is told where it is, what it is for, and what may be done with it");
    static int variable = 1;
    static const int constant = 2;
    int local = 3;
    auto check = [&](const void* address, u32 use, u32 protection, const char* what) {
        const MemoryRegion* region = region_of(address);
        all.check(region && region->use & use && region->protection == protection, "%s", what);
        all.check(region && region->pages > 0, "some of it exists: %s", what);
    };
    check(&variable, MEMORY_PROGRAM, PROT_READ | PROT_WRITE, "a variable");
    check(&constant, MEMORY_PROGRAM, PROT_READ, "a constant");
    check(reinterpret_cast<const void*>(&own), MEMORY_PROGRAM, PROT_READ | PROT_EXEC, "code");
    check(&local, MEMORY_STACK, PROT_READ | PROT_WRITE, "the stack");
    void* block = malloc(1);
    check(block, MEMORY_HEAP, PROT_READ | PROT_WRITE, "the heap");
    free(block);
    all.check(!region_of(nullptr), "nothing is at 0");
}

void in_order() {
    tap::All all("the regions come in the order of addresses, and do not overlap");
    const usize count = list(Pid(0));
    all.check(count >= 4, "there are some: %lu", count);
    for (usize i = 0; i < count; i++) {
        const MemoryRegion& each = regions[i];
        all.check(each.start < each.end && (each.start | each.end) % kPage == 0, "whole pages, at 0x%lx",
                  each.start);
        all.check(each.pages <= (each.end - each.start) / kPage, "no more exist than there is room, at 0x%lx",
                  each.start);
        all.check(i == 0 || regions[i - 1].end <= each.start, "after the one before, at 0x%lx", each.start);
    }
    regions[1].start = 5;
    all.equal(sys::memory_list(Pid(0), regions, 1).raw(), static_cast<i64>(count),
              "there are as many, whatever fits");
    all.equal(regions[1].start, 5ul, "and what does not fit is left alone");
}

void on_demand() {
    tap::All all("pages exist when they are touched, in however many tables");
    constexpr u64 kBytes = 8 << 20; // 2 MiB for each table
    auto* memory = static_cast<volatile char*>(
        mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    const auto* place = const_cast<const char*>(memory);
    const MemoryRegion* region = region_of(place);
    all.check(region && region->use == MEMORY_MAPPED && region->pages == 0, "none at first");
    memory[0] = 1;
    memory[kBytes / 2] = 1;
    memory[kBytes - 1] = 1;
    region = region_of(place);
    all.check(region && region->pages == 3, "three were touched");
    mprotect(const_cast<char*>(place), kPage, PROT_NONE);
    region = region_of(place);
    all.check(region && region->protection == PROT_NONE && region->pages == 1, "what is forbidden stays");
    munmap(const_cast<char*>(place), kBytes);
    all.check(!region_of(place), "gone");
}

void others() {
    tap::All all("of other processes too, but not of those that are over");
    const pid_t sleeper = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    const pid_t zombie = child::start([] { return 0; });
    all.check(child::becomes(sleeper, PROCESS_SLEEPING) && child::becomes(zombie, PROCESS_ZOMBIE),
              "a sleeper, a zombie");
    all.equal(list(Pid(sleeper)), list(Pid(0)), "a child has as many regions");
    all.check(list(Pid(1)) > 0, "init");
    all.succeeds(sys::memory_list(Pid(zombie), regions, 1), "of a zombie");
    all.equal(list(Pid(zombie)), 0ul, "a zombie has none");
    all.fails(sys::memory_list(Pid(-1), regions, 1), Errno::srch, "a number below 0");
    kill(sleeper, SIGKILL);
    all.equal(child::ending_of(sleeper), child::ends_by(SIGKILL), "the sleeper's end");
    all.equal(child::ending_of(zombie), child::exits(0), "the zombie's");
    all.fails(sys::memory_list(Pid(zombie), regions, 1), Errno::srch, "nobody has this number any more");
}

} // namespace

int main() {
    own();
    in_order();
    on_demand();
    others();
    return tap::done();
}
