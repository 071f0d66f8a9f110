// user/tests/forbidden_all.cpp: every control register, every instruction of the kernel, and all of its memory: none for a program.
//
// user/tests/forbidden.cpp sees that what is forbidden ends a program. Here a handler goes on behind each instruction, so
// that all of them can be tried.
#include "tap.h"
#include <signal.h>
#include <sys/mman.h>

namespace {

constexpr usize kAll = 4096; // numbers of twelve bits
constexpr u32 kReturn = 0x8067;

// An instruction, and the way back.
struct Deed {
    u32 instruction;
    u32 back;
};
Deed* deeds; // one for each number, in pages of their own: memory can't be both written and executed

volatile sig_atomic_t seen;

// Goes on with the next instruction; the one at which it happened has four bytes.
void skip(int signal, siginfo_t*, void* context) {
    seen = signal;
    static_cast<ucontext_t*>(context)->uc_mcontext.registers[0] += sizeof(u32);
}

// Makes them all: an instruction out of each number.
template <class Encode> void write_deeds(Encode encode) {
    (void)mprotect(deeds, kAll * sizeof(Deed), PROT_READ | PROT_WRITE);
    for (u32 number = 0; number < kAll; number++) deeds[number] = {encode(number), kReturn};
    (void)mprotect(deeds, kAll * sizeof(Deed), PROT_READ | PROT_EXEC);
    asm volatile("fence.i" : : : "memory"); // instructions are fetched anew
}

// The signal that it gets, or 0. t0 is 0 before: what may be written is cleared.
int commit(usize number, u64 argument = 0) {
    seen = 0;
    register u64 a0 asm("a0") = argument;
    register const Deed* deed asm("t1") = &deeds[number];
    asm volatile("li t0, 0; jalr ra, t1"
                 : "+r"(a0), "+r"(deed)
                 :
                 : "ra", "t0", "memory"); // one of those above
    return seen;
}

constexpr u32 kSystem = 0x73; // the opcode (Unprivileged manual, chapter 24)
constexpr u32 kT0 = 5;
constexpr u32 csr_instruction(u32 kind, u32 number, u32 source, u32 target) {
    return number << 20 | source << 15 | kind << 12 | target << 7 | kSystem;
}
constexpr u32 csrrw(u32 number) { return csr_instruction(1, number, kT0, 0); }
constexpr u32 csrrs(u32 number) { return csr_instruction(2, number, 0, kT0); } // a read
constexpr u32 csrrsi(u32 number) { return csr_instruction(6, number, 1, 0); }  // sets a bit
constexpr u32 csrrci(u32 number) { return csr_instruction(7, number, 1, 0); }  // clears one

bool is_floating_point(usize number) { return number >= 1 && number <= 3; } // fflags frm fcsr
bool is_counter(usize number) { return number >= 0xc00 && number <= 0xc02; }

void control_registers() {
    write_deeds(csrrs);
    {
        tap::All all("of all 4096 control registers a program reads six: floating point, and counters [3.1]");
        for (usize number = 0; number < kAll; number++) {
            const bool allowed = is_floating_point(number) || is_counter(number);
            all.equal(commit(number), allowed ? 0 : SIGILL, tap::words("0x%lx", number).text);
        }
    }
    u32 (*const kWrites[])(u32) = {csrrw, csrrsi, csrrci};
    tap::All all("and writes three: floating point [3.1]");
    for (const auto write : kWrites) {
        write_deeds(write);
        for (usize number = 0; number < kAll; number++)
            all.equal(commit(number), is_floating_point(number) ? 0 : SIGILL,
                      tap::words("0x%lx", number).text);
    }
}

// All that the opcode for the kernel has: returns from traps, waiting, fences, hypervisors.
void system_instructions() {
    constexpr u32 kEbreak = 1;
    tap::All all("of all instructions with the system's opcode two mean something to a program [3.1]");
    write_deeds([](u32 number) { return number ? number << 20 | kSystem : csrrs(0x300); }); // 0 is ecall
    for (usize number = 0; number < kAll; number++)
        all.equal(commit(number), number == kEbreak ? SIGTRAP : SIGILL, tap::words("imm 0x%lx", number).text);
    write_deeds([](u32 number) { return number << 20 | kT0 << 15 | kSystem; }); // with a register
    for (usize number = 0; number < kAll; number++)
        all.equal(commit(number), SIGILL, tap::words("imm 0x%lx with a register", number).text);
    write_deeds([](u32 number) { return csr_instruction(4, number, kT0, kT0); }); // loads of hypervisors
    for (usize number = 0; number < kAll; number++)
        all.equal(commit(number), SIGILL, tap::words("imm 0x%lx of kind 4", number).text);
}

// What a machine has at physical addresses, and where a kernel over OpenSBI sees all of it.
constexpr struct {
    const char* what;
    u64 start, bytes, step;
} kRanges[] = {
    {"the lowest memory", 0, 0x10'0000, 0x8000},
    {"the test device and the clock", 0x10'0000, 0x2000, 0x100},
    {"timer and software interrupts", 0x200'0000, 0x1'0000, 0x800},
    {"the interrupt controller", 0xc00'0000, 0x60'0000, 0x1'0000},
    {"the serial port and disks", 0x1000'0000, 0x9000, 0x100},
    {"memory, with the kernel", 0x8000'0000, 0x800'0000, 0x2'0000},
    {"the same in supervisor mode", 0xffff'ffc0'8000'0000, 0x800'0000, 0x2'0000},
    {"devices in supervisor mode", 0xffff'ffc0'0000'0000, 0x1800'0000, 0x20'0000},
    {"kernel stacks in supervisor mode", 0xffff'ffff'0000'0000, 0xffff'0000, 0x80'0000},
    {"what is not canonical", 0x40'0000'0000, 0x4000'0000'0000, 0x100'0000'0000},
};

void memory_of_others() {
    const u64 own =
        reinterpret_cast<u64>(&skip) / 0x40'0000; // a program has 4 MiB for itself: see the Makefile
    constexpr u32 kLoad = 0x0005'3283;            // ld t0, (a0)
    constexpr u32 kStore = 0x0005'3023;           // sd zero, (a0)
    constexpr u32 kAdd = 0x0055'32af;             // amoadd.d t0, t0, (a0)
    write_deeds([](u32 number) { return number == 0 ? kLoad : number == 1 ? kStore : kAdd; });
    for (const auto& range : kRanges) {
        tap::All all(tap::words("%s: neither read, nor written, nor added to [3.1]", range.what).text);
        for (u64 n = 0; n < range.bytes / range.step; n++) {
            const u64 at = range.start + n * range.step;
            if (at / 0x40'0000 == own) continue;
            all.equal(commit(0, at), SIGSEGV, tap::words("reading 0x%lx", at).text);
            all.equal(commit(1, at), SIGSEGV, tap::words("writing 0x%lx", at).text);
            all.equal(commit(2, at), SIGSEGV, tap::words("adding to 0x%lx", at).text);
        }
    }
}

} // namespace

int main() {
    constexpr int kKind = MAP_PRIVATE | MAP_ANONYMOUS;
    void* memory = mmap(nullptr, kAll * sizeof(Deed), PROT_READ | PROT_WRITE, kKind, -1, 0);
    if (memory == MAP_FAILED) tap::bail_out("no memory");
    deeds = static_cast<Deed*>(memory);
    struct sigaction action = {};
    action.sa_sigaction = skip;
    action.sa_flags = SA_SIGINFO;
    for (const int signal : {SIGILL, SIGTRAP, SIGSEGV, SIGBUS}) sigaction(signal, &action, nullptr);
    control_registers();
    system_instructions();
    memory_of_others();
    return tap::done();
}
