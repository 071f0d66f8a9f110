// process/signal_frame.cpp: the frame of a signal on the user's stack: how it gets there, and how sigreturn takes it.
//
// A program can change its frame, or make one up. That gains it nothing: what is taken from it are registers that it
// can set by itself, and a mask. Its privilege and all of xstatus come from the trap into the kernel, not from there.
#include "debug/log.h"
#include "lib/string.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

// The registers are copied as one piece.
static_assert(offsetof(TrapFrame, status) == sizeof(mcontext::registers));
static_assert(sizeof(FloatingPoint::f) == sizeof(mcontext::floating_point));
// Programs for Linux find the same things at the same places.
static_assert(sizeof(siginfo) == 128);
static_assert(offsetof(ucontext, uc_sigmask) == 40 && offsetof(ucontext, uc_mcontext) == 176);
static_assert(sizeof(mcontext) == 32 * 8 + 528 && sizeof(SignalFrame) % 16 == 0);

[[noreturn]] void refuse_frame(const TrapFrame& frame) {
    const Process& process = current_process();
    log("%s (pid %d) ended by SIGSEGV: sigreturn at pc 0x%lx, but there is no frame of a signal at 0x%lx\n",
        process.name, process.pid.number(), frame.epc - 4, frame.sp);
    exit_process(SIGSEGV);
}

// One that push_signal_frame has made has a mark, and is where it was made. A program for Linux may have made another, or
// moved it: there is no mark on Linux, and nothing that only the kernel could know.
Result<void> copy_frame(SignalFrame& user, const Thread& thread, u64 address) {
    const bool is_linux = thread.is_linux();
    const usize size = is_linux ? offsetof(SignalFrame, mark) : sizeof(SignalFrame);
    TRY(copy_in_bytes(*thread.process->space, &user, VirtAddr(address), size));
    if (is_linux) return {};
    const bool is_ours = address % 16 == 0 && user.mark == SIGNAL_FRAME_MARK && user.address == address;
    return is_ours ? Result<void>() : Errno::inval;
}

} // namespace

Result<void> push_signal_frame(TrapFrame& frame, const siginfo& info, const SignalAction& action,
                               u64 mask_then) {
    Thread& thread = *current_thread();
    const u64 top = TRY(top_for_frame(thread, frame.sp, action));
    const u64 address = round_down(top - sizeof(SignalFrame), 16); // the calling convention's alignment
    SignalFrame user{};
    user.info = info;
    user.context.uc_stack = thread.signal_stack;
    user.context.uc_sigmask = mask_then;
    mcontext& registers = user.context.uc_mcontext;
    memcpy(registers.registers, &frame, sizeof(registers.registers));
    scheduler::keep_floating_point();
    memcpy(registers.floating_point, thread.floating_point.f, sizeof(registers.floating_point));
    registers.fcsr = static_cast<u32>(thread.floating_point.fcsr);
    user.mark = SIGNAL_FRAME_MARK;
    user.address = address;
    TRY(copy_out(*thread.process->space, Out<SignalFrame>(address), user));

    if (thread.signal_stack.ss_flags & static_cast<int>(SS_AUTODISARM)) thread.signal_stack = kNoSignalStack;
    frame.epc = action.handler;
    frame.ra = action.restorer;
    frame.sp = address;
    frame.a[0] = static_cast<u64>(info.si_signo);
    frame.a[1] = address + offsetof(SignalFrame, info);
    frame.a[2] = address + offsetof(SignalFrame, context);
    return {};
}

Result<u64> return_from_handler(TrapFrame& frame) {
    Thread& thread = *current_thread();
    SignalFrame user;
    if (!copy_frame(user, thread, frame.sp)) refuse_frame(frame);

    const mcontext& registers = user.context.uc_mcontext;
    memcpy(&frame, registers.registers, sizeof(registers.registers));
    frame.status &=
        ~static_cast<u64>(XSTATUS_FS); // what the handler has left in them is not put away any more
    memcpy(thread.floating_point.f, registers.floating_point, sizeof(registers.floating_point));
    thread.floating_point.fcsr = registers.fcsr;
    (void)set_signal_stack(thread, frame.sp, user.context.uc_stack); // one that cannot be is not taken
    {
        Guard guard(process_tree);
        thread.signal_mask = user.context.uc_sigmask & ~kUnblockable;
        tell_threads(*thread.process);
    }
    return Result<u64>::from_raw(
        static_cast<i64>(frame.a[0])); // whatever it is: it may well look like an error
}
