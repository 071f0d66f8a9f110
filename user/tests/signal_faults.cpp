// user/tests/signal_faults.cpp: handlers of a program's own faults: they jump out, repair, or cannot be called at all.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <setjmp.h>

namespace {

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }

void do_nothing(int) {}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
}

sigset_t mask_now() {
    sigset_t mask = 0;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    return mask;
}

sigjmp_buf escape;
siginfo_t fault;

void jump_out(int, siginfo_t* info, void*) {
    fault = *info;
    siglongjmp(escape, 1);
}

void catch_fault(int signal) {
    struct sigaction action = {};
    action.sa_sigaction = jump_out;
    action.sa_flags = SA_SIGINFO;
    sigaction(signal, &action, nullptr);
}

const int constant = 7;

void each_fault(tap::All& all) {
    if (sigsetjmp(escape, 1) == 0) child::store_at(16);
    all.equal(fault.si_signo, static_cast<int>(SIGSEGV), "a null pointer");
    all.equal(reinterpret_cast<u64>(fault.si_addr), 16ul, "its address");
    all.equal(fault.si_code, static_cast<int>(SEGV_MAPERR), "nothing is there");
    if (sigsetjmp(escape, 1) == 0) *const_cast<volatile int*>(&constant) = 1;
    all.check(fault.si_addr == &constant, "a constant");
    all.equal(fault.si_code, static_cast<int>(SEGV_ACCERR), "it may not be written to");
    if (sigsetjmp(escape, 1) == 0) asm volatile(".word 0"); // no instruction
    all.equal(fault.si_signo, static_cast<int>(SIGILL), "no instruction");
    if (sigsetjmp(escape, 1) == 0) asm volatile("ebreak");
    all.equal(fault.si_signo, static_cast<int>(SIGTRAP), "a breakpoint");
    if (sigsetjmp(escape, 1) == 0) {
        u64 words[2] = {};
        asm volatile("amoadd.d zero, zero, (%0)" : : "r"(reinterpret_cast<u64>(words) + 1) : "memory");
    }
    all.equal(fault.si_signo, static_cast<int>(SIGBUS), "a crooked address");
}

void jumped_out_of() {
    tap::All all("the handler of a fault may jump out of it, again and again");
    for (const int signal : {SIGSEGV, SIGILL, SIGBUS, SIGTRAP}) catch_fault(signal);
    for (int i = 0; i < 3; i++) each_fault(all);
    all.equal(mask_now(), sigset_t{0}, "siglongjmp puts the mask back");
    for (const int signal : {SIGSEGV, SIGILL, SIGBUS, SIGTRAP}) handle(signal, SIG_DFL);
}

// A register is repaired, or the instruction left out: then the handler just returns.
volatile int good = 5;

void repair(int, siginfo_t*, void* context) {
    constexpr int kA5 = 15;
    static_cast<ucontext_t*>(context)->uc_mcontext.registers[kA5] = reinterpret_cast<u64>(&good);
}

void repaired() {
    tap::All all("the handler of a fault may repair it and return: the instruction is tried again");
    struct sigaction action = {};
    action.sa_sigaction = repair;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, nullptr);
    for (int i = 0; i < 3; i++) {
        register u64 address asm("a5") = 8;
        int value = 0;
        asm volatile("lw %0, 0(%1)" : "=&r"(value), "+r"(address)); // a load whose registers are known
        all.equal(value, 5, "what was loaded");
    }
    handle(SIGSEGV, SIG_DFL);
}

[[gnu::noinline]] int endless(volatile int* previous) {
    volatile int here[64];
    here[0] = *previous + 1;
    return here[0] == 0 ? 0 : endless(here) + here[0]; // the stack ends long before int does
}

void hopeless() {
    tap::All all(
        "a fault whose signal is blocked or ignored, or that leaves no room for a frame, ends the program");
    const auto fault_with = [](void (*handler)(int), sigset_t blocked) {
        handle(SIGSEGV, handler);
        sigprocmask(SIG_BLOCK, &blocked, nullptr);
        child::store_at(16);
        return 0;
    };
    all.equal(child::run([&] { return fault_with(do_nothing, set_of(SIGSEGV)); }), child::ends_by(SIGSEGV),
              "blocked");
    all.equal(child::run([&] { return fault_with(SIG_IGN, 0); }), child::ends_by(SIGSEGV), "ignored");
    const auto fault_inside = [](int) { child::store_at(24); };
    all.equal(child::run([&] { return fault_with(fault_inside, 0); }), child::ends_by(SIGSEGV),
              "a fault within the handler of a fault");
    const auto recurse = [] {
        handle(SIGSEGV, do_nothing);
        volatile int start = 0;
        return endless(&start);
    };
    all.equal(child::run(recurse), child::ends_by(SIGSEGV), "no room on the stack, and the fault says so");
    const auto without_stack = [] {
        handle(SIGUSR1, do_nothing);
        const u64 self = static_cast<u64>(getpid());
        register u64 number asm("a0") = static_cast<u64>(sys::Call::kill); // the convention's registers
        register u64 pid asm("a1") = self;
        register u64 signal asm("a2") = SIGUSR1;
        asm volatile("li sp, 64; ecall" : "+r"(number) : "r"(pid), "r"(signal) : "memory");
        return 0;
    };
    all.equal(child::run(without_stack), child::ends_by(SIGSEGV), "a stack pointer that is none");
}

} // namespace

int main() {
    leaks::Watch watch;
    jumped_out_of();
    repaired();
    hopeless();
    watch.ok("nothing is left behind");
    return tap::done();
}
