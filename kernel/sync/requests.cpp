// sync/requests.cpp: how one hart gets the others to flush, or to stop.
#include "sync/requests.h"
#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/sv39.h"
#include "mode/firmware.h"

namespace requests {
namespace {

// Asked and done are counters: a hart that has served as many requests as were made when it looked has served them all.
bool has_served(const Cpu& cpu, u32 request) {
    return static_cast<i32>(cpu.flushes_done.load(Order::acquire) - request) >= 0;
}

[[noreturn]] void stop_here() {
    interrupts_off();
    while (true) wait_for_interrupt();
}

} // namespace

void serve() {
    Cpu& cpu = this_cpu();
    if (cpu.stop_asked.load(Order::relaxed)) stop_here();
    const u32 asked = cpu.flushes_asked.load(Order::acquire);
    if (asked == cpu.flushes_done.load(Order::relaxed)) return;
    flush_translations();
    flush_instructions();
    cpu.flushes_done.store(asked, Order::release);
}

// A hart writes Cpu::translation, then satp, and then flushes: so one that does not have `satp` there after our entries
// were written will see them by itself. The fence here and the one there make that true.
void flush_others(u64 satp) {
    if (platform.harts == 1) return;
    const Cpu& self = this_cpu();
    u32 requests[kHartsMax] = {};
    u32 asked = 0; // a bit for each hart
    full_fence();
    for (Cpu& cpu : cpus) {
        if (&cpu == &self || cpu.translation.load(Order::relaxed) != satp) continue;
        requests[cpu.hart] = cpu.flushes_asked.fetch_add(1, Order::release) + 1;
        asked |= 1u << cpu.hart;
        firmware::send_software_interrupt(cpu.hart);
    }
    for (; asked; asked &= asked - 1) {
        const u32 hart = static_cast<u32>(__builtin_ctz(asked));
        while (!has_served(cpus[hart], requests[hart])) serve();
    }
}

void stop_others() {
    for (Cpu& cpu : cpus) {
        if (&cpu == &this_cpu() || !cpu.idle) continue;
        cpu.stop_asked.store(1, Order::relaxed);
        firmware::send_software_interrupt(cpu.hart);
    }
}

} // namespace requests
