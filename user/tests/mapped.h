// user/tests/mapped.h: private memory from the kernel, as tests of what can be done with memory need it.
#pragma once

#include "tap.h"
#include <sys/mman.h>

constexpr usize kPage = 4096;
constexpr MapProtection kReadWrite = static_cast<MapProtection>(PROT_READ | PROT_WRITE);
constexpr MapFlags kPrivate = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS);
constexpr u64 kUserEnd = 0x40'0000'0000;

// What the kernel gave is memory.
inline volatile char* at(u64 address) { return reinterpret_cast<volatile char*>(address); }

inline u64 map(u64 bytes) {
    const auto place = sys::map(0, bytes, kReadWrite, kPrivate);
    if (!place) tap::bail_out("no memory");
    return place.value().address();
}
