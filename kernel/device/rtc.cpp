// device/rtc.cpp: the real-time clock, a Goldfish RTC.
//
// It is asked at boot only. From then on the date follows from the harts' time counter, which costs no device access.
#include "device/rtc.h"
#include "arch/mmio.h"
#include "arch/time.h"
#include "debug/log.h"

namespace rtc {
namespace {

// Registers of 32 bits: nanoseconds since 1970 (QEMU, hw/rtc/goldfish_rtc.c). Reading the low half keeps the high half
// that belongs to it for the next read.
constexpr u64 kTimeLow = 0x00;
constexpr u64 kTimeHigh = 0x04;

constinit u64 time_of_boot = 0; // nanoseconds since 1970; never changes after boot

} // namespace

void initialise() {
    if (platform.rtc == PhysAddr()) {
        log("no real-time clock: the time of day counts from 1970-01-01\n");
        return;
    }
    const u64 low = mmio::read<u32>(platform.rtc + kTimeLow);
    const u64 high = mmio::read<u32>(platform.rtc + kTimeHigh);
    time_of_boot = (high << 32 | low) - ::now();
}

u64 now() { return time_of_boot + ::now(); }

} // namespace rtc

u32 now_seconds() { return static_cast<u32>(rtc::now() / kNanosecondsPerSecond); }
