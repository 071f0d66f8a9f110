// mode/supervisor/firmware.cpp: the firmware's answers where it is OpenSBI: calls to it, as programs call us.
#include "mode/firmware.h"
#include "arch/csr.h"
#include "arch/mmio.h"
#include "arch/platform.h"
#include "mode/test_device.h"

extern "C" const char _start[]; // boot.S

namespace firmware {
namespace {

// Extensions and functions (RISC-V Supervisor Binary Interface Specification 1.0, chapters 5 to 11).
constexpr u64 kConsolePutchar = 0x01; // of the legacy extensions, which have no functions
constexpr u64 kTimer = 0x54494d45, kSetTimer = 0;
constexpr u64 kInterrupts = 0x735049, kSendInterrupt = 0;
constexpr u64 kHartState = 0x48534d, kHartStart = 0;
constexpr u64 kSystemReset = 0x53525354, kReset = 0;

// The extension goes in a7, its function in a6; what comes back in a0 is an error, 0 for none (chapter 3).
i64 call(u64 extension, u64 function, u64 first = 0, u64 second = 0, u64 third = 0) {
    register u64 a0 asm("a0") = first; // the convention's registers
    register u64 a1 asm("a1") = second;
    register u64 a2 asm("a2") = third;
    register u64 a6 asm("a6") = function;
    register u64 a7 asm("a7") = extension;
    // The way to the next lower floor is the instruction that brings programs to us.
    asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return static_cast<i64>(a0);
}

} // namespace

void set_timer(u64 ticks) { call(kTimer, kSetTimer, ticks); }

void send_software_interrupt(usize hart) {
    mmio::fence();
    call(kInterrupts, kSendInterrupt, 1, hart); // a mask, and its first hart
}

void clear_software_interrupt() {
    csr::clear<xip>(1ul << IRQ_SOFTWARE);
    mmio::fence();
}

bool start_hart(usize hart) {
    mmio::fence();                                                      // its stack was written before
    const u64 start = reinterpret_cast<u64>(_start) - PHYS_BASE_OFFSET; // it comes up untranslated
    return call(kHartState, kHartStart, hart, start) == 0;
}

// OpenSBI's system reset carries no status, so that the test device comes first.
void power_off(int status) {
    end_emulator(status);
    call(kSystemReset, kReset);
    while (true) asm volatile("wfi"); // the machine is off before this; if it cannot be turned off, sleep
}

void put_byte(u8 byte) { call(kConsolePutchar, 0, byte); }

} // namespace firmware
