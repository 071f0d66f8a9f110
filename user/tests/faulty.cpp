// user/tests/faulty.cpp: breaks a rule on request: `faulty null-read`. Without a word, children break all.
#include "child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace {

// The compiler must not know the address, or it would complain, or make something else of the access.
template <class T> T* at(u64 address) {
    asm volatile("" : "+r"(address));     // no instruction: whatever is in the register now
    return reinterpret_cast<T*>(address); // any number may be an address here: that is the point
}

// What an address is made of, for those that are made on purpose.
template <class T> u64 address_of(T* thing) { return reinterpret_cast<u64>(thing); }

constexpr u64 kKernel = 0x8000'0000;     // where the kernel lies, in machine mode
constexpr u64 kUart = 0x1000'0000;       // the serial port's registers
constexpr u64 kNowhere = 0x12'3456'7000; // in a program's range, far from anything
constexpr u64 kGarbled = 0xdead'beef'dead'beef;

volatile int variable = 42;
const int constant = 42;

struct Node {
    u64 value;
    Node* next;
};

void null_read() { printf("%d\n", *at<volatile int>(0)); }
void null_write() { *at<volatile int>(0) = 1; }
void null_field() { printf("%p\n", static_cast<void*>(at<Node>(0)->next)); }
void null_call() { at<void()>(0)(); }
void code_write() { *at<volatile u32>(address_of(&null_read)) = 0; }
void constant_write() { *at<volatile int>(address_of(&constant)) = 43; }
void data_call() { at<void()>(address_of(&variable))(); }
void kernel_read() { printf("%d\n", *at<volatile int>(kKernel)); }
void kernel_write() { *at<volatile int>(kKernel) = 0; }
void kernel_call() { at<void()>(kKernel)(); }
void device_write() { *at<volatile u8>(kUart) = '!'; }
void wild_read() { printf("%d\n", *at<volatile int>(kNowhere)); }
void garbled_read() { printf("%d\n", *at<volatile u8>(kGarbled)); }

u64 endless(u64 depth) {
    volatile u64 local[16] = {depth};
    asm volatile("" : "+r"(depth)); // no instruction: the compiler cannot tell that this has no end
    return depth == ~0ul ? 0 : endless(depth + 1) + local[0];
}
void endless_recursion() { printf("%lu\n", endless(0)); }

// The array alone is as large as the stack may become; its far end comes first.
void huge_array() {
    volatile char local[8 << 20];
    local[0] = 1;
    printf("%d\n", local[0]);
}

// Each asm below is one instruction that no C++ statement becomes, or that must be exactly this one.
void illegal() { asm volatile(".word 0xffffffff"); }
void illegal_compressed() { asm volatile(".balign 4; .half 0x2001; .half 0xffff"); }
void zero_compressed() { asm volatile(".balign 4; .half 0; .half 0xffff"); }
void zeros() { asm volatile(".balign 4; .word 0"); }
void read_status() { asm volatile("csrr t0, mstatus" : : : "t0"); }
void write_satp() { asm volatile("csrw satp, zero"); }
void return_from_trap() { asm volatile("mret"); }
void fence() { asm volatile("sfence.vma"); }
void breakpoint() { asm volatile("ebreak"); }
void misaligned_atomic() {
    u64 pair[2] = {};
    asm volatile("amoadd.w zero, zero, (%0)" : : "r"(address_of(pair) + 1) : "memory");
}
void lost_stack() { asm volatile("li sp, 0x100; sd zero, -8(sp)" : : : "memory"); }

struct Kind {
    const char* name;
    void (*commit)();
    Signal signal;
};

constexpr Kind kKinds[] = {
    {"null-read", null_read, SIGSEGV},
    {"null-write", null_write, SIGSEGV},
    {"null-field", null_field, SIGSEGV},
    {"null-call", null_call, SIGSEGV},
    {"code-write", code_write, SIGSEGV},
    {"constant-write", constant_write, SIGSEGV},
    {"data-call", data_call, SIGSEGV},
    {"kernel-read", kernel_read, SIGSEGV},
    {"kernel-write", kernel_write, SIGSEGV},
    {"kernel-call", kernel_call, SIGSEGV},
    {"device-write", device_write, SIGSEGV},
    {"wild-read", wild_read, SIGSEGV},
    {"garbled-read", garbled_read, SIGSEGV},
    {"endless-recursion", endless_recursion, SIGSEGV},
    {"huge-array", huge_array, SIGSEGV},
    {"illegal", illegal, SIGILL},
    {"illegal-compressed", illegal_compressed, SIGILL},
    {"zero-compressed", zero_compressed, SIGILL},
    {"zeros", zeros, SIGILL},
    {"read-status", read_status, SIGILL},
    {"write-satp", write_satp, SIGILL},
    {"return-from-trap", return_from_trap, SIGILL},
    {"fence", fence, SIGILL},
    {"breakpoint", breakpoint, SIGTRAP},
    {"misaligned-atomic", misaligned_atomic, SIGBUS},
    {"lost-stack", lost_stack, SIGSEGV},
};

int commit(const char* name) {
    for (const Kind& kind : kKinds) {
        if (strcmp(kind.name, name) != 0) continue;
        kind.commit();
        printf("%s was allowed\n", name);
        return EXIT_FAILURE;
    }
    fprintf(stderr, "usage: faulty [KIND]\nkinds:");
    for (const Kind& kind : kKinds) fprintf(stderr, " %s", kind.name);
    fprintf(stderr, "\n");
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1) return commit(argv[1]);
    for (const Kind& kind : kKinds) {
        const child::Ending ending = child::run([&kind] { return commit(kind.name); });
        tap::equal(ending, child::ends_by(kind.signal),
                   tap::words("[3.1] %s ends the program", kind.name).text);
    }
    return tap::done();
}
