// arch/platform.h: where the machine's parts are: QEMU's `virt` board, corrected by the device tree at boot.
#pragma once

#include "lib/address.h"

constexpr usize kHartsMax = 8;
constexpr usize kVirtioSlotsMax = 8;

// Where a virtio device may be.
struct VirtioSlot {
    PhysAddr registers;
    u32 irq = 0; // its number at the PLIC
};

struct Platform {
    // hw/riscv/virt.c of QEMU has this map; the device tree that it hands over says the same.
    PhysAddr test_device{0x10'0000}; // SiFive test: a store here ends the emulator; 0: there is none
    PhysAddr rtc{0x10'1000};         // Goldfish real-time clock; 0: there is none
    PhysAddr clint{0x200'0000};      // core-local interruptor: timer and software interrupts
    PhysAddr plic{0xC00'0000};       // platform-level interrupt controller
    PhysAddr uart{0x1000'0000};      // NS16550A
    u32 uart_irq = 10;               // its number at the PLIC
    u32 harts = 1;
    u64 ticks_per_second = 10'000'000; // of the time counter
    PhysAddr memory{0x8000'0000};
    u64 memory_size = 0; // bytes
    const char* boot_arguments = "";
    VirtioSlot virtio[kVirtioSlotsMax]; // in the order of the tree: of those in use, the first comes first
    u32 virtio_slots = 0;
};

inline constinit Platform platform;
