// device/uart.cpp: the serial port, an NS16550A.
#include "device/uart.h"
#include "arch/mmio.h"
#include "arch/platform.h"
#include "device/console.h"

namespace uart {
namespace {

// Registers, a byte each (National Semiconductor, PC16550D data sheet, section 8).
constexpr u64 kData = 0; // read: the oldest byte that came; write: the next to go
constexpr u64 kInterruptEnable = 1;
constexpr u64 kFifoControl = 2;
constexpr u64 kLineControl = 3;
constexpr u64 kLineStatus = 5;

constexpr u8 kReceivedData = 1 << 0;     // of interrupt enable
constexpr u8 kFifoEnable = 1 << 0;       // of FIFO control; interrupts come from the first byte on
constexpr u8 kEightBits = 3;             // of line control; no parity, one stop bit, divisor latch closed
constexpr u8 kDataReady = 1 << 0;        // of line status
constexpr u8 kTransmitterEmpty = 1 << 5; // of line status: the transmit FIFO is empty

constexpr u32 kFifoSize = 16; // bytes

// How many more bytes the transmit FIFO takes for certain: it empties by itself, and never fills by itself.
constinit u32 free_places = 0;

// Changed under the console's lock, which each byte that comes takes too.
constinit bool listening = false;

u8 read_register(u64 offset) { return mmio::read<u8>(platform.uart + offset); }
void write_register(u64 offset, u8 value) { mmio::write<u8>(platform.uart + offset, value); }

} // namespace

// The speed stays as it was set up by whoever started the machine.
void initialise() {
    write_register(kInterruptEnable, 0);
    write_register(kLineControl, kEightBits);
    write_register(kFifoControl, kFifoEnable);
    listen(true);
}

void listen(bool on) {
    listening = on;
    write_register(kInterruptEnable, on ? kReceivedData : 0);
}

void write(const char* bytes, usize count) {
    for (usize i = 0; i < count; i++) {
        if (free_places == 0) {
            while (!(read_register(kLineStatus) & kTransmitterEmpty)) {
            }
            free_places = kFifoSize;
        }
        free_places--;
        write_register(kData, static_cast<u8>(bytes[i]));
    }
}

void handle_interrupt() {
    while (listening && read_register(kLineStatus) & kDataReady) console::input(read_register(kData));
}

} // namespace uart
