// debug/backtrace.cpp: who called whom, from what is on the stack.
#include "debug/backtrace.h"
#include "arch/cause.h"
#include "arch/trap_frame.h"
#include "debug/log.h"
#include "debug/symbols.h"

extern "C" const char trap_return[]; // trap/vector.S: what trap_handler returns to

namespace {

constexpr int kFramesMax = 32;

bool is_code(u64 address) {
    u64 offset = 0;
    return symbol_name(address, offset) != nullptr;
}

void print_caller(u64 address) {
    log("  ");
    print_code_address(address);
    log("\n");
}

// The code of the kernel that a trap came to.
Activation print_interrupted(const TrapFrame& frame) {
    print_caller(frame.epc);
    if (is_code(frame.epc)) return {frame.epc, frame.sp, frame.s0, frame.ra};
    print_caller(frame.ra - 4); // a jump has led to nowhere: from there
    return {frame.ra - 4, frame.sp, frame.s0, 0};
}

} // namespace

void print_code_address(u64 address) {
    u64 offset = 0;
    const char* name = symbol_name(address, offset);
    if (name)
        log("0x%lx %s+%lu", address, name, offset);
    else
        log("0x%lx", address);
}

void print_backtrace(Activation activation) {
    for (int depth = 0; depth < kFramesMax; depth++) {
        const u64 return_address = go_to_caller(activation);
        if (return_address == reinterpret_cast<u64>(trap_return)) { // an address of code, as a number
            // The vector called trap_handler: its stack began where the frame of the trap lies.
            const auto& frame =
                *reinterpret_cast<const TrapFrame*>(activation.sp); // trap/vector.S put it there
            log("  ---- trap: %s\n", cause_name(frame.cause));
            if ((frame.status & XSTATUS_XPP) == 0) {
                log("  0x%lx in the program\n", frame.epc);
                return;
            }
            activation = print_interrupted(frame);
        } else {
            if (!is_code(return_address)) return;
            print_caller(return_address - 4); // the call, not what comes after it
        }
    }
    log("  and so on\n");
}

void print_registers(const TrapFrame& frame) {
    static constexpr const char* kNames[] = {
        "pc", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
        "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
    const u64* slots =
        reinterpret_cast<const u64*>(&frame); // slot n is register xn, slot 0 the pc (arch/trap_frame.h)
    for (int n = 0; n < 32; n++) log("  %3s %016lx%s", kNames[n], slots[n], n % 4 == 3 ? "\n" : "");
    log("  status %lx  cause %lx (%s)  tval %lx\n", frame.status, frame.cause, cause_name(frame.cause),
        frame.tval);
}
