// proc/process_entries.cpp: what /proc tells of each process, in the words of Linux, which programs take apart.
#include "arch/time.h"
#include "device/console.h"
#include "fs/path.h"
#include "fs/root.h"
#include "lib/string.h"
#include "memory/layout.h"
#include "proc/entries.h"
#include "process/inspect.h"

namespace {

constexpr u64 kHundredth = kNanosecondsPerSecond / 100;
constexpr u64 kPageInKibibytes = kPageSize >> 10;

// Bytes of all regions, whether there is memory behind them or not.
Result<u64> memory_size(Pid pid) {
    MemoryRegion region;
    u64 size = 0;
    for (VirtAddr from; TRY(describe_memory(pid, from, region)); from = VirtAddr(region.end))
        size += region.end - region.start;
    return size;
}

// A thread has a number, a state and a time of its own. All the rest is its process's.
Result<ProcessView> view_of(Subject subject) {
    ProcessView view = TRY(look_at(subject.pid));
    if (subject.thread == Tid(0)) return view;
    const ThreadInfo thread = TRY(look_at_thread(subject.pid, subject.thread));
    view.info.pid = thread.tid;
    view.info.run_time = thread.run_time;
    if (view.info.state != PROCESS_STOPPED) view.info.state = thread.state;
    return view;
}

// One line with 52 fields (proc(5) of Linux). What is not counted here is 0.
Result<void> write_stat(Text& text, Subject subject) {
    const ProcessView view = TRY(view_of(subject));
    const ProcessInfo& info = view.info;
    const u64 size = TRY(memory_size(subject.pid));
    constexpr int kTerminal = 5 << 8 | 1;
    constexpr int kPriority = 20;
    text.add("%d (%s) %c %d %d %d %d %d", info.pid, info.name, static_cast<char>(info.state), info.parent,
             info.group, view.session.number(), kTerminal, console::foreground_group().number());
    text.add(" 0 0 0 0 0 %lu 0 %lu 0 %d 0 %u 0 %lu %lu %lu", info.run_time / kHundredth,
             view.children_run_time / kHundredth, kPriority, view.threads, view.started / kHundredth, size,
             info.pages);
    text.add(" %lu 0 0 %lu", ~0ul, kStackTop.value()); // no limit; code that begins and ends nowhere
    text.add(" 0 0 0 0 0 0 0 0 0 %d 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", SIGCHLD);
    return {};
}

const char* state_in_words(u32 state) {
    switch (state) {
    case PROCESS_RUNNING: return "R (running)";
    case PROCESS_SLEEPING: return "S (sleeping)";
    case PROCESS_STOPPED: return "T (stopped)";
    default: return "Z (zombie)";
    }
}

Result<void> write_status(Text& text, Subject subject) {
    const ProcessView view = TRY(view_of(subject));
    const ProcessInfo& info = view.info;
    text.add("Name:\t%s\nState:\t%s\n", info.name, state_in_words(info.state));
    text.add("Tgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n", subject.pid.number(), info.pid,
             info.parent);
    text.add("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t%d\nGroups:\t\n", OPEN_FILES_MAX);
    if (info.state != PROCESS_ZOMBIE) {
        text.add("VmSize:\t%8lu kB\n", TRY(memory_size(subject.pid)) >> 10);
        text.add("VmRSS:\t%8lu kB\n", info.pages * kPageInKibibytes);
    }
    text.add("Threads:\t%u\n", view.threads);
    return {};
}

Result<void> write_statm(Text& text, Subject subject) {
    const ProcessView view = TRY(view_of(subject));
    text.add("%lu %lu 0 0 0 %lu 0\n", TRY(memory_size(subject.pid)) / kPageSize, view.info.pages,
             view.info.pages);
    return {};
}

Result<void> write_arguments(Text& text, Subject subject) {
    const ProcessView view = TRY(view_of(subject));
    if (view.command && view.info.state != PROCESS_ZOMBIE) text.add_bytes(view.command->arguments());
    return {};
}

Result<void> write_name(Text& text, Subject subject) {
    text.add("%s\n", TRY(view_of(subject)).info.name);
    return {};
}

const char* name_of(const MemoryRegion& region, const ProcessView& view) {
    if (region.use & MEMORY_HEAP) return "[heap]";
    if (region.use & MEMORY_STACK) return "[stack]";
    return region.use & MEMORY_PROGRAM && view.command ? view.command->path() : "";
}

Result<void> write_memory(Text& text, Subject subject) {
    const ProcessView view = TRY(view_of(subject));
    MemoryRegion region;
    for (VirtAddr from; TRY(describe_memory(subject.pid, from, region)); from = VirtAddr(region.end)) {
        const u32 may = region.protection;
        const char* name = name_of(region, view);
        text.add("%08lx-%08lx %c%c%cp 00000000 00:00 0 ", region.start, region.end,
                 may & PROT_READ ? 'r' : '-', may & PROT_WRITE ? 'w' : '-', may & PROT_EXEC ? 'x' : '-');
        text.add(*name ? "%25s%s\n" : "%s%s\n", "", name);
    }
    return {};
}

Result<void> write_mounts(Text& text, Subject) {
    text.add("/dev/root / ext2 %s 0 0\nproc /proc proc ro 0 0\n",
             root::file_system().read_only() ? "ro" : "rw");
    return {};
}

Result<void> find_program(Pid pid, char* path) {
    const ProcessView view = TRY(look_at(pid));
    if (!view.command || view.info.state == PROCESS_ZOMBIE) return Errno::noent;
    copy_string(path, view.command->path(), PATH_MAX_BYTES);
    return {};
}

Result<void> find_directory(Pid pid, char* path) {
    const Ref<Inode> directory = TRY(directory_of(pid));
    (void)TRY(path_of(directory, path, PATH_MAX_BYTES));
    return {};
}

Result<void> find_root(Pid, char* path) {
    copy_string(path, "/", PATH_MAX_BYTES);
    return {};
}

constexpr usize kFolders = 2; // come first
constexpr Entry kEntries[] = {
    {"fd", S_IFDIR, nullptr, nullptr, Numbers::descriptors},
    {"task", S_IFDIR, nullptr, nullptr, Numbers::threads},
    {"cmdline", S_IFREG, write_arguments},
    {"comm", S_IFREG, write_name},
    {"cwd", S_IFLNK, nullptr, find_directory},
    {"exe", S_IFLNK, nullptr, find_program},
    {"maps", S_IFREG, write_memory},
    {"mounts", S_IFREG, write_mounts},
    {"root", S_IFLNK, nullptr, find_root},
    {"stat", S_IFREG, write_stat},
    {"statm", S_IFREG, write_statm},
    {"status", S_IFREG, write_status},
};

} // namespace

constinit const std::span<const Entry> kProcessEntries = kEntries;
constinit const std::span<const Entry> kThreadEntries = std::span(kEntries).subspan(kFolders);
