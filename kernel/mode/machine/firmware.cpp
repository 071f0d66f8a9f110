// mode/machine/firmware.cpp: the firmware's answers where there is no firmware: the board's own registers.
#include "mode/firmware.h"
#include "arch/mmio.h"
#include "arch/platform.h"
#include "mode/test_device.h"

namespace firmware {
namespace {

// Registers of the core-local interruptor (SiFive CLINT; RISC-V ACLINT specification): one of each a hart.
constexpr u64 kClintSoftware = 0x0000;    // msip, 4 bytes each
constexpr u64 kClintTimeCompare = 0x4000; // mtimecmp, 8 bytes each

// Registers of the UART (NS16550A), for output only.
constexpr u64 kUartTransmit = 0;
constexpr u64 kUartLineStatus = 5;
constexpr u8 kUartTransmitReady = 1 << 5;

usize this_hart() {
    u64 hart;
    asm volatile("csrr %0, mhartid" : "=r"(hart)); // which hart runs this
    return hart;
}

} // namespace

void set_timer(u64 ticks) { mmio::write<u64>(platform.clint + kClintTimeCompare + 8 * this_hart(), ticks); }

void send_software_interrupt(usize hart) {
    mmio::fence();
    mmio::write<u32>(platform.clint + kClintSoftware + 4 * hart, 1);
}

void clear_software_interrupt() {
    mmio::write<u32>(platform.clint + kClintSoftware + 4 * this_hart(), 0);
    mmio::fence();
}

bool start_hart(usize hart) {
    send_software_interrupt(hart);
    return true;
}

void power_off(int status) {
    end_emulator(status);
    while (true) asm volatile("wfi"); // the machine is off before this; on a board without the device, sleep
}

void put_byte(u8 byte) {
    while (!(mmio::read<u8>(platform.uart + kUartLineStatus) & kUartTransmitReady)) {
    }
    mmio::write<u8>(platform.uart + kUartTransmit, byte);
}

} // namespace firmware
