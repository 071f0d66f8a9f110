// process/inspect.cpp: looking at a process from outside.
#include "process/inspect.h"
#include "arch/time.h"
#include "process/family.h"

namespace {

// 0 is the current one.
Result<Process*> find(Pid which) REQUIRES(process_tree) {
    Process* process = which == Pid(0) ? &current_process() : find_process(which);
    if (!process) return Errno::srch;
    return process;
}

} // namespace

Result<ProcessView> look_at(Pid which) {
    Guard guard(process_tree);
    Process& process = *TRY(find(which));
    ProcessView view{describe(process),
                     process.session,
                     0,
                     ticks_to_nanoseconds(process.started),
                     ticks_to_nanoseconds(process.children_run_ticks),
                     process.command};
    for ([[maybe_unused]] const Thread& thread : process.threads) view.threads++;
    return view;
}

Result<ThreadInfo> look_at_thread(Pid which, Tid number) {
    Guard guard(process_tree);
    const Process& process = *TRY(find(which));
    for (const Thread& thread : process.threads)
        if (thread.tid == number) return describe(process, thread);
    return Errno::srch;
}

Result<Ref<Inode>> directory_of(Pid which) {
    Guard guard(process_tree);
    Ref<Inode> directory = TRY(find(which))->directory.inode();
    if (!directory) return Errno::noent;
    return directory;
}

Result<Ref<File>> open_file_of(Pid which, Fd fd) {
    Guard guard(process_tree);
    return TRY(find(which))->files.file(fd);
}

Result<bool> describe_memory(Pid which, VirtAddr from, MemoryRegion& region) {
    Guard guard(process_tree);
    Process& process = *TRY(find(which));
    return process.space && process.space->describe(from, region);
}

// New ones come last in the list, and have the highest number.
Pid process_after(Pid which) {
    Guard guard(process_tree);
    for (const Process& process : all_processes)
        if (process.pid.number() > which.number()) return process.pid;
    return Pid(0);
}

Tid thread_after(Pid which, Tid number) {
    Guard guard(process_tree);
    const Process* process = find_process(which);
    if (!process) return Tid(0);
    for (const Thread& thread : process->threads)
        if (thread.tid.number() > number.number()) return thread.tid;
    return Tid(0);
}
