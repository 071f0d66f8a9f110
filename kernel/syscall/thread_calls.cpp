// syscall/thread_calls.cpp: the handlers of calls about threads, in the table's order.
#include "debug/counters.h"
#include "process/futex.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

bool is_word(u64 address) { return address % sizeof(u32) == 0; }

} // namespace

Result<Tid> sys_gettid() { return current_thread()->tid; }

// gp is the same in all of a program, so that a new thread need not find it.
Result<Tid> sys_thread_create(usize entry, usize stack, usize argument, usize thread_pointer,
                              Out<u32> ended) {
    TrapFrame frame{};
    frame.epc = entry;
    frame.sp = stack;
    frame.a[0] = argument;
    frame.tp = thread_pointer;
    frame.gp = current_thread()->frame().gp;
    frame.status = XSTATUS_XPIE; // interrupts on, user mode, floating point off until it is used
    return create_thread(frame, ended, ended);
}

Result<never> sys_thread_exit() {
    counters::count_success(call_thread_exit);
    exit_thread();
}

Result<void> sys_futex_wait(In<u32> word, u32 expected, i64 nanoseconds) {
    if (!is_word(word.address()) || nanoseconds < -1) return Errno::inval;
    return futex::wait(*current_process().space, word, expected, nanoseconds);
}

Result<usize> sys_futex_wake(In<u32> word, u32 count) {
    if (!is_word(word.address())) return Errno::inval;
    if (!may_be_copied(VirtAddr(word.address()), sizeof(u32))) return Errno::fault;
    return futex::wake(*current_process().space, word, count);
}

Result<usize> sys_thread_list(Out<ThreadInfo> list, usize count) {
    return list_threads(*current_process().space, list, count);
}
