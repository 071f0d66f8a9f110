// user/bin/ps.cpp: the processes.
#include "tool.h"

#include <stile.h>

namespace {

// There may be more by the time the kernel is asked again, so there is room for some of those too.
struct ProcessInfo* list_processes(size_t& count) {
    struct ProcessInfo* list = nullptr;
    size_t room = 0;
    for (;;) {
        ssize_t found = process_list(list, room);
        if (found < 0) exit(complain("ps", "process_list"));
        count = static_cast<size_t>(found);
        if (count <= room) return list;
        constexpr size_t kMost = PROCESSES_MAX;
        room = count + 16 < kMost ? count + 16 : kMost;
        free(list);
        list = static_cast<struct ProcessInfo*>(need(calloc(room, sizeof *list)));
    }
}

void print(const struct ProcessInfo& process) {
    constexpr unsigned long kKibibytesPerPage = 4;
    constexpr unsigned long kNanosecondsPerMillisecond = 1000000;
    unsigned long milliseconds = process.run_time / kNanosecondsPerMillisecond;
    printf("%5d %5d %5d %c %7luK %5lu.%03lu %-6s %s\n", process.pid, process.parent, process.group,
           static_cast<char>(process.state), process.pages * kKibibytesPerPage, milliseconds / 1000,
           milliseconds % 1000, process.personality == PERSONALITY_LINUX ? "Linux" : "Stile", process.name);
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("ps");
    size_t processes = 0;
    struct ProcessInfo* list = list_processes(processes);
    puts("  PID  PPID  PGRP S   MEMORY      TIME FOR    NAME");
    for (size_t i = 0; i < processes; ++i) print(list[i]);
    free(list);
    return finish("ps", 0);
}
