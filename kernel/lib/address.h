// lib/address.h: physical and virtual addresses as types of their own, and arithmetic on pages.
#pragma once

#include "abi/integers.h"
#include <compare>

constexpr u64 kPageShift = 12;
constexpr u64 kPageSize = 1 << kPageShift; // bytes; the smallest page of Sv39 (Privileged manual, 4.4)

constexpr u64 round_down(u64 value, u64 unit) { return value & ~(unit - 1); } // unit is a power of two
constexpr u64 round_up(u64 value, u64 unit) { return round_down(value + unit - 1, unit); }

// An address as the memory bus sees it.
class PhysAddr {
  public:
    constexpr PhysAddr() = default;
    constexpr explicit PhysAddr(u64 value) : value_(value) {}
    constexpr u64 value() const { return value_; }
    constexpr PhysAddr operator+(u64 bytes) const { return PhysAddr(value_ + bytes); }
    constexpr u64 operator-(PhysAddr other) const { return value_ - other.value_; }
    constexpr auto operator<=>(const PhysAddr&) const = default;

  private:
    u64 value_ = 0;
};

// An address as a program sees it.
class VirtAddr {
  public:
    constexpr VirtAddr() = default;
    constexpr explicit VirtAddr(u64 value) : value_(value) {}
    constexpr u64 value() const { return value_; }
    constexpr VirtAddr page() const { return VirtAddr(round_down(value_, kPageSize)); }
    constexpr u64 page_offset() const { return value_ & (kPageSize - 1); }
    constexpr VirtAddr operator+(u64 bytes) const { return VirtAddr(value_ + bytes); }
    constexpr u64 operator-(VirtAddr other) const { return value_ - other.value_; }
    constexpr auto operator<=>(const VirtAddr&) const = default;

  private:
    u64 value_ = 0;
};
