// arch/mmio.h: device registers: memory in which each read and each write does something, exactly once.
//
//   mmio::write<u8>(platform.uart + offset, byte)      mmio::read<u32>(...)
//
// A volatile pointer should do, but g++ 12 at -O2 was seen to repeat the last volatile store of a loop after the loop:
// a byte was printed twice. An asm statement is never repeated, left out or merged.
#pragma once

#include "lib/address.h"

namespace mmio {

// Devices are reached where the kernel reaches all of physical memory.
inline u64 location(PhysAddr address) { return address.value() + PHYS_BASE_OFFSET; }

template <class T> inline T read(PhysAddr address) {
    T value;
    // The plain load of the width of T, once.
    if constexpr (sizeof(T) == 1)
        asm volatile("lbu %0, 0(%1)" : "=r"(value) : "r"(location(address)) : "memory");
    // The plain load of the width of T, once.
    else if constexpr (sizeof(T) == 4)
        asm volatile("lw %0, 0(%1)" : "=r"(value) : "r"(location(address)) : "memory");
    // The plain load of the width of T, once.
    else
        asm volatile("ld %0, 0(%1)" : "=r"(value) : "r"(location(address)) : "memory");
    return value;
}

template <class T> inline void write(PhysAddr address, T value) {
    // The plain store of the width of T, once.
    if constexpr (sizeof(T) == 1)
        asm volatile("sb %0, 0(%1)" : : "r"(value), "r"(location(address)) : "memory");
    // The plain store of the width of T, once.
    else if constexpr (sizeof(T) == 4)
        asm volatile("sw %0, 0(%1)" : : "r"(value), "r"(location(address)) : "memory");
    // The plain store of the width of T, once.
    else
        asm volatile("sd %0, 0(%1)" : : "r"(value), "r"(location(address)) : "memory");
}

// Devices and other harts see what comes before in all of memory, devices and CSRs, before what comes after: a plain
// load or store of a device keeps no order with those of memory (Unprivileged manual, 2.7).
inline void fence() {
    asm volatile("fence iorw, iorw" : : : "memory"); // an instruction without a C++ form
}

} // namespace mmio
