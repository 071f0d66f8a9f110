// user/tests/signal_frames/main.cpp: what a handler finds and leaves in its frame, and frames that somebody made up.
#include "../child.h"
#include "../leaks.h"
#include "../random.h"
#include "../tap.h"
#include "registers.h"
#include <stdlib.h>

namespace {

constexpr sigset_t set_of(int signal) { return 1ul << (signal - 1); }

void handle(int signal, void (*handler)(int, void*, void*)) {
    struct sigaction action = {};
    action.sa_sigaction = reinterpret_cast<void (*)(int, siginfo_t*, void*)>(handler); // written in assembly
    action.sa_flags = SA_SIGINFO;
    sigaction(signal, &action, nullptr);
}

// --- every register ---

Registers before;
Registers after;
Registers seen; // in the frame
int interruptions;
int wanted;

} // namespace

// In the loop the registers are known; before and after it, the loop is not over.
void handle_in_frame(int, void* context) {
    mcontext& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
    if (registers.registers[0] != reinterpret_cast<u64>(spin_here)) return;
    interruptions++;
    if (interruptions < wanted) return;
    memcpy(seen.x, registers.registers, sizeof seen.x);
    memcpy(seen.f, registers.floating_point, sizeof seen.f);
    seen.fcsr = registers.fcsr;
    registers.registers[0] = reinterpret_cast<u64>(spin_over);
}

namespace {

void fill(Registers& registers, Random& random) {
    for (u64& x : registers.x) x = random.next();
    for (u64& f : registers.f) f = random.next(); // not-a-numbers of all kinds among them
    registers.fcsr = random.next() & 0x7f;        // with a rounding mode that exists
    if (registers.fcsr >> 5 > 4 - 1) registers.fcsr &= 0x1f;
}

void compare(tap::All& all, const Registers& got, const char* where) {
    for (int i = 1; i < 32; i++)
        if (i < 2 || i > 4) all.equal(got.x[i], before.x[i], tap::words("x%d %s", i, where).text);
    for (int i = 0; i < 32; i++) all.equal(got.f[i], before.f[i], tap::words("f%d %s", i, where).text);
    all.equal(got.fcsr, before.fcsr, where);
}

void every_register() {
    tap::All all("a loop that signals interrupt keeps all of its registers, whatever the handler does");
    handle(SIGUSR1, clobbering_handler);
    const pid_t rain = child::start([] {
        while (kill(getppid(), SIGUSR1) == 0) (void)sys::sched_yield();
        return 0;
    });
    Random random(2026);
    for (int round = 0; round < 20; round++) {
        fill(before, random);
        interruptions = 0;
        wanted = 1 + round;
        spin_with(&before, &after);
        compare(all, seen, "in the frame");
        compare(all, after, "after the handler");
        for (const int kept : {2, 3, 4}) all.equal(after.x[kept], seen.x[kept], "sp, gp or tp");
    }
    kill(rain, SIGKILL);
    while (waitpid(rain, nullptr, 0) < 0 && errno == EINTR) continue;
    signal(SIGUSR1, SIG_DFL);
}

// A call may be interrupted too, and has a result that looks like an error.
u64 stack_pointer_in_handler;

void note_stack_pointer(int, void*, void* context) {
    stack_pointer_in_handler = reinterpret_cast<u64>(context) - offsetof(SignalFrame, context);
}

void aligned() {
    tap::All all("whatever the stack pointer is, the frame lies below it, at a multiple of 16");
    handle(SIGUSR1, note_stack_pointer);
    const u64 self = static_cast<u64>(getpid());
    for (u64 less = 0; less < 32; less++) {
        register u64 number asm("a0") = static_cast<u64>(sys::Call::kill); // the convention's registers
        register u64 pid asm("a1") = self;
        register u64 signal asm("a2") = SIGUSR1;
        u64 stack_pointer;
        asm volatile("mv s2, sp; addi sp, sp, -256; sub sp, sp, %4; mv %1, sp; ecall; mv sp, s2"
                     : "+r"(number), "=&r"(stack_pointer)
                     : "r"(pid), "r"(signal), "r"(less)
                     : "s2", "memory");
        all.equal(u64{number}, 0ul, "kill");
        all.equal(stack_pointer_in_handler % 16, 0ul, "the frame");
        all.check(stack_pointer_in_handler + sizeof(SignalFrame) <= stack_pointer, "below the stack pointer");
        all.check(stack_pointer_in_handler + sizeof(SignalFrame) + 16 > stack_pointer, "just below it");
    }
    signal(SIGUSR1, SIG_DFL);
}

// --- frames that somebody made up ---

alignas(16) SignalFrame forged;
alignas(16) char other_stack[16384];

[[noreturn]] void landed() { _exit(77); }

// What a good frame looks like: it goes on in `landed`.
void forge() {
    forged = {};
    u64* registers = forged.context.uc_mcontext.registers;
    registers[0] = reinterpret_cast<u64>(landed);
    registers[2] = reinterpret_cast<u64>(other_stack + sizeof other_stack);
    asm volatile("sd gp, 24(%0); sd tp, 32(%0)" : : "r"(registers) : "memory"); // registers of the convention
    forged.mark = SIGNAL_FRAME_MARK;
    forged.address = reinterpret_cast<u64>(&forged);
}

// How a child ends that returns from a frame which `change` has made out of a good one.
template <class Change> child::Ending ending_with(Change change) {
    return child::run_within(child::kLong, [&] {
        forge();
        const void* frame = &forged;
        change(frame);
        return_from(frame);
        return 0;
    });
}

void good_frames() {
    tap::equal(ending_with([](const void*&) {}), child::exits(77), "a frame that is well made is taken");
}

void refused() {
    tap::All all("sigreturn with something that is no frame ends the program");
    const auto refuses = [&](const char* what, auto change) {
        all.equal(ending_with(change), child::ends_by(SIGSEGV), what);
    };
    refuses("no mark", [](const void*&) { forged.mark ^= 1; });
    refuses("the address of another one", [](const void*&) { forged.address += 16; });
    refuses("a copy", [](const void*& frame) {
        memcpy(other_stack, &forged, sizeof forged);
        frame = other_stack;
    });
    refuses("a crooked stack pointer", [](const void*& frame) {
        memcpy(other_stack + 8, &forged, sizeof forged);
        frame = other_stack + 8;
        const u64 address = reinterpret_cast<u64>(frame);
        memcpy(other_stack + 8 + offsetof(SignalFrame, address), &address, sizeof address);
    });
    for (const u64 address :
         {0ul, 16ul, 0x80000000ul, 0x80200000ul, 0x3ffffffff0ul, 0xffffffffffffff00ul, 1ul << 63})
        refuses("a bad address", [=](const void*& frame) { frame = reinterpret_cast<const void*>(address); });
}

// A privileged instruction after the return: it must be as illegal as ever.
[[noreturn]] void try_privilege() {
    asm volatile("csrr t0, sstatus");
    _exit(1);
}

void harmless() {
    tap::All all("nothing in a frame gains privilege: kernel addresses, bits of control, blocked SIGKILL");
    for (const u64 pc :
         {0x80000000ul, 0x80200000ul, 0xffffffff80200000ul, 0xffffffd080000000ul, 0ul, ~0ul, 1ul << 63})
        all.equal(ending_with([=](const void*&) { forged.context.uc_mcontext.registers[0] = pc; }),
                  child::ends_by(SIGSEGV), tap::words("pc 0x%lx", pc).text);
    all.equal(ending_with([](const void*&) {
                  memset(&forged.info, 0xff, sizeof forged.info);
                  memset(forged.context.uc_reserved, 0xff, sizeof forged.context.uc_reserved);
                  memset(forged.context.uc_mcontext.reserved, 0xff,
                         sizeof forged.context.uc_mcontext.reserved);
                  memset(forged.context.uc_mcontext.floating_point, 0xff, 256);
                  forged.context.uc_mcontext.fcsr = ~0u;
                  forged.context.uc_flags = ~0ul;
                  forged.context.uc_mcontext.registers[0] = reinterpret_cast<u64>(try_privilege);
              }),
              child::ends_by(SIGILL), "all other bits set, and then a privileged instruction");
    const auto blocking = [](const void*&) {
        forged.context.uc_sigmask = ~0ul;
        forged.context.uc_mcontext.registers[0] = reinterpret_cast<u64>(+[] {
            sigset_t mask = 0;
            sigprocmask(SIG_BLOCK, nullptr, &mask);
            _exit(mask == ~(set_of(SIGKILL) | set_of(SIGSTOP)) ? 33 : 34);
        });
    };
    all.equal(ending_with(blocking), child::exits(33), "all signals blocked that can be");
}

void random_frames() {
    tap::All all("frames of random bytes end the program that made them, and nothing else");
    Random random(45);
    for (int i = 0; i < 100; i++) {
        const u64 seed = random.next() | 1;
        const auto ending = ending_with([=](const void*&) {
            Random bytes(seed);
            u64 words[sizeof forged / 8];
            for (u64& word : words) word = bytes.next();
            memcpy(&forged, words, sizeof forged);
            forged.mark = SIGNAL_FRAME_MARK;
            forged.address = reinterpret_cast<u64>(&forged);
        });
        all.check(WIFSIGNALED(ending.status), "seed %lu: %s", seed, in_words(ending).text);
    }
}

} // namespace

int main() {
    leaks::Watch watch;
    every_register();
    aligned();
    good_frames();
    refused();
    harmless();
    random_frames();
    watch.ok("nothing is left behind");
    return tap::done();
}
