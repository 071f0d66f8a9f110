/* tests/linux/registers.c: what a signal leaves of a thread's registers, and what frames are good for that no signal has made. */
#define _GNU_SOURCE
#include "tell.h"

#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

/* --- all registers --- */

/* x0 to x31, f0 to f31, fcsr. */
enum { RA = 1, SP = 2, TP = 4, A0 = 10, F0 = 32, FCSR = 64, REGISTERS = 65 };
static uint64_t wanted[REGISTERS], found[REGISTERS];

/* All but zero, sp, gp and tp, without which no program can be; and but a0, from which the others are loaded. */
#define OF_X    "1,5,6,7,8,9, 11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
#define OF_F    "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
#define TO_KEEP "1,8,9,18,19,20,21,22,23,24,25,26,27"

/* Fills the registers with `from`, comes to an ebreak, and puts what they are after it into `to`. Meanwhile no register is
 * free, so that what is needed lies on the stack: each register that is to be kept at its number, `to` at that of sp. */
void stop_with_registers(const uint64_t* from, uint64_t* to);
__asm__("stop_with_registers:\n"
        "    addi sp, sp, -256\n"
        "    .irp n, " TO_KEEP "\n"
        "    sd x\\n, 8 * \\n(sp)\n"
        "    .endr\n"
        "    sd a1, 8 * 2(sp)\n"
        "    ld t0, 8 * 64(a0)\n"
        "    fscsr t0\n"
        "    .irp n, " OF_F "\n"
        "    fld f\\n, 8 * (32 + \\n)(a0)\n"
        "    .endr\n"
        "    .irp n, " OF_X "\n"
        "    ld x\\n, 8 * \\n(a0)\n"
        "    .endr\n"
        "    ld a0, 8 * 10(a0)\n"
        "    .option push\n"
        "    .option norvc\n"
        "    ebreak\n"
        "    .option pop\n"
        "    sd a0, 0(sp)\n"
        "    ld a0, 8 * 2(sp)\n"
        "    .irp n, " OF_X "\n"
        "    sd x\\n, 8 * \\n(a0)\n"
        "    .endr\n"
        "    .irp n, " OF_F "\n"
        "    fsd f\\n, 8 * (32 + \\n)(a0)\n"
        "    .endr\n"
        "    ld t0, 0(sp)\n"
        "    sd t0, 8 * 10(a0)\n"
        "    frcsr t0\n"
        "    sd t0, 8 * 64(a0)\n"
        "    .irp n, " TO_KEEP "\n"
        "    ld x\\n, 8 * \\n(sp)\n"
        "    .endr\n"
        "    addi sp, sp, 256\n"
        "    ret\n");

static int is_filled(int n) { return n >= F0 || n == RA || n > TP; }

/* How many of the registers are not as they were wanted. */
static int wrong(void) {
    int count = 0;
    for (int n = 0; n < REGISTERS; n++) count += is_filled(n) && found[n] != wanted[n];
    return count;
}

static void fill(void) {
    uint64_t state = 88172645463325252;
    for (int n = 0; n < REGISTERS; n++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        wanted[n] = state;
    }
    wanted[FCSR] = FE_DOWNWARD << 5 | FE_INEXACT | FE_OVERFLOW;
}

static volatile int in_frame;
static volatile double spoilt;

/* Looks at the frame, spoils the registers that it may use, and lets the program go on behind the ebreak. */
static void look(int signal, siginfo_t* info, void* context) {
    ucontext_t* frame = context;
    mcontext_t* machine = &frame->uc_mcontext;
    in_frame = signal == SIGTRAP && info->si_signo == SIGTRAP;
    for (int n = 0; n < 32; n++) {
        if (is_filled(n)) in_frame += machine->__gregs[n] == wanted[n];
        in_frame += machine->__fpregs.__d.__f[n] == wanted[F0 + n];
    }
    in_frame += machine->__fpregs.__d.__fcsr == wanted[FCSR];
    fesetround(FE_UPWARD);
    spoilt = sqrt(spoilt + 3) / 7;
    machine->__gregs[REG_PC] += 4;
}

static void look_and_change(int signal, siginfo_t* info, void* context) {
    look(signal, info, context);
    ucontext_t* frame = context;
    frame->uc_mcontext.__gregs[A0] = wanted[A0] = 12345;
    frame->uc_mcontext.__gregs[31] = wanted[31] = ~0ul;
    frame->uc_mcontext.__fpregs.__d.__f[9] = wanted[F0 + 9] = 0x7ff8dead00000000;
    frame->uc_mcontext.__fpregs.__d.__fcsr = wanted[FCSR] = FE_UPWARD << 5;
    sigaddset(&frame->uc_sigmask, SIGUSR2);
}

static void take(int signal, void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    TELL(sigaction(signal, &action, NULL));
}

static void registers(void) {
    begin("registers");
    take(SIGTRAP, look);
    fill();
    stop_with_registers(wanted, found);
    TELL(in_frame);
    TELL(wrong());
    take(SIGTRAP, look_and_change);
    stop_with_registers(wanted, found);
    TELL(in_frame);
    TELL(wrong());
    TELL(found[A0]);
    sigset_t now;
    TELL(sigprocmask(SIG_SETMASK, NULL, &now));
    TELL(sigismember(&now, SIGUSR2));
    fesetenv(FE_DFL_ENV);
}

/* --- faults --- */

static volatile int code;
static void* volatile address;

static void step_over(int signal, siginfo_t* info, void* context) {
    ucontext_t* frame = context;
    code = signal * 100 + info->si_code;
    address = info->si_addr;
    frame->uc_mcontext.__gregs[REG_PC] += 4;
}

#define FAULT(instruction)                                                                                   \
    do {                                                                                                     \
        code = 0;                                                                                            \
        __asm__ volatile(".option push\n.option norvc\n" instruction "\n.option pop" ::"r"(8L)               \
                         : "t0", "memory");                                                                  \
        printf("%s: signal %d, code %d\n", instruction, code / 100, code % 100);                             \
    } while (0)

static void faults(void) {
    begin("faults");
    for (int signal = SIGILL; signal <= SIGSEGV; signal++)
        if (signal == SIGILL || signal == SIGBUS || signal == SIGSEGV || signal == SIGTRAP)
            take(signal, step_over);
    FAULT("lw t0, 0(%0)");
    TELL(address == (void*)8);
    FAULT("sd t0, 16(%0)");
    TELL(address == (void*)24);
    FAULT(".word 0xffffffff");
    FAULT("csrr t0, sstatus");
    FAULT("sret");
    FAULT("sfence.vma");
    FAULT("ebreak");
}

/* --- forged frames --- */

static uint64_t forged_pc;

/* Whatever may be wished for: no signal comes through, all bits of fcsr are set, and it goes on elsewhere. */
static void forge(int signal, siginfo_t* info, void* context) {
    (void)signal, (void)info;
    ucontext_t* frame = context;
    frame->uc_mcontext.__gregs[REG_PC] = forged_pc;
    frame->uc_mcontext.__fpregs.__d.__fcsr = ~0u;
    memset(&frame->uc_sigmask, 0xff, sizeof frame->uc_sigmask);
}

static void tell_end(const char* what, pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    const char* how = WIFSIGNALED(status) ? "signal" : "status";
    printf("%s: %s %d\n", what, how, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void go_on_at(const char* what, uint64_t pc) {
    forged_pc = pc;
    const pid_t child = fork();
    if (child > 0) return tell_end(what, child);
    raise(SIGUSR1);
    _exit(1);
}

static void arrive(void) {
    sigset_t now;
    uint64_t fcsr;
    __asm__ volatile("frcsr %0" : "=r"(fcsr));
    sigprocmask(SIG_SETMASK, NULL, &now);
    _exit((sigismember(&now, SIGKILL) ? 1 : 0) + (sigismember(&now, SIGSTOP) ? 2 : 0) +
          (fcsr > 0xff ? 4 : 0));
}

static void use_privilege(void) { __asm__ volatile("csrr t0, sstatus" ::: "t0"); }

static void forged_frames(void) {
    begin("forged frames");
    signal(SIGSEGV, SIG_DFL);
    signal(SIGILL, SIG_DFL);
    take(SIGUSR1, forge);
    go_on_at("a function", (uint64_t)(uintptr_t)arrive);
    go_on_at("without privilege", (uint64_t)(uintptr_t)use_privilege);
    go_on_at("the kernel of machine mode", 0x80000000);
    go_on_at("the kernel of supervisor mode", 0xffffffc080200000);
    go_on_at("no address", ~1ul);
    go_on_at("data", (uint64_t)(uintptr_t)&forged_pc);
}

/* --- frames that no signal has made --- */

static _Alignas(16) char copied[4096];

/* From siginfo on, where sp is when a handler returns. */
static void copy_frame(int signal, siginfo_t* info, void* context) {
    (void)signal;
    memcpy(copied, info, (size_t)((char*)context - (char*)info) + sizeof(ucontext_t));
}

__attribute__((noreturn)) static void return_to(const void* frame) {
    __asm__ volatile("mv sp, %0\n li a7, 139\n ecall\n unimp" ::"r"(frame));
    __builtin_unreachable();
}

/* The copy leads back to behind raise, a second time. */
static void return_to_copy(void) {
    static volatile int times;
    raise(SIGUSR1);
    if (times++ == 0) return_to(copied);
    _exit(7);
}

static void other_frame(const char* what, const void* frame) {
    const pid_t child = fork();
    if (child > 0) return tell_end(what, child);
    if (frame == copied) return_to_copy();
    return_to(frame);
}

static void other_frames(void) {
    begin("other frames");
    take(SIGUSR1, copy_frame);
    other_frame("a copy", copied);
    other_frame("zeros", copied + 2048);
    other_frame("no memory", (void*)16);
    other_frame("the end of memory", (void*)(~0ul << 4));
    other_frame("the kernel", (void*)0x80001000);
}

int main(void) {
    registers();
    faults();
    forged_frames();
    other_frames();
    return 0;
}
