// trap/fault.cpp: exceptions of programs: memory on demand, and the end of a program, explained.
#include "trap/fault.h"
#include "arch/cause.h"
#include "arch/interrupts.h"
#include "debug/log.h"
#include "lib/format.h"
#include "process/process.h"
#include "thread/scheduler.h"

namespace {

struct Explanation {
    char text[120];
};

Access access_of(u64 cause) {
    switch (cause) {
    case cause_fetch_page_fault: return Access::execute;
    case cause_store_page_fault: return Access::write;
    default: return Access::read;
    }
}

bool is_page_fault(u64 cause) {
    return cause == cause_fetch_page_fault || cause == cause_load_page_fault ||
           cause == cause_store_page_fault;
}

// Whether xtval is the address that the program wanted (Privileged manual, 3.1.16).
bool has_address(u64 cause) { return cause != cause_illegal_instruction && cause != cause_breakpoint; }

Signal signal_for(u64 cause) {
    switch (cause) {
    case cause_illegal_instruction: return SIGILL;
    case cause_breakpoint: return SIGTRAP;
    case cause_fetch_misaligned:
    case cause_load_misaligned:
    case cause_store_misaligned: return SIGBUS;
    default: return SIGSEGV;
    }
}

const char* name_of(Signal signal) {
    switch (signal) {
    case SIGILL: return "SIGILL";
    case SIGTRAP: return "SIGTRAP";
    case SIGBUS: return "SIGBUS";
    case SIGKILL: return "SIGKILL";
    default: return "SIGSEGV";
    }
}

// Memory that nobody may touch is there to be run into, as by a thread whose stack lies above it.
void explain_guard(const TrapFrame& frame, Explanation& why) {
    if (frame.sp < frame.tval + kPageSize && frame.tval < frame.sp + kStackSizeMax)
        format(why.text, sizeof(why.text),
               "the stack of thread %d is full: endless recursion, or a huge local array",
               current_thread()->tid.number());
    else
        format(why.text, sizeof(why.text), "memory that the program has protected from any access");
}

// What a program that may not touch an address probably did.
void explain_address(const TrapFrame& frame, Explanation& why) {
    const u64 address = frame.tval;
    const Access access = access_of(frame.cause);
    Protection protection{};
    const auto place = current_process().space->place_of(VirtAddr(address), protection);
    if (access == Access::execute && address < kPageSize)
        format(why.text, sizeof(why.text), "a call through a null function pointer");
    else if (address == 0)
        format(why.text, sizeof(why.text), "a null pointer");
    else if (address < kPageSize)
        format(why.text, sizeof(why.text), "a null pointer plus a field offset of %lu", address);
    else if (place == AddressSpace::Place::below_stack)
        format(why.text, sizeof(why.text),
               "the stack is full (%lu KiB): endless recursion, or a huge local array", kStackSizeMax >> 10);
    else if (place == AddressSpace::Place::inside && protection == Protection::none)
        explain_guard(frame, why);
    else if (place == AddressSpace::Place::inside && access == Access::write)
        format(why.text, sizeof(why.text), "a write to %s, which may only be read",
               protection == Protection::read_execute ? "the program's own code" : "constants");
    else if (place == AddressSpace::Place::inside)
        format(why.text, sizeof(why.text), "a jump into data, which may not be executed");
    else if (address >= platform.memory.value() && address < platform.memory.value() + platform.memory_size)
        format(why.text, sizeof(why.text), "the kernel's own memory, which is not mapped for programs");
    else if (address >= kUserEnd.value())
        format(why.text, sizeof(why.text), "an address that no program can have: a garbled pointer");
    else
        format(why.text, sizeof(why.text), "a wild pointer, or memory that was given back: nothing is there");
}

// What an instruction that the processor refused probably was (Unprivileged manual, 1.5 and chapter 25).
void explain_instruction(const TrapFrame& frame, Explanation& why) {
    constexpr u32 kOpcodeSystem = 0x73;
    u32 instruction = static_cast<u32>(frame.tval);
    if (instruction == 0) {
        (void)copy_in(*current_process().space, instruction, In<u32>(frame.epc)); // 0 remains if that fails
    }
    if ((instruction & 3) != 3)
        instruction &= 0xffff; // a compressed one: the other half is the next instruction
    const bool is_system = (instruction & 0x7f) == kOpcodeSystem;
    if (instruction == 0)
        format(why.text, sizeof(why.text), "zeros instead of code: a jump to a wrong place");
    else if (is_system && instruction >> 12 & 7)
        format(why.text, sizeof(why.text), "control register 0x%x is not for programs", instruction >> 20);
    else if (is_system)
        format(why.text, sizeof(why.text), "instruction 0x%08x is for the kernel only", instruction);
    else
        format(why.text, sizeof(why.text), "0x%x is no instruction of this processor", instruction);
}

void explain(const TrapFrame& frame, Explanation& why) {
    switch (frame.cause) {
    case cause_fetch_page_fault:
    case cause_load_page_fault:
    case cause_store_page_fault: return explain_address(frame, why);
    case cause_illegal_instruction: return explain_instruction(frame, why);
    case cause_breakpoint:
        format(why.text, sizeof(why.text), "an ebreak instruction, and no debugger is there to take it");
        return;
    case cause_load_misaligned:
    case cause_store_misaligned:
        format(why.text, sizeof(why.text),
               "an atomic operation on an address that is no multiple of its size");
        return;
    default: format(why.text, sizeof(why.text), "an access that this machine does not have"); return;
    }
}

// What a handler is told: si_code and si_addr.
siginfo info_for(const TrapFrame& frame) {
    siginfo info{};
    info.si_signo = signal_for(frame.cause);
    Protection protection{};
    const auto place = current_process().space->place_of(VirtAddr(frame.tval), protection);
    const bool inside = is_page_fault(frame.cause) && place == AddressSpace::Place::inside;
    info.si_code = inside ? SEGV_ACCERR : SEGV_MAPERR; // 1 for all other signals
    const u64 address = has_address(frame.cause) ? frame.tval : frame.epc;
    info.si_addr = reinterpret_cast<void*>(address); // for the program, to which it is one
    return info;
}

[[noreturn]] void end_program(const TrapFrame& frame, Signal signal, const char* why) {
    const Process& process = current_process();
    char where[32] = "";
    if (has_address(frame.cause)) format(where, sizeof(where), ", address 0x%lx", frame.tval);
    log("%s (pid %d) ended by %s: %s at pc 0x%lx%s\n  probably: %s\n", process.name, process.pid.number(),
        name_of(signal), cause_name(frame.cause), frame.epc, where, why);
    exit_process(signal);
}

// The first floating-point instruction since this thread last had the registers: they are off, and the instruction
// counts as illegal. If it is illegal for another reason too, it traps again with the registers on.
bool is_first_floating_point(const TrapFrame& frame) {
    return frame.cause == cause_illegal_instruction && (frame.status & XSTATUS_FS) == 0;
}

} // namespace

void program_fault(TrapFrame& frame) {
    interrupts_on();
    Result<void> mended = Errno::fault;
    if (is_page_fault(frame.cause))
        mended = current_process().space->handle_fault(VirtAddr(frame.tval), access_of(frame.cause));
    else if (is_first_floating_point(frame)) {
        scheduler::use_floating_point();
        mended = {};
    }
    if (mended.error() == Errno::nomem) {
        if (!kill_largest_other())
            end_program(frame, SIGKILL, "this program has used up the memory of the machine");
        scheduler::yield(); // and try again
    } else if (!mended && !signal_fault(frame, info_for(frame))) {
        Explanation why;
        explain(frame, why);
        end_program(frame, signal_for(frame.cause), why.text);
    }
    interrupts_off();
}
