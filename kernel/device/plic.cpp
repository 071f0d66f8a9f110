// device/plic.cpp: the platform-level interrupt controller, register by register.
#include "device/plic.h"
#include "arch/interrupts.h"
#include "arch/mmio.h"
#include "arch/platform.h"
#include "lib/assert.h"
#include "thread/thread.h"

namespace plic {
namespace {

// The memory map of the RISC-V PLIC specification 1.0.0, chapter 3. All registers are 32 bits wide. A context is one
// privilege mode of one hart.
constexpr u64 kPriority = 0x00'0000; // of each device, 4 bytes apart; 0 is never
constexpr u64 kEnable = 0x00'2000;   // of each context, 0x80 bytes apart: a bit for each device
constexpr u64 kEnableStride = 0x80;
// Of each context, 0x1000 bytes apart: only higher priorities come through.
constexpr u64 kThreshold = 0x20'0000;
constexpr u64 kClaimComplete = 0x20'0004; // likewise: reading claims, writing completes
constexpr u64 kContextStride = 0x1000;
constexpr u32 kDevices = 1024; // device 0 does not exist

// Interrupts must be off.
u64 this_context() { return PLIC_CONTEXT(this_cpu().hart); }

} // namespace

void initialise_hart() {
    const bool interrupts_were_on = save_interrupts();
    mmio::write<u32>(platform.plic + kThreshold + kContextStride * this_context(), 0);
    csr::set<xie>(1ul << IRQ_EXTERNAL);
    restore_interrupts(interrupts_were_on);
}

void enable(u32 irq) {
    kassert(irq > 0 && irq < kDevices);
    const bool interrupts_were_on = save_interrupts();
    const PhysAddr word = platform.plic + kEnable + kEnableStride * this_context() + irq / 32 * 4;
    mmio::write<u32>(word, mmio::read<u32>(word) | 1u << irq % 32);
    mmio::write<u32>(platform.plic + kPriority + 4 * irq, 1);
    restore_interrupts(interrupts_were_on);
}

u32 claim() { return mmio::read<u32>(platform.plic + kClaimComplete + kContextStride * this_context()); }

void complete(u32 irq) {
    mmio::write<u32>(platform.plic + kClaimComplete + kContextStride * this_context(), irq);
}

} // namespace plic
