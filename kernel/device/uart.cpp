// device/uart.cpp: the serial port, an NS16550A.
#include "device/uart.h"
#include "arch/platform.h"
#include "device/console.h"
#include "memory/page_allocator.h"

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

volatile u8& device_register(u64 offset) { return *pointer_to<volatile u8>(platform.uart + offset); }

} // namespace

// The speed stays as it was set up by whoever started the machine.
void initialise() {
    device_register(kInterruptEnable) = 0;
    device_register(kLineControl) = kEightBits;
    device_register(kFifoControl) = kFifoEnable;
    device_register(kInterruptEnable) = kReceivedData;
}

void write(const char* bytes, usize count) {
    volatile u8& data = device_register(kData);
    volatile u8& status = device_register(kLineStatus);
    for (usize i = 0; i < count; i++) {
        if (free_places == 0) {
            while (!(status & kTransmitterEmpty)) {
            }
            free_places = kFifoSize;
        }
        free_places--;
        data = static_cast<u8>(bytes[i]);
    }
}

void handle_interrupt() {
    while (device_register(kLineStatus) & kDataReady) console::input(device_register(kData));
}

} // namespace uart
