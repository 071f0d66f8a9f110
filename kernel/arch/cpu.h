// arch/cpu.h: what the kernel keeps for each hart, and how it knows on which one it runs.
#pragma once

#define THREAD_STACK_LIMIT 0 // of ThreadBase, for the trap vector

#ifndef __ASSEMBLER__
#include "abi/call_numbers.h"
#include "arch/platform.h"
#include "arch/thread_pointer.h"
#include "lib/address.h"
#include "lib/atomic.h"
#include "lib/noncopyable.h"
#include <cstddef>

struct Cpu;
struct Thread;

// What the trap vector and the lower rooms know of a thread; the rest is in thread/thread.h.
struct ThreadBase : NonCopyable {
    constexpr ThreadBase() = default;
    constexpr ThreadBase(u8* limit, Cpu* hart) : stack_limit(limit), cpu(hart) {}

    u8* stack_limit = nullptr; // the lowest byte of its kernel stack
    Cpu* cpu = nullptr;        // the hart that it runs on
};
static_assert(offsetof(ThreadBase, stack_limit) == THREAD_STACK_LIMIT);

constexpr usize kCauseSlots = 64; // exceptions, then interrupts

struct Cpu {
    usize hart = 0;         // its number, as mhartid says
    Thread* idle = nullptr; // runs when nothing else can
    Thread* dead = nullptr; // ended with the last switch; its memory is still to be given back
    u64 turn_end = 0;       // ticks: when the running thread has had its turn
    u64 timer = 0;          // ticks: when the next timer interrupt comes

    // What others ask of it (sync/requests.h), and what they must know to ask.
    Atomic<u64> translation = 0; // satp: what programs' addresses are translated by here
    Atomic<u32> flushes_asked = 0;
    Atomic<u32> flushes_done = 0;
    Atomic<u32> stop_asked = 0;

    // How often it has answered each call with success, and has been trapped for each cause (debug/counters.h).
    Atomic<u64> answered[kCallNumbers] = {};
    Atomic<u64> traps[kCauseSlots] = {};
};

inline constinit Cpu cpus[kHartsMax];

// The thread that runs here.
inline ThreadBase* running_thread() { return thread_in_tp; }

// This hart. Interrupts must be off: else the thread may go on on another one.
inline Cpu& this_cpu() { return *running_thread()->cpu; }
#endif
