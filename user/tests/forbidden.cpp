// user/tests/forbidden.cpp: what a program may not do ends it, and it only.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <utility>

namespace {

// Each asm in this file is an instruction that C++ has no word for, or that must be exactly this one.

constexpr int kPrivilegedCsrs[] = {
    0x300, 0x301, 0x302, 0x303, 0x304, 0x305, 0x306, // mstatus misa medeleg mideleg mie mtvec mcounteren
    0x340, 0x341, 0x342, 0x343, 0x344,               // mscratch mepc mcause mtval mip
    0x3a0, 0x3b0, 0xb00, 0xb02, 0xf11, 0xf14,        // pmpcfg0 pmpaddr0 mcycle minstret mvendorid mhartid
    0x100, 0x104, 0x105, 0x106, 0x140, 0x141, 0x142,
    0x143,                                    // sstatus sie stvec scounteren sscratch sepc scause stval
    0x144, 0x180,                             // sip satp
    0x600, 0x680, 0x7a0, 0x7b0, 0x5ff, 0xbff, // hstatus hgatp tselect dcsr, and two that nobody has
};
constexpr usize kCsrCount = sizeof kPrivilegedCsrs / sizeof kPrivilegedCsrs[0];

template <int number> void read_csr() { asm volatile("csrr t0, %0" : : "i"(number) : "t0"); }
template <int number> void write_csr() { asm volatile("csrw %0, zero" : : "i"(number)); }
template <int number> void set_csr() { asm volatile("csrs %0, %1" : : "i"(number), "r"(-1)); }

using Deed = void (*)();
struct CsrDeeds {
    Deed deeds[kCsrCount];
};
template <usize... n> constexpr CsrDeeds reads(std::index_sequence<n...>) {
    return {{&read_csr<kPrivilegedCsrs[n]>...}};
}
template <usize... n> constexpr CsrDeeds writes(std::index_sequence<n...>) {
    return {{&write_csr<kPrivilegedCsrs[n]>...}};
}
template <usize... n> constexpr CsrDeeds sets(std::index_sequence<n...>) {
    return {{&set_csr<kPrivilegedCsrs[n]>...}};
}

child::Ending commit(Deed deed) {
    return child::run([deed] {
        deed();
        return 0;
    });
}

void control_registers() {
    constexpr std::make_index_sequence<kCsrCount> kAll;
    struct {
        const char* description;
        CsrDeeds deeds;
    } const kinds[] = {
        {"reading a control register of the kernel: SIGILL [3.1]", reads(kAll)},
        {"writing a control register of the kernel: SIGILL [3.1]", writes(kAll)},
        {"setting bits of a control register of the kernel: SIGILL [3.1]", sets(kAll)},
    };
    for (const auto& kind : kinds) {
        tap::All all(kind.description);
        for (usize i = 0; i < kCsrCount; i++)
            all.equal(commit(kind.deeds.deeds[i]), child::ends_by(SIGILL),
                      tap::words("0x%x", kPrivilegedCsrs[i]).text);
    }
    tap::All all("the counters may be read and not written; the floating-point ones may be written [3.1]");
    all.equal(commit([] {
                  asm volatile("rdcycle t0; rdtime t0; rdinstret t0" : : : "t0");
              }),
              child::exits(0), "reading");
    all.equal(commit(write_csr<0xc00>), child::ends_by(SIGILL), "writing cycle");
    all.equal(commit(write_csr<0xc01>), child::ends_by(SIGILL), "writing time");
    all.equal(commit(set_csr<0xc02>), child::ends_by(SIGILL), "setting bits of instret");
    all.equal(commit([] {
                  asm volatile("csrw fcsr, zero; csrr t0, frm; csrs fflags, 1" : : : "t0");
              }),
              child::exits(0), "fcsr, frm, fflags");
}

struct Kind {
    const char* what;
    Deed deed;
    Signal signal; // SIGNONE: it is allowed
};

constexpr Kind kInstructions[] = {
    {"mret", [] { asm volatile("mret"); }, SIGILL},
    {"sret", [] { asm volatile("sret"); }, SIGILL},
    {"uret", [] { asm volatile(".4byte 0x00200073"); }, SIGILL},
    {"dret", [] { asm volatile(".4byte 0x7b200073"); }, SIGILL},
    {"wfi", [] { asm volatile("wfi"); }, SIGILL},
    {"sfence.vma", [] { asm volatile("sfence.vma"); }, SIGILL},
    {"sfence.vma of an address", [] { asm volatile("sfence.vma a0, a1"); }, SIGILL},
    {"sinval.vma", [] { asm volatile(".4byte 0x16000073"); }, SIGILL},
    {"hfence.vvma", [] { asm volatile(".4byte 0x22000073"); }, SIGILL},
    {"ecall with a target register", [] { asm volatile(".4byte 0x000000f3"); }, SIGILL},
    {"two bytes of zero", [] { asm volatile(".2byte 0"); }, SIGILL},
    {"four bytes of ones", [] { asm volatile(".4byte 0xffffffff"); }, SIGILL},
    {"unimp", [] { asm volatile("unimp"); }, SIGILL},
    {"an opcode left to others", [] { asm volatile(".4byte 0x0000000b"); }, SIGILL},
    {"a rounding mode that does not exist",
     [] { asm volatile("fsrm %0; fadd.d ft0, ft0, ft0, dyn"
                       :
                       : "r"(5)
                       : "ft0"); }, SIGILL},
    {"ebreak", [] { asm volatile(".option push; .option norvc; ebreak; .option pop"); }, SIGTRAP},
    {"c.ebreak", [] { asm volatile("c.ebreak"); }, SIGTRAP},
    {"fence, fence.i and nop", [] { asm volatile("fence; fence.i; nop"); }, SIGNONE},
};

alignas(64) u64 words[16] = {1, 2, 3, 4, 5, 6, 7, 8};
u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

constexpr Kind kAtomics[] = {
    {"amoadd.w",
     [] { asm volatile("amoadd.w t0, t0, (%0)"
                       :
                       : "r"(address_of(words) + 1)
                       : "t0", "memory"); }, SIGBUS},
    {"amoswap.d",
     [] { asm volatile("amoswap.d t0, t0, (%0)"
                       :
                       : "r"(address_of(words) + 4)
                       : "t0", "memory"); }, SIGBUS},
    {"lr.w", [] { asm volatile("lr.w t0, (%0)"
                               :
                               : "r"(address_of(words) + 2)
                               : "t0", "memory"); }, SIGBUS},
    {"lr.d", [] { asm volatile("lr.d t0, (%0)"
                               :
                               : "r"(address_of(words) + 4)
                               : "t0", "memory"); }, SIGBUS},
    {"amoadd.w at a multiple of 4",
     [] { asm volatile("amoadd.w t0, t0, (%0)"
                       :
                       : "r"(address_of(words) + 4)
                       : "t0", "memory"); }, SIGNONE},
};

void try_all(const char* description, const Kind* kinds, usize count) {
    tap::All all(description);
    for (usize i = 0; i < count; i++) {
        const auto expected = kinds[i].signal ? child::ends_by(kinds[i].signal) : child::exits(0);
        all.equal(commit(kinds[i].deed), expected, kinds[i].what);
    }
}

// Ordinary loads and stores may be at any address.
void misaligned_accesses() {
    static char pages[3 * 4096];
    tap::All all("misaligned loads and stores work, within a page and across two");
    char* boundary = pages + 2 * 4096 - address_of(pages) % 4096;
    for (char* at : {pages + 1, pages + 3, boundary - 1, boundary - 3, boundary - 7}) {
        auto* word = reinterpret_cast<volatile u64*>(at); // on purpose at an odd address
        *word = 0x1122'3344'5566'7788;
        all.equal(*word, 0x1122'3344'5566'7788ul, "a word");
        all.equal(static_cast<u8>(at[0]), 0x88, "its first byte");
        all.equal(static_cast<u8>(at[7]), 0x11, "its last byte");
    }
}

// Where no program may be: reading, writing and jumping there.
constexpr u64 kForbidden[] = {0,
                              8,
                              0xffe,
                              0x10'0000,
                              0x8000'0000,
                              0x8010'0000,
                              0x3f'ffff'fff8,
                              0x40'0000'0000,
                              1ul << 39,
                              1ul << 47,
                              0xffff'ffc0'0000'0000,
                              1ul << 63,
                              ~0ul - 7,
                              0xdead'beef'dead'beee};

void forbidden_addresses() {
    tap::All all("reading, writing, or jumping to memory that is not the program's: SIGSEGV [3.1]");
    for (const u64 address : kForbidden) {
        const auto reading = child::run([address] { return *reinterpret_cast<volatile char*>(address); });
        all.equal(reading, child::ends_by(SIGSEGV), tap::words("reading 0x%lx", address).text);
        const auto writing = child::run([address] {
            *reinterpret_cast<volatile char*>(address) = 1;
            return 0;
        });
        all.equal(writing, child::ends_by(SIGSEGV), tap::words("writing 0x%lx", address).text);
        const auto jumping = child::run([address] {
            reinterpret_cast<Deed>(address)();
            return 0;
        });
        all.equal(jumping, child::ends_by(SIGSEGV), tap::words("jumping to 0x%lx", address).text);
        const auto adding = child::run([address] {
            asm volatile("amoadd.w t0, t0, (%0)" : : "r"(address & ~3ul) : "t0", "memory");
            return 0;
        });
        all.equal(adding, child::ends_by(SIGSEGV), tap::words("adding to 0x%lx", address).text);
    }
}

constexpr u32 kReturn = 0x8067; // the instruction ret
const u32 code_in_constants[] = {kReturn};
u32 code_in_data[] = {kReturn};
u32 code_in_bss[1];

// No memory can be both written and executed.
void write_or_execute() {
    tap::All all("what can be written cannot be executed, and the other way round [3.1]");
    code_in_bss[0] = kReturn;
    const auto jump = [](const u32* code) {
        return child::run([code] {
            asm volatile("fence.i" : : : "memory");
            reinterpret_cast<Deed>(address_of(code))();
            return 0;
        });
    };
    all.equal(jump(code_in_constants), child::ends_by(SIGSEGV), "a jump into constants");
    all.equal(jump(code_in_data), child::ends_by(SIGSEGV), "a jump into .data");
    all.equal(jump(code_in_bss), child::ends_by(SIGSEGV), "a jump into .bss");
    u32 code_on_stack[] = {kReturn};
    all.equal(jump(code_on_stack), child::ends_by(SIGSEGV), "a jump onto the stack");
    const u64 end = sys::brk(0).value();
    u32* code_on_heap = reinterpret_cast<u32*>((end + 4095) / 4096 * 4096);
    (void)sys::brk(address_of(code_on_heap) + 4096);
    *code_on_heap = kReturn;
    all.equal(jump(code_on_heap), child::ends_by(SIGSEGV), "a jump onto the heap");
    (void)sys::brk(end);
    const auto write = [](u64 address) {
        return child::run([address] {
            *reinterpret_cast<volatile char*>(address) = 0;
            return 0;
        });
    };
    all.equal(write(reinterpret_cast<u64>(&write_or_execute)), child::ends_by(SIGSEGV), "a write to code");
    all.equal(write(address_of(code_in_constants)), child::ends_by(SIGSEGV), "a write to constants");
}

int called = 0;
[[gnu::noinline, gnu::aligned(4)]] void callee() { called++; }

// The lowest bit of a jump's target is not looked at (Unprivileged manual, 2.5: jalr).
void odd_jump() {
    reinterpret_cast<Deed>(reinterpret_cast<u64>(&callee) + 1)();
    tap::equal(called, 1, "a jump to an odd address goes to the even one below");
}

// Nothing of the program's is used to save its registers: a fault with garbage in them ends it, too.
template <class Fault> void with_wild_registers(tap::All& all, const char* what, Signal signal, Fault fault) {
    for (const u64 wild : {0ul, 1ul, 0x8000'0000ul, 0x10'0000ul, 1ul << 63, ~0ul})
        all.equal(child::run([=] { return fault(wild); }), child::ends_by(signal),
                  tap::words("%s: 0x%lx", what, wild).text);
}

void wild_registers() {
    tap::All all("a fault with garbage in sp, gp and tp ends the program as any other [0.7]");
    with_wild_registers(all, "ebreak", SIGTRAP, [](u64 wild) {
        asm volatile("mv sp, %0; mv gp, %0; mv tp, %0; ebreak" : : "r"(wild));
        return 0;
    });
    with_wild_registers(all, "a load from null", SIGSEGV, [](u64 wild) {
        asm volatile("mv sp, %0; mv gp, %0; mv tp, %0; ld t0, (zero)" : : "r"(wild) : "t0");
        return 0;
    });
    with_wild_registers(all, "an illegal instruction", SIGILL, [](u64 wild) {
        asm volatile("mv sp, %0; mv gp, %0; mv tp, %0; unimp" : : "r"(wild));
        return 0;
    });
}

// Several turns of the timer come in between, and then the program ends by itself.
void wild_registers_and_interrupts() {
    tap::All all("interrupts with garbage in sp, gp and tp hurt nobody [0.7]");
    for (const u64 wild : {0ul, 0x8000'0000ul, ~0ul}) {
        const auto ending = child::run([wild] {
            asm volatile("mv sp, %0; mv gp, %0; mv tp, %0; li t0, 20000000; 1: addi t0, t0, -1; bnez t0, 1b;"
                         "li a0, 0; li a1, 9; ecall"
                         :
                         : "r"(wild)
                         : "t0", "a0", "a1");
            return 0;
        });
        all.equal(ending, child::exits(9), tap::words("0x%lx", wild).text);
    }
}

} // namespace

int main() {
    leaks::Watch watch;
    control_registers();
    try_all("instructions of the kernel, and none at all: SIGILL; breakpoints: SIGTRAP [3.1]", kInstructions,
            sizeof kInstructions / sizeof kInstructions[0]);
    try_all("misaligned atomics: SIGBUS", kAtomics, sizeof kAtomics / sizeof kAtomics[0]);
    misaligned_accesses();
    forbidden_addresses();
    write_or_execute();
    odd_jump();
    wild_registers();
    wild_registers_and_interrupts();
    watch.ok("all those ends have left nothing behind");
    return tap::done();
}
