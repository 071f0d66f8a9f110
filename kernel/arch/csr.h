// arch/csr.h: reading and writing control and status registers.
//
//   csr::read<xcause>()   csr::write<xepc>(v)   csr::set<xstatus>(bits)   csr::clear<xie>(bits)
#pragma once

#include "abi/integers.h"
#include "arch/privilege.h"

constexpr const char* kPrivilegeName = PRIVILEGE_NAME; // the kernel's own

namespace csr {
constexpr int satp = 0x180;
constexpr int cycle = 0xC00;
constexpr int instret = 0xC02;

// Each asm below is one instruction that C++ has no word for; "memory" keeps accesses on their side of it.
template <int number> inline u64 read() {
    u64 value;
    asm volatile("csrr %0, %1" : "=r"(value) : "i"(number) : "memory");
    return value;
}
template <int number> inline void write(u64 value) {
    asm volatile("csrw %0, %1" : : "i"(number), "rK"(value) : "memory");
}
template <int number> inline void set(u64 bits) {
    asm volatile("csrs %0, %1" : : "i"(number), "rK"(bits) : "memory");
}
template <int number> inline void clear(u64 bits) {
    asm volatile("csrc %0, %1" : : "i"(number), "rK"(bits) : "memory");
}
// The value before the bits were cleared.
template <int number> inline u64 read_and_clear(u64 bits) {
    u64 value;
    asm volatile("csrrc %0, %1, %2" : "=r"(value) : "i"(number), "rK"(bits) : "memory");
    return value;
}
} // namespace csr
