// user/tests/system_info.cpp: what the kernel tells of itself: processes, memory, open files, and its log.
#include "child.h"
#include "heap_pages.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stile.h>

namespace {

SystemInfo system_now() {
    SystemInfo info{};
    if (!sys::system_info(&info)) tap::bail_out("system_info fails");
    return info;
}

void counts() {
    tap::All all("processes, threads, open files and pages are counted as they come and go");
    const SystemInfo before = system_now();
    all.check(before.harts >= 1 && (before.privilege == 3 || before.privilege == 1), "harts and privilege");
    all.check(before.free_pages > 0 && before.free_pages < before.total_pages, "free and total pages");
    all.check(before.processes >= 2 && before.threads >= 2, "init and this process, at least");
    const int fd = open("/dev/null", O_RDONLY);
    const int copy = dup(fd);
    all.equal(system_now().open_files, before.open_files + 1,
              "a file opened; a second descriptor is no second file");
    int ends[2];
    all.equal(pipe2(ends, 0), 0, "pipe");
    all.equal(system_now().open_files, before.open_files + 3, "a pipe has two ends");
    for (const int each : {fd, copy, ends[0], ends[1]}) close(each);
    all.equal(system_now().open_files, before.open_files, "all closed");

    const pid_t pid = child::start([] { return 0; });
    all.check(child::becomes(pid, PROCESS_ZOMBIE), "a zombie");
    all.equal(system_now().processes, before.processes + 1, "a zombie counts as a process");
    all.check(child::comes_about([&] { return system_now().threads == before.threads; }),
              "and has no thread, once that has come to its end on its hart");
    all.equal(child::ending_of(pid), child::exits(0), "its end");
    all.equal(system_now().processes, before.processes, "after the wait");
    all.equal(system_now().total_pages, before.total_pages, "total pages");
}

void own_pages() {
    tap::All all("the pages of a process are counted as it touches them");
    const leaks::Watch settled; // nobody else takes any, or gives any back
    const u64 own = leaks::own_pages();
    const u64 free = system_now().free_pages;
    {
        const HeapPages heap(100);
        all.equal(leaks::own_pages(), own, "heap that nobody has touched");
        for (usize i = 0; i < 100; i++) heap.bytes()[i * HeapPages::kPage] = 1;
        const u64 more = leaks::own_pages() - own;
        all.check(more >= 100 && more <= 103, "100 pages touched: %lu more", more);
        all.equal(free - system_now().free_pages, more, "so many fewer are free");
    }
    const u64 left = leaks::own_pages() - own; // tables stay
    all.check(left <= 3, "given back: %lu more", left);
}

void processes() {
    tap::All all("process_list tells of every process: pid, parent, group, state, name");
    static ProcessInfo list[PROCESSES_MAX];
    const pid_t sleeper = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    const pid_t zombie = child::start([] { return 0; });
    all.check(child::becomes(sleeper, PROCESS_SLEEPING), "a sleeper");
    all.check(child::becomes(zombie, PROCESS_ZOMBIE), "a zombie");
    const auto count = sys::process_list(list, PROCESSES_MAX);
    all.check(count && count.value() == system_now().processes, "as many as system_info says");
    const usize listed = count ? count.value() : 0;
    bool found_init = false;
    for (usize i = 0; i < listed; i++) {
        const ProcessInfo& each = list[i];
        for (usize k = 0; k < i; k++) all.check(list[k].pid != each.pid, "pid %d is listed twice", each.pid);
        all.check(strnlen(each.name, sizeof each.name) < sizeof each.name && each.name[0],
                  "pid %d has a name", each.pid);
        if (each.pid == 1) found_init = each.parent == 0 && strcmp(each.name, "init") == 0;
        if (each.pid != getpid() && each.pid != sleeper && each.pid != zombie) continue;
        all.equal(each.parent, each.pid == getpid() ? getppid() : getpid(), "the parent");
        all.equal(each.group, getpgrp(), "the group");
        all.equal(each.name, "system_info", "the name");
        const ProcessState state = each.pid == sleeper  ? PROCESS_SLEEPING
                                   : each.pid == zombie ? PROCESS_ZOMBIE
                                                        : PROCESS_RUNNING;
        all.equal(each.state, static_cast<u32>(state), "the state");
        all.check((each.pages > 0) == (each.pid != zombie), "pages");
    }
    all.check(found_init, "init is pid 1, and nobody's child");

    list[1].pid = -5;
    const auto one = sys::process_list(list, 1);
    all.check(one && one.value() == listed && list[1].pid == -5,
              "with room for one: how many there are, and no more");
    const auto none = sys::process_list(nullptr, 0);
    all.check(none && none.value() == listed, "with room for none: how many there are");
    kill(sleeper, SIGKILL);
    all.equal(child::ending_of(sleeper), child::ends_by(SIGKILL), "the sleeper's end");
    all.equal(child::ending_of(zombie), child::exits(0), "the zombie's");
}

// The emulator may have to wait for its machine just then, and that is run time, too: so there are several tries.
void run_time() {
    u64 busy = 0;
    u64 asleep = ~0ul;
    for (int tries = 0; tries < 50 && (busy <= 10'000'000 || asleep >= 60'000'000); tries++) {
        const u64 before = child::find_process(getpid())->run_time;
        const u64 until = sys::clock(CLOCK_MONOTONIC).value() + 30 * child::kMillisecond;
        while (sys::clock(CLOCK_MONOTONIC).value() < until) {
        }
        busy = child::find_process(getpid())->run_time - before;
        (void)sys::sleep(100 * child::kMillisecond);
        asleep = child::find_process(getpid())->run_time - before - busy;
    }
    tap::ok(busy > 10'000'000, "30 ms of work are run time: %lu ns", busy);
    tap::ok(asleep < 60'000'000, "100 ms of sleep are not: %lu ns", asleep);
}

void log() {
    tap::All all("kernel_log tells the latest of what the kernel said, as much as fits");
    static char text[20'000];
    static char tail[100];
    const auto whole = sys::kernel_log(text, sizeof text);
    if (!all.check(whole && whole.value() > 0 && whole.value() <= sizeof text, "all of it")) return;
    const auto part = sys::kernel_log(tail, 20);
    all.check(part && part.value() == 20, "20 bytes");
    all.check(memcmp(tail, text + whole.value() - 20, 20) == 0, "they are the last ones");
    all.equal(sys::kernel_log(tail, 0).raw(), 0, "no bytes");
    const auto ending = child::run([] {
        volatile u64 nowhere = 40; // not a constant, or the compiler would notice
        return *reinterpret_cast<volatile char*>(nowhere);
    });
    all.equal(ending, child::ends_by(SIGSEGV), "a child that breaks a rule");
    const auto length = sys::kernel_log(text, sizeof text - 1);
    text[length ? length.value() : 0] = 0;
    const char* message = strstr(text, "system_info (pid ");
    all.check(message && strstr(message, "SIGSEGV") && strstr(message, "0x28"),
              "the kernel tells who, why, and the address");
}

} // namespace

int main() {
    leaks::Watch watch;
    counts();
    own_pages();
    processes();
    run_time();
    log();
    watch.ok("nothing is left behind");
    return tap::done();
}
