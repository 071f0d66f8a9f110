// process/inspect.h: what others may see of a process. All of it is a copy: the process may be over in the next moment.
#pragma once

#include "process/command.h"
#include "process/process.h"

struct ProcessView {
    ProcessInfo info;
    Pid session{0};
    u32 threads = 0;
    u64 started = 0;           // nanoseconds after boot
    u64 children_run_time = 0; // nanoseconds, of those that were waited for
    Ref<Command> command;      // null: the program is a part of the kernel
};

// Errno::srch, as with all of them, if there is no such process.
Result<ProcessView> look_at(Pid which);
Result<ThreadInfo> look_at_thread(Pid which, Tid thread); // srch, too: it has no such thread
Result<Ref<Inode>> directory_of(Pid which);               // noent: the process is over
Result<Ref<File>> open_file_of(Pid which, Fd fd);         // badf

// The first region of its memory that ends after an address. False if there is none, or the process is over.
Result<bool> describe_memory(Pid which, VirtAddr from, MemoryRegion& region);

// The process with the next higher number; 0 if there is none. And a process's thread.
Pid process_after(Pid which);
Tid thread_after(Pid which, Tid thread);
