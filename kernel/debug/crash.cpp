// debug/crash.cpp: mistakes that the kernel makes on request.
#include "debug/crash.h"
#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/privilege.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mode/firmware.h"
#include "mode/translation.h"

namespace {

void store_to_null() {
    volatile int* volatile nothing = nullptr; // volatile, so that the compiler does not know
    *nothing = 1;
}

void execute_ebreak() { asm volatile("ebreak"); } // the instruction itself is the point

// In supervisor mode this asks OpenSBI for an extension that nobody has: the number in a7.
void call_the_kernel() {
    asm volatile("li a7, -1\n ecall" : : : "a0", "a1", "a7", "memory"); // the instruction itself is the point
}

// What is there already, so that a machine that lets it happen goes on as if nothing had.
void store_to_code() {
    auto* code = reinterpret_cast<volatile u16*>(&crash_on_request); // the bytes of a function, as data
    *code = *code;
}

constinit u32 instruction_in_data = 0x0000'8067; // ret

void jump_into_data() {
    const auto function = reinterpret_cast<void (*)()>(&instruction_in_data); // data, as a function
    function();
}

// Calls itself for ever. Where nothing is mapped below the stack, this ends there. Elsewhere only a trap looks how much
// of the stack is left: an interrupt at each call finds out before what lies below is overwritten.
[[gnu::noinline]] u64 recurse(u64 depth, bool interrupted) {
    volatile u64 local[8] = {depth};
    if (interrupted) {
        firmware::set_timer(0);
        interrupts_on();
        interrupts_off();
    }
    return local[0] == ~0ul ? 0 : recurse(depth + 1, interrupted) + local[0];
}

void fail_an_assertion() { kassert(strcmp("one thing", "another") == 0); }

void use_up_the_stack() {
    const u64 below =
        reinterpret_cast<u64>(running_thread()->stack_limit) - sizeof(u64); // an address, as a number
    recurse(0, translation::is_readable(below));
}

struct Mistake {
    const char* name;
    void (*make)();
};

constexpr Mistake kMistakes[] = {{"null", store_to_null},      {"ebreak", execute_ebreak},
                                 {"ecall", call_the_kernel},   {"text", store_to_code},
                                 {"execute", jump_into_data},  {"stack", use_up_the_stack},
                                 {"assert", fail_an_assertion}};

} // namespace

void crash_on_request(const char* kind) {
    for (const Mistake& mistake : kMistakes) {
        if (strcmp(kind, mistake.name) != 0) continue;
        mistake.make();
        log("crash=%s: nobody notices that in " PRIVILEGE_NAME " mode\n", kind);
        return;
    }
    log("crash=%s: this kernel knows", kind);
    for (const Mistake& mistake : kMistakes) log(" %s", mistake.name);
    log("; order, recursion and sleep\n");
}
