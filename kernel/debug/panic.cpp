// debug/panic.cpp: the end of the kernel, when it finds a bug of its own: what, where, and how it came there.
#include "debug/panic.h"
#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/trap_frame.h"
#include "debug/backtrace.h"
#include "debug/kernel_fault.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/atomic.h"
#include "lib/format.h"
#include "mode/firmware.h"
#include "sync/requests.h"

namespace {

constinit Atomic<u64> panicking = 0; // the hart that panics, plus one

// From here on nothing interrupts, other harts stand still, and the log goes straight to the machine: drivers and locks
// may be what broke.
void begin() {
    interrupts_off();
    const u64 self = this_cpu().hart + 1;
    u64 first = 0;
    if (!panicking.compare_exchange(first, self, Order::acquire_release)) {
        if (first == self) firmware::power_off(kPanicStatus); // a panic inside a panic: no more words
        while (true) wait_for_interrupt();                    // another hart was first
    }
    requests::stop_others();
    log_without_locks();
}

[[noreturn]] void end() {
    log("This is a bug of the kernel, not of a program. The machine stops.\n");
    firmware::power_off(kPanicStatus);
}

} // namespace

void panic(const char* text, ...) {
    begin();
    char message[200];
    va_list arguments;
    va_start(arguments, text);
    format_list(message, sizeof(message), text, arguments);
    va_end(arguments);
    log("\nkernel panic: %s\n", message);
    log("called from, innermost first:\n");
    print_backtrace(this_activation());
    end();
}

void panic_in_trap(const TrapFrame& frame, const char* what) {
    begin();
    log("\nkernel panic: %s, at ", what);
    print_code_address(frame.epc);
    log("\n");
    if (const char* guess = guess_kernel_fault(frame)) log("  probably: %s\n", guess);
    print_registers(frame);
    log("called from, innermost first:\n");
    print_backtrace(this_activation());
    end();
}
