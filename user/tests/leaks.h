// user/tests/leaks.h: did anything get lost? Readings of the whole system, before something and after it.
//
//   leaks::Watch watch;
//   ...
//   watch.ok("the storm left nothing behind");
//
// Memory that the test itself has come to use in between is not lost. At both ends no child of the test is alive, as
// parent and child would share memory.
#pragma once

#include "child.h"
#include "tap.h"

namespace leaks {

struct Reading {
    u64 pages; // that are free, or this process's own
    u32 processes;
    u32 threads;
    u32 open_files;
    bool operator==(const Reading&) const = default;
};

inline u64 own_pages() {
    const ProcessInfo* self = child::find_process(getpid());
    if (!self) tap::bail_out("process_list does not tell of its caller");
    return self->pages;
}

inline Reading reading() {
    const u64 own = own_pages();
    SystemInfo info{};
    (void)sys::system_info(&info);
    return {info.free_pages + own, info.processes, info.threads, info.open_files};
}

inline void tell(const char* when, const Reading& reading) {
    tap::note("%s: %lu pages, %u processes, %u threads, %u open files", when, reading.pages,
              reading.processes, reading.threads, reading.open_files);
}

class Watch {
  public:
    // What ended before may still be on its way out on another hart: the beginning is when nothing changes any more.
    Watch() {
        (void)reading(); // brings in what a reading itself needs
        before_ = reading();
        for (int same = 0, tries = 0; same < 5 && tries < kTries; tries++) {
            (void)sys::sleep(child::kMillisecond);
            const Reading now = reading();
            same = now == before_ ? same + 1 : 0;
            before_ = now;
        }
    }

    // Whether everything is back. The last of it may take a moment: init has orphans to bury.
    bool ok(const char* description) {
        Reading after = reading();
        for (int tries = 0; after != before_ && tries < kTries; tries++) {
            (void)sys::sleep(child::kMillisecond);
            after = reading();
        }
        if (tap::ok(after == before_, "%s", description)) return true;
        tell("before", before_);
        tell(" after", after);
        return false;
    }

  private:
    static constexpr int kTries = 20'000; // far more than it takes, on a busy host too

    Reading before_;
};

} // namespace leaks
