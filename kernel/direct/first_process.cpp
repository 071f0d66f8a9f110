// direct/first_process.cpp: the first process, and the only one, when its program is linked with the kernel.
//
// In place of process/first_process.cpp. Its thread never leaves the kernel: it runs the program's code in the kernel's
// privilege, on a stack that is as good as a kernel stack, and has to keep what the trap vector relies on: xscratch = 0,
// tp = the thread. So the program's thread-local variables, which the compiler finds by tp too, lie behind the Thread.
#include "direct/heap.h"
#include "direct/terminal.h"
#include "lib/boot_arguments.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "process/process.h"

extern "C" {
[[noreturn]] void start_linked_program(const char* command); // user/libc/direct/start.cpp
void thread_start();                                         // trap/vector.S
extern const char thread_image[];     // linker/direct.ld: what thread-local variables start as,
extern const char thread_image_end[]; // up to here. What follows them is zero
}

namespace {

// Nobody uses this variable: it is the first one, so that the others are as far from tp as a Thread is long. As it is not
// zero, it is there at all times. After it they are aligned as any of them may be.
constexpr usize kThreadSize = round_up(sizeof(Thread), 16);
[[gnu::used]] alignas(16) __thread char place_of_thread[kThreadSize] = {1};

// A Thread, and the rest of the largest object that there is.
struct LinkedThread : Thread {
    alignas(16) u8 locals[kObjectSizeMax - kThreadSize] = {};
};
static_assert(sizeof(LinkedThread) == kObjectSizeMax);

// Below the stack there is a kernel stack's worth of room: where Thread::frame() is, which nobody needs here.
constexpr usize kStackSize = kKernelStackSize + (1 << 20);
alignas(16) constinit u8 stack[kStackSize] = {};

void set_up_locals(LinkedThread& thread) {
    const usize bytes = static_cast<usize>(thread_image_end - thread_image) - kThreadSize;
    memcpy(thread.locals, thread_image + kThreadSize, bytes);
}

// At its first turn, the thread returns from a trap that never was, into the program, with interrupts on. The kernel does
// not know when a program uses floating point, unless that traps: so it may from the beginning.
void set_up_first_turn(Thread& thread, const char* command) {
    thread.stack_limit = stack;
    TrapFrame& frame =
        reinterpret_cast<TrapFrame*>(stack + kStackSize)[-1]; // where the vector would have put it
    frame.epc = reinterpret_cast<u64>(start_linked_program);  // a register's value
    frame.sp = reinterpret_cast<u64>(&frame);                 // a register's value
    frame.tp = reinterpret_cast<u64>(&thread);                // a register's value
    frame.a[0] = reinterpret_cast<u64>(command);              // a register's value
    frame.status = XSTATUS_XPP | XSTATUS_XPIE | XSTATUS_FS_CLEAN;
    thread.context.ra = reinterpret_cast<u64>(thread_start); // a register's value
    thread.context.sp = frame.sp;
}

// A signal is acted upon on the way back to a program, and there is none. So nothing sends it one.
void ignore_signals(Process& process) {
    for (int signal = 1; signal < SIGNAL_COUNT; signal++)
        process.signals->set(Signal{signal}, {SIGNAL_IGNORE, 0, 0, 0});
}

// The last component of the path that the command begins with.
void take_name(Process& process, const char* command) {
    usize length = 0;
    for (const char* at = command; *at && *at != ' '; at++) {
        if (*at == '/')
            length = 0;
        else if (length < sizeof(process.name) - 1)
            process.name[length++] = *at;
    }
    process.name[length] = 0;
}

} // namespace

// The rest of the boot arguments is the command line of the program; the path of a file is not needed.
Result<void> start_first_process(Ref<Inode> root, const char*, const char* boot_arguments) {
    const char* rest = rest_of_boot_arguments(boot_arguments);
    const char* argument = rest ? rest : "";
    Owned<Process> process = TRY(make<Process>());
    process->signals = TRY(make<SignalTable>());
    ignore_signals(*process);
    process->directory.change_to(std::move(root));
    process->space = TRY(AddressSpace::create()); // with nothing in it
    take_name(*process, argument);
    TRY(reserve_heap());
    Owned<LinkedThread> thread = TRY(make<LinkedThread>());
    thread->process = process.get();
    thread->space = process->space.get();
    set_up_locals(*thread);
    set_up_first_turn(*thread, argument);
    return obey_terminal(
        TRY(start_process(std::move(process), Owned<Thread>(thread.leak()), nullptr, Out<u32>(u64{0}))));
}
