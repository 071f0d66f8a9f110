// trap/trap.cpp: why the kernel was entered: a system call, an interrupt, or a fault.
#include "arch/cause.h"
#include "arch/interrupts.h"
#include "debug/counters.h"
#include "debug/panic.h"
#include "device/plic.h"
#include "device/uart.h"
#include "device/virtio_block.h"
#include "linux/dispatch.h"
#include "mode/firmware.h"
#include "process/process.h"
#include "process/trace.h"
#include "sync/lock_checks.h"
#include "sync/requests.h"
#include "syscall/dispatch.h"
#include "thread/scheduler.h"
#include "trap/fault.h"

extern "C" const TrapFrame full_stack[], full_stack_end[]; // vector.S

namespace {

bool came_from_program(const TrapFrame& frame) { return (frame.status & XSTATUS_XPP) == 0; }

// For a thread that somebody watches, the call may be another one than the program asked for, or none; one of a program
// for Linux has a switch of its own. False: nothing is left for the one here. Not inline, as interrupt below.
[[gnu::noinline]] bool detour(TrapFrame& frame) {
    const Thread& thread = *current_thread();
    if (thread.has_detour(kDetourTracer | kDetourLesson) && !trace::enter(frame)) return false;
    if (!thread.is_linux()) return true;
    linux_dispatch(frame);
    return false;
}

void system_call(TrapFrame& frame) {
    frame.epc += 4; // past the ecall, which has no compressed form; now, while nothing can switch away
    interrupts_on();
    if (!current_thread()->has_detour() || detour(frame)) [[likely]]
        dispatch(frame);
    interrupts_off();
}

void external_interrupt() {
    while (const u32 irq = plic::claim()) {
        if (irq == platform.uart_irq)
            uart::handle_interrupt();
        else
            virtio_block::handle_interrupt(irq);
        plic::complete(irq);
    }
}

// Another hart asks for something: to flush or stop, or to look whether a thread waits for this hart.
void software_interrupt() {
    firmware::clear_software_interrupt();
    requests::serve();
}

// Not inline, as attend below: what they need registers for would be saved at every system call, too.
[[gnu::noinline]] void interrupt(const TrapFrame& frame) {
    counters::count_trap(frame.cause);
    switch (frame.cause) {
    case cause_software_interrupt: return software_interrupt();
    case cause_timer_interrupt: scheduler::timer_interrupt(); return ring_alarms();
    case cause_external_interrupt: return external_interrupt();
    default: panic_in_trap(frame, "an interrupt that nobody asked for");
    }
}

void fault(TrapFrame& frame) {
    counters::count_trap(frame.cause);
    program_fault(frame);
}

// Somebody wants the thread's attention before it goes on. A program may be told of signals, which may end it; code of
// the kernel is only made to wait its turn, and holds no lock, as its interrupts were on.
[[gnu::noinline]] void attend(TrapFrame& frame) {
    Thread& thread = *current_thread();
    if (!came_from_program(frame)) {
        if (thread.has_attention(kAttentionReschedule)) scheduler::yield();
        return;
    }
    while (thread.wants_attention()) {
        interrupts_on();
        if (thread.has_attention(kAttentionTracer)) trace::leave(frame);
        if (thread.has_attention(kAttentionSignal)) act_on_signals(frame);
        if (thread.has_attention(kAttentionReschedule)) scheduler::yield();
        interrupts_off();
    }
    resume_interrupted_call(frame);
}

} // namespace

// Called by trap_vector with interrupts off; returns with interrupts off, and then the code that was interrupted goes
// on as frame says. In between, other threads may have run, and this one may have moved to another hart.
extern "C" void trap_handler(TrapFrame& frame) {
    if (frame.cause == cause_ecall_from_user)
        system_call(frame);
    else if (&frame >= full_stack && &frame < full_stack_end) // where the vector has moved to
        panic_in_trap(frame, "the kernel stack is full");
    else if (frame.cause & kCauseInterrupt)
        interrupt(frame);
    else if (came_from_program(frame))
        fault(frame);
    else
        panic_in_trap(frame, cause_name(frame.cause));

    if (current_thread()->wants_attention()) [[unlikely]]
        attend(frame);
    if (came_from_program(frame)) SpinlockChecks::before_program();
}
