// linux/time.h: times as Linux has them, in seconds and nanoseconds, and as we do, in nanoseconds alone.
#pragma once

#include "abi/linux.h"
#include "abi/result.h"

// How long a program says that something shall take: in nanoseconds, those of 292 years at most. Errno::inval, fault
Result<i64> linux_duration(In<LinuxTime> time);

Result<void> linux_copy_out(Out<LinuxTime> to, u64 nanoseconds);
