// debug/failures.h: failures on request: so that what a program is told when memory or a device fails can be tested.
//
//   fail=memory:100         the 100th allocation of memory fails, counted from the start of the first program
//   fail=memory:every:37    each 37th does
//   fail=device:5           likewise for requests to the disk
#pragma once

#include "lib/atomic.h"

namespace failures {

// One kind of thing that may fail.
class Source {
  public:
    constexpr explicit Source(const char* name) : name_(name) {}
    const char* name() const { return name_; }

    // Whether this one shall fail. Costs a load as long as nothing was asked for.
    bool strikes() { return period_.load(Order::relaxed) != 0 && strikes_now(); }

    // The number-th from now on, and then each number-th again, if `again`.
    void arm(u64 number, bool again);

  private:
    bool strikes_now();

    const char* const name_;
    Atomic<u64> period_ = 0; // 0: never
    Atomic<u64> seen_ = 0;
    bool again_ = false;
};

extern constinit Source memory; // pages and kernel objects
extern constinit Source device; // blocks of a disk

// Understands what the boot option `fail` has; if it doesn't, it says what there is, and nothing fails.
void arm(const char* wish);

} // namespace failures
