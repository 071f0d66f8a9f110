// process/system.cpp: the whole system in numbers: what each room knows of it.
#include "process/system.h"
#include "arch/time.h"
#include "fs/root.h"
#include "memory/page_allocator.h"
#include "process/process.h"
#include "thread/scheduler.h"

SystemInfo system_info() {
    const scheduler::Usage usage = scheduler::usage();
    root::file_system().cache().forget_all();
    SystemInfo info{};
    info.uptime = now();
    static_assert(HARTS_MAX == kHartsMax);
    for (usize hart = 0; hart < kHartsMax; hart++) {
        info.hart_idle_time[hart] = ticks_to_nanoseconds(usage.idle_ticks[hart]);
        info.idle_time += info.hart_idle_time[hart];
    }
    info.total_pages = pages::total();
    info.free_pages = pages::free();
    info.harts = usage.harts;
    info.processes = process_count();
    info.threads = usage.threads;
    info.open_files = File::open_count();
    info.privilege = PRIVILEGE;
    return info;
}
