// user/tests/fork_memory.cpp: after fork both have the same memory, and neither sees what the other writes.
#include "child.h"
#include "heap_pages.h"
#include "leaks.h"
#include "random.h"
#include "tap.h"
#include <stdlib.h>

namespace {

constexpr usize kPage = 4096;
constexpr usize kPages = 40;

char pages[kPages][kPage];
int initialised = 41;

bool all_pages_are(char value) {
    for (const auto& page : pages)
        if (page[0] != value || page[kPage / 2] != value || page[kPage - 1] != value) return false;
    return true;
}

void fill_pages(char value) {
    for (auto& page : pages) memset(page, value, kPage);
}

void both_ways() {
    tap::All all("what one writes after a fork the other does not see");
    fill_pages('p');
    int local = 1;
    int go[2];
    if (pipe2(go, 0) != 0) tap::bail_out("no pipe");
    const pid_t pid = child::start([&] {
        char byte;
        close(go[1]);
        if (!all_pages_are('p') || initialised != 41 || local != 1) return 1;
        (void)read(go[0], &byte, 1); // until the parent has written
        if (!all_pages_are('p') || initialised != 41 || local != 1) return 2;
        fill_pages('c');
        initialised = 43;
        local = 3;
        return all_pages_are('c') ? 0 : 3;
    });
    fill_pages('q');
    initialised = 42;
    local = 2;
    close(go[0]);
    close(go[1]);
    all.equal(child::ending_of(pid), child::exits(0), "the child");
    all.check(all_pages_are('q') && initialised == 42 && local == 2, "the parent's memory");
    initialised = 41;
}

// The parent ends before the child looks.
void survives_the_parent() {
    int ends[2];
    int go[2];
    if (pipe2(ends, 0) != 0 || pipe2(go, 0) != 0) tap::bail_out("no pipe");
    fill_pages('s');
    const auto middle = child::run([&] {
        child::start([&] {
            char byte;
            close(go[1]);
            (void)read(go[0], &byte, 1); // until its parent is gone
            const char good = all_pages_are('s') ? 'y' : 'n';
            (void)write(ends[1], &good, 1);
            return 0;
        });
        fill_pages('t');
        return 0;
    });
    close(go[0]);
    close(go[1]);
    close(ends[1]); // if there is no grandchild, the end is all there is to read
    char answer = 0;
    const bool told = read(ends[0], &answer, 1) == 1;
    close(ends[0]);
    tap::ok(middle == child::exits(0) && told && answer == 'y', "shared memory stays when the parent goes");
}

// Each generation changes some pages and forks the next; on the way back each finds what it had.
int generation(int depth) {
    Random random(static_cast<u64>(depth) + 1);
    char expected[kPages];
    for (usize i = 0; i < kPages; i++) {
        if (random.below(3) == 0) memset(pages[i], depth, kPage);
        expected[i] = pages[i][0];
    }
    if (depth > 0) {
        const auto ending = child::run([depth] { return generation(depth - 1); });
        if (ending != child::exits(0)) return WEXITSTATUS(ending.status) ? WEXITSTATUS(ending.status) : 100;
    }
    for (usize i = 0; i < kPages; i++)
        for (usize at = 0; at < kPage; at += 64)
            if (pages[i][at] != expected[i]) return depth + 1;
    return 0;
}

void generations() {
    fill_pages('g');
    tap::equal(child::run([] { return generation(30); }), child::exits(0),
               "thirty generations share memory, and each keeps its own");
}

// Many children of one parent; while they look, the parent goes on writing.
void siblings() {
    tap::All all("each of many children sees the memory of the moment in which it was made");
    constexpr int kChildren = 20;
    int go[2];
    if (pipe2(go, 0) != 0) tap::bail_out("no pipe");
    pid_t pids[kChildren];
    for (int i = 0; i < kChildren; i++) {
        fill_pages(static_cast<char>(i));
        pids[i] = child::start([&, i] {
            char byte;
            close(go[1]);
            (void)read(go[0], &byte, 1); // until all are there
            if (!all_pages_are(static_cast<char>(i))) return 1;
            fill_pages('x');
            return 0;
        });
    }
    close(go[0]);
    close(go[1]);
    for (const pid_t pid : pids) all.equal(child::ending_of(pid), child::exits(0), "a child");
    all.check(all_pages_are(kChildren - 1), "the parent");
}

// malloc's own books are memory like any other.
void heaps() {
    char* before = static_cast<char*>(malloc(100));
    strcpy(before, "before");
    const auto ending = child::run([before] {
        if (strcmp(before, "before") != 0) return 1;
        char* after = static_cast<char*>(malloc(100'000));
        if (!after) return 2;
        memset(after, 'z', 100'000);
        free(before);
        free(after);
        return 0;
    });
    tap::equal(ending, child::exits(0), "a child has its parent's heap, and may do with it what it likes");
    tap::equal(before, "before", "the parent's heap is as it was");
    free(before);
}

// Lazy memory is not shared: each gets its own zeros.
void lazy_memory() {
    const HeapPages heap(4);
    const auto ending = child::run([&] {
        heap.bytes()[5] = 'l';
        return heap.bytes()[kPage] == 0 ? 0 : 1;
    });
    tap::equal(ending, child::exits(0), "a child can use memory that its parent has not touched yet");
    tap::equal(heap.bytes()[5], 0, "and the parent finds it zero");
}

// Fork costs memory for what is written, not for what is there.
void nothing_is_copied_early() {
    static char much[512][kPage];
    for (auto& page : much) page[0] = 1;
    int go[2];
    if (pipe2(go, 0) != 0) tap::bail_out("no pipe");
    SystemInfo before{};
    SystemInfo after{};
    (void)sys::system_info(&before);
    (void)sys::system_info(&after);
    const pid_t pid = child::start([&] {
        char byte;
        close(go[1]);
        return static_cast<int>(read(go[0], &byte, 1));
    });
    const bool waits = child::becomes(pid, PROCESS_SLEEPING);
    (void)sys::system_info(&after);
    close(go[0]);
    close(go[1]);
    tap::equal(child::ending_of(pid), child::exits(0), "a child of a parent with 2 MiB ends");
    const auto cost =
        static_cast<i64>(before.free_pages - after.free_pages); // others may give back some meanwhile
    tap::ok(waits && cost < 100, "it took less than 100 pages while it ran: %ld", cost);
}

} // namespace

int main() {
    leaks::Watch watch;
    both_ways();
    survives_the_parent();
    generations();
    siblings();
    heaps();
    lazy_memory();
    nothing_is_copied_early();
    watch.ok("no shared page is lost");
    return tap::done();
}
