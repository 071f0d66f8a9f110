// lib/counter.h: a number that one hart counts up, with interrupts off, and that all harts may read.
#pragma once

#include "abi/integers.h"

class Counter {
  public:
    // Not atomic, as nobody else writes; and cheaper for that.
    [[gnu::always_inline]] void count() { value_ = value_ + 1; }
    u64 value() const { return value_; }

  private:
    volatile u64 value_ = 0; // the processor reads and writes doublewords whole
};
