// syscall/lesson_calls.cpp: the handlers of calls that are there to be looked at: foo, and the three that weigh.
#include "memory/user_copy.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include <array>
#include <span>

namespace {

// 31 bits, so that no sum looks like an error, whatever width its reader takes it for.
u32 weigh(std::span<const u64> weights) {
    u64 sum = 0;
    u64 factor = 1;
    for (const u64 weight : weights) sum += factor++ * weight;
    return sum & 0x7fff'ffff;
}

template <class Weights> Result<u32> weigh_structure(Packed<Weights> packed) {
    Weights weights;
    TRY(copy_in(*current_process().space, weights, packed));
    return weigh(weights.weight);
}

} // namespace

Result<usize> sys_foo() { return kKernelStackSize; }

Result<u32> sys_weigh(u64 first, u64 second, u64 third, u64 fourth, u64 fifth, u64 sixth, u64 seventh) {
    return weigh(std::array{first, second, third, fourth, fifth, sixth, seventh});
}

Result<u32> sys_weigh_packed(Packed<SevenWeights> weights) { return weigh_structure(weights); }

Result<u32> sys_weigh_spilled(Packed<EightWeights> weights) { return weigh_structure(weights); }
