// user/tests/stress_mappings.cpp: memory changes under threads that are using it: no hart goes on with an old page.
//
// A hart that remembered a page table entry for too long would read what is not there any more, write to what may not
// be written, or write to a page that is already somebody else's.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"
#include "team.h"
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

constexpr usize kPage = 4096;
constexpr MapFlags kNewHere = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);

u64 load(const u64& word) { return __atomic_load_n(&word, __ATOMIC_ACQUIRE); }
void store(u64& word, u64 value) { __atomic_store_n(&word, value, __ATOMIC_RELEASE); }

u64* new_page() {
    void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? nullptr : static_cast<u64*>(page);
}

// Again and again a new page comes in place of the old one, and gets a greater number. Who has been told of a number
// sees that or a greater one there, or the zero of a page that is newer still; never an older page.
int replace_what_is_read(u64) {
    constexpr u64 kPages = 1000;
    u64* page = new_page();
    u64 told = 0;
    const auto read = [&](u64) {
        u64 expected = 0;
        while ((expected = load(told)) < kPages) {
            const u64 found = load(*page);
            if (found != 0 && found < expected) return 1;
        }
        return 0;
    };
    Team readers(3, read);
    int wrong = 0;
    for (u64 number = 1; number <= kPages; number++) {
        if (!sys::map(reinterpret_cast<u64>(page), kPage, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                      kNewHere))
            wrong = 1;
        if (load(*page) != 0) wrong = 2;
        store(*page, number);
        store(told, number);
    }
    return readers.ok() ? wrong : 3;
}

// Threads count in a page that is read-only from time to time. Their stores trap then, and are made again until they
// go through. While it is read-only, nothing in it changes.
int protect_what_is_written(u64 seed) {
    struct sigaction again {};
    again.sa_handler = [](int) { sched_yield(); }; // and then the store is tried once more
    sigaction(SIGSEGV, &again, nullptr);
    u64* page = new_page();
    u64 over = 0;
    const auto count = [&](u64 number) {
        volatile u64* word = page + number;
        while (!load(over)) *word = *word + 1;
        return 0;
    };
    Team writers(3, count);
    Random random(seed);
    int wrong = 0;
    for (int i = 0; i < 60; i++) {
        if (mprotect(page, kPage, PROT_READ) != 0) wrong = 1;
        const u64 before[] = {load(page[0]), load(page[1]), load(page[2])};
        for (u64 looks = random.below(2000); looks > 0; looks--)
            if (load(page[0]) != before[0] || load(page[1]) != before[1] || load(page[2]) != before[2])
                wrong = 2;
        if (mprotect(page, kPage, PROT_READ | PROT_WRITE) != 0) wrong = 3;
        sched_yield();
    }
    store(over, 1);
    return writers.ok() ? wrong : 4;
}

// A child has its parent's memory as it was when it was forked, though the parent's other threads go on writing to it.
int fork_what_is_written(u64) {
    static u64 words[3 * kPage / sizeof(u64)];
    u64 over = 0;
    const auto count = [&](u64 number) {
        volatile u64* word = words + number * (kPage / sizeof(u64));
        while (!load(over)) *word = *word + 1;
        return 0;
    };
    Team writers(3, count);
    int wrong = 0;
    for (int i = 0; i < 15; i++) {
        const auto ending = child::run([] {
            u64 before[3];
            for (u64 n = 0; n < 3; n++) before[n] = load(words[n * (kPage / sizeof(u64))]);
            for (int looks = 0; looks < 3; looks++) {
                sched_yield();
                for (u64 n = 0; n < 3; n++)
                    if (load(words[n * (kPage / sizeof(u64))]) != before[n]) return 1;
            }
            return 0;
        });
        if (ending != child::exits(0)) wrong = 1;
    }
    store(over, 1);
    return writers.ok() ? wrong : 2;
}

thread_local sigjmp_buf gone;

// Threads write to memory that goes away, and then is somebody else's: a child fills all it gets with its own mark, and
// no store of theirs may turn up there.
int unmap_what_is_written(u64 seed) {
    constexpr u64 kPages = 8;
    struct sigaction leave {};
    leave.sa_handler = [](int) { siglongjmp(gone, 1); };
    sigaction(SIGSEGV, &leave, nullptr);
    u64* pages = nullptr;
    u64 over = 0;
    const auto write = [&](u64 number) {
        while (!load(over)) {
            if (sigsetjmp(gone, 1) != 0) continue;
            u64* memory = __atomic_load_n(&pages, __ATOMIC_ACQUIRE);
            if (!memory) continue;
            while (!load(over))
                __atomic_store_n(memory + number * 512 + number, 0xbad0'bad0'bad0ul, __ATOMIC_RELAXED);
        }
        return 0;
    };
    Team writers(3, write);
    Random random(seed);
    int wrong = 0;
    for (int i = 0; i < 60; i++) {
        void* memory =
            mmap(nullptr, kPages * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        __atomic_store_n(&pages, static_cast<u64*>(memory), __ATOMIC_RELEASE);
        for (u64 naps = random.below(3); naps > 0; naps--) sched_yield();
        __atomic_store_n(&pages, nullptr, __ATOMIC_RELEASE);
        if (munmap(memory, kPages * kPage) != 0) wrong = 1;
        // The pages that were given back last are the first to be given out again.
        auto* others =
            static_cast<u64*>(mmap(reinterpret_cast<void*>(0x20'0000'0000), 2 * kPages * kPage,
                                   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
        for (u64 n = 0; n < 2 * kPages * 512; n++) store(others[n], n);
        for (u64 n = 0; n < 2 * kPages * 512; n++)
            if (load(others[n]) != n) wrong = 2;
        if (munmap(others, 2 * kPages * kPage) != 0) wrong = 3;
    }
    store(over, 1);
    return writers.ok() ? wrong : 4;
}

} // namespace

int main(int argc, char** argv) {
    leaks::Watch watch;
    for (const u64 seed : stress::Seeds(argc, argv)) {
        tap::equal(child::run([&] { return replace_what_is_read(seed); }), child::exits(0),
                   "a page that is replaced is not read any more, on any hart");
        tap::equal(child::run([&] { return protect_what_is_written(seed); }), child::exits(0),
                   "a page that becomes read-only is not written any more, on any hart");
        tap::equal(child::run([&] { return fork_what_is_written(seed); }), child::exits(0),
                   "a child's memory does not change when its parent's threads write to theirs");
        tap::equal(child::run([&] { return unmap_what_is_written(seed); }), child::exits(0),
                   "a page that was given back is not written any more, on any hart");
        watch.ok("nothing is left of all that");
    }
    return tap::done();
}
