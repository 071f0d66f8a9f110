// process/signal_stack.cpp: the other stack of a thread, where handlers with SA_ONSTACK run.
//
// Nobody but the hardware knows where a thread is: its stack pointer tells.
#include "process/signal.h"

namespace {

constexpr int kFlags = static_cast<int>(SS_AUTODISARM); // what a program may choose

u64 start_of(const SignalStack& stack) { return reinterpret_cast<u64>(stack.ss_sp); } // the user's address

// The stack pointer of somebody who has just left it is its end; that of somebody whose stack lies below is its start.
bool contains(const SignalStack& stack, u64 stack_pointer) {
    const u64 start = start_of(stack);
    return stack_pointer > start && stack_pointer - start <= stack.ss_size;
}

} // namespace

// With SS_AUTODISARM it is forgotten when a handler begins: then nobody is on it.
bool is_on_signal_stack(const Thread& thread, u64 stack_pointer) {
    const SignalStack& stack = thread.signal_stack;
    return !(stack.ss_flags & kFlags) && contains(stack, stack_pointer);
}

// A handler that is on it already goes on there; but not beyond its start, where other memory of the program may lie.
Result<u64> top_for_frame(const Thread& thread, u64 stack_pointer, const SignalAction& action) {
    const SignalStack& stack = thread.signal_stack;
    if (is_on_signal_stack(thread, stack_pointer)) {
        const bool has_room = contains(stack, stack_pointer - sizeof(SignalFrame) - 15); // and its alignment
        return has_room ? Result<u64>(stack_pointer) : Errno::fault;
    }
    const bool wanted = action.flags & SA_ONSTACK && stack.ss_size > 0;
    return wanted ? start_of(stack) + stack.ss_size : stack_pointer;
}

Result<void> set_signal_stack(Thread& thread, u64 stack_pointer, const SignalStack& stack) {
    if (is_on_signal_stack(thread, stack_pointer)) return Errno::perm;
    const int choice = stack.ss_flags & ~kFlags;
    if (choice & ~(SS_ONSTACK | SS_DISABLE) || choice == (SS_ONSTACK | SS_DISABLE)) return Errno::inval;
    if (choice != SS_DISABLE && stack.ss_size < MINSIGSTKSZ) return Errno::nomem;
    thread.signal_stack = choice == SS_DISABLE ? kNoSignalStack : stack;
    thread.signal_stack.ss_flags &= ~SS_ONSTACK; // which asks for nothing
    return {};
}

Result<void> change_signal_stack(In<SignalStack> stack, Out<SignalStack> before) {
    Thread& thread = *current_thread();
    AddressSpace& space = *current_process().space;
    const u64 stack_pointer = thread.frame().sp;
    SignalStack wanted{};
    if (stack.address()) TRY(copy_in(space, wanted, stack));
    SignalStack old = thread.signal_stack;
    if (is_on_signal_stack(thread, stack_pointer)) old.ss_flags |= SS_ONSTACK;
    if (stack.address()) TRY(set_signal_stack(thread, stack_pointer, wanted));
    return before.address() ? copy_out(space, before, old) : Result<void>();
}
