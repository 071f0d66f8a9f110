// device/rtc.h: the real-time clock: what day it is.
#pragma once

#include "abi/integers.h"

namespace rtc {

// Asks the clock, once. Without one, the machine believes that it was started at the beginning of 1970, and says so.
void initialise();

// Nanoseconds since 1970.
u64 now();

} // namespace rtc

// Seconds since 1970, as a file system keeps them: in 32 bits, which last until 2106.
u32 now_seconds();
