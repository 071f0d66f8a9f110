// user/tests/fuzz_calls/memory.h: the memory that calls are given: a part that stays, and behind it one that comes and goes.
//
// Only a part that stays may be written by the fuzzer itself. What lies behind it is unmapped, protected and mapped again
// by calls of other threads, at any moment.
#pragma once

#include "../random.h"
#include <sys/mman.h>
#include <syscalls.h>

constexpr u64 kPage = 4096;

extern "C" const char __ehdr_start; // of the linker: where the program begins

class Memory {
  public:
    static constexpr u64 kFirmPages = 8;
    static constexpr u64 kLoosePages = 24;

    // Once, before there are threads.
    void create() {
        const int kind = MAP_PRIVATE | MAP_ANONYMOUS;
        const auto all = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, kind, -1, 0);
        start_ = reinterpret_cast<u64>(all); // from here on it is a number, as for the kernel
        heap_ = sys::brk(0).value();
    }
    // Everything can be used again.
    void repair() const {
        const auto place = reinterpret_cast<void*>(loose()); // mmap takes a pointer
        (void)mmap(place, kLoosePages * kPage, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        (void)sys::brk(heap_);
    }

    u64 start() const { return start_; }
    u64 loose() const { return start_ + kFirmPages * kPage; }
    u64 end() const { return start_ + kSize; }
    u64 heap() const { return heap_; } // where it ended at first

    bool is_firm(u64 address) const { return address >= start_ && address < loose(); }
    // How many bytes from here on the fuzzer may write.
    u64 firm_bytes(u64 address) const { return is_firm(address) ? loose() - address : 0; }

    // Whether these calls' pages are none of the program's own: the loose part, or nowhere near a program.
    bool is_nobodys(u64 address, u64 bytes) const {
        const u64 last = address + bytes;
        if (last < address || address >= kUserEnd || last > kUserEnd) return true; // the kernel refuses it
        return (address >= loose() && last <= end()) || last <= reinterpret_cast<u64>(&__ehdr_start);
    }

  private:
    static constexpr u64 kSize = (kFirmPages + kLoosePages) * kPage;
    static constexpr u64 kUserEnd = 1ul << 38; // of Sv39's lower half

    u64 start_ = 0;
    u64 heap_ = 0;
};
