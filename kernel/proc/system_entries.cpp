// proc/system_entries.cpp: what /proc tells of the whole system, in the words of Linux, which programs take apart.
#include "arch/platform.h"
#include "arch/time.h"
#include "device/rtc.h"
#include "fs/root.h"
#include "lib/format.h"
#include "memory/page_allocator.h"
#include "proc/entries.h"
#include "process/inspect.h"
#include "process/system.h"

namespace {

constexpr u64 kHundredth = kNanosecondsPerSecond / 100;

constexpr u64 kibibytes(u64 pages) { return pages * (kPageSize >> 10); }

Result<void> write_memory(Text& text, Subject) {
    const SystemInfo info = system_info();
    const struct {
        const char* name;
        u64 pages;
    } lines[] = {{"MemTotal:", info.total_pages},
                 {"MemFree:", info.free_pages},
                 {"MemAvailable:", info.free_pages},
                 {"Buffers:", 0},
                 {"Cached:", 0},
                 {"SwapCached:", 0},
                 {"SwapTotal:", 0},
                 {"SwapFree:", 0},
                 {"Shmem:", 0},
                 {"Slab:", 0}};
    for (const auto& line : lines) text.add("%-15s %8lu kB\n", line.name, kibibytes(line.pages));
    return {};
}

void add_seconds(Text& text, u64 nanoseconds, const char* after) {
    const u64 hundredths = nanoseconds / kHundredth;
    text.add("%lu.%02lu%s", hundredths / 100, hundredths % 100, after);
}

Result<void> write_uptime(Text& text, Subject) {
    const SystemInfo info = system_info();
    add_seconds(text, info.uptime, " ");
    add_seconds(text, info.idle_time, "\n");
    return {};
}

u32 running_processes() {
    u32 count = 0;
    for (Pid pid = process_after(Pid(0)); pid != Pid(0); pid = process_after(pid)) {
        const Result<ProcessView> view = look_at(pid);
        if (view && view.value().info.state == PROCESS_RUNNING) count++;
    }
    return count;
}

// The one with the highest number.
Pid last_process() {
    Pid last(0);
    for (Pid pid = process_after(last); pid != Pid(0); pid = process_after(pid)) last = pid;
    return last;
}

// All that a hart does beside being idle counts as done by programs.
void add_hart(Text& text, const char* name, u64 time, u64 idle) {
    const u64 busy = time > idle ? time - idle : 0;
    text.add("%s %lu 0 0 %lu 0 0 0 0 0 0\n", name, busy / kHundredth, idle / kHundredth);
}

Result<void> write_times(Text& text, Subject) {
    const SystemInfo info = system_info();
    add_hart(text, "cpu ", info.uptime * info.harts, info.idle_time);
    for (u32 hart = 0; hart < info.harts; hart++) {
        char name[8];
        format(name, sizeof(name), "cpu%u", hart);
        add_hart(text, name, info.uptime, info.hart_idle_time[hart]);
    }
    text.add("intr 0\nctxt 0\n"); // not counted
    text.add("btime %lu\nprocesses %d\nprocs_running %u\nprocs_blocked 0\n",
             (rtc::now() - info.uptime) / kNanosecondsPerSecond, last_process().number(),
             running_processes());
    return {};
}

Result<void> write_harts(Text& text, Subject) {
    for (u32 hart = 0; hart < platform.harts; hart++)
        text.add("processor\t: %u\nhart\t\t: %u\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\n\n", hart, hart);
    return {};
}

// There are no averages: nobody counts all the time how many wait for a hart.
Result<void> write_load(Text& text, Subject) {
    text.add("0.00 0.00 0.00 %u/%u %d\n", running_processes(), process_count(), last_process().number());
    return {};
}

Result<void> write_version(Text& text, Subject) {
    text.add("Linux version 6.1.0 (stile) Stile\n"); // as uname says it
    return {};
}

Result<void> write_kinds(Text& text, Subject) {
    text.add("nodev\tproc\n\text2\n");
    return {};
}

// A heading and no line: no program can open a disk as a file.
Result<void> write_disks(Text& text, Subject) {
    text.add("major minor  #blocks  name\n\n");
    return {};
}

Result<void> find_self(Pid, char* path) {
    format(path, PATH_MAX_BYTES, "%d", current_process().pid.number());
    return {};
}

Result<void> find_mounts(Pid, char* path) {
    format(path, PATH_MAX_BYTES, "self/mounts");
    return {};
}

constexpr Entry kEntries[] = {
    {"cpuinfo", S_IFREG, write_harts},         {"filesystems", S_IFREG, write_kinds},
    {"loadavg", S_IFREG, write_load},          {"meminfo", S_IFREG, write_memory},
    {"mounts", S_IFLNK, nullptr, find_mounts}, {"partitions", S_IFREG, write_disks},
    {"self", S_IFLNK, nullptr, find_self},     {"stat", S_IFREG, write_times},
    {"uptime", S_IFREG, write_uptime},         {"version", S_IFREG, write_version},
};

} // namespace

constinit const std::span<const Entry> kSystemEntries = kEntries;
