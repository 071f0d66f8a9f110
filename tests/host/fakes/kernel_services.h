// tests/host/fakes/kernel_services.h: what file systems and pipes need of the kernel, made of the host.
#pragma once

#include "abi/result.h"
#include "memory/user_copy.h"

// A program's memory: a stretch of the host's. Whatever else a copy touches is Errno::fault.
class AddressSpace {
  public:
    explicit AddressSpace(std::span<u8> memory) : memory_(memory) {}
    bool contains(u64 address, usize bytes) const;

  private:
    std::span<u8> memory_;
};

namespace fakes {

extern std::string kernel_log; // what was logged
extern u32 time_of_day;        // seconds since 1970

// Pages given out and not given back.
usize pages_in_use();

// After so many more pages and heap objects, memory has ended; kNoLimit: never.
constexpr usize kNoLimit = ~usize{0};
void limit_memory(usize allocations);

// How many threads sleep in wait queues; and send all of them a signal.
usize sleepers();
void signal_sleepers();

} // namespace fakes
