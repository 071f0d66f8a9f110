// thread/thread.cpp: making a thread: its kernel stack, and where it begins.
#include "thread/thread.h"
#include "lib/assert.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "mode/translation.h"

extern "C" void thread_start(); // trap/vector.S

// The lowest word of every kernel stack. It is still there unless the stack has overflowed.
constexpr u64 kStackMark = 0x5354494c455f4f4b;

Result<Owned<Thread>> Thread::create_idle() {
    Owned<Thread> thread = TRY(make<Thread>());
    thread->stack = TRY(pages::allocate(kKernelStackOrder));
    thread->stack_limit = translation::stack_at(thread->stack);
    *pointer_to<u64>(thread->stack) = kStackMark;
    return thread;
}

Result<Owned<Thread>> Thread::create(Process* process, AddressSpace* space, const TrapFrame& frame) {
    Owned<Thread> thread = TRY(create_idle());
    thread->process = process;
    thread->space = space;
    thread->frame() = frame;
    thread->frame().kernel_tp = reinterpret_cast<u64>(thread.get()); // a register's value
    thread->context.ra = reinterpret_cast<u64>(thread_start);        // a register's value
    thread->context.sp = reinterpret_cast<u64>(&thread->frame());    // a register's value
    return thread;
}

// A return from a trap takes it to its work, with interrupts on.
Result<Owned<Thread>> Thread::create_worker(void (*work)()) {
    TrapFrame frame{};
    frame.epc = reinterpret_cast<u64>(work); // a register's value
    frame.status = XSTATUS_XPP | XSTATUS_XPIE;
    Owned<Thread> thread = TRY(create(nullptr, nullptr, frame));
    thread->frame().sp = reinterpret_cast<u64>(thread->stack_end()); // a register's value
    thread->frame().tp = reinterpret_cast<u64>(thread.get());        // a register's value
    return thread;
}

Thread::~Thread() {
    if (stack != PhysAddr()) pages::release(stack);
}

TrapFrame& Thread::frame() const {
    return reinterpret_cast<TrapFrame*>(stack_end())[-1]; // where trap/vector.S puts it
}

void Thread::check_stack() const {
    if (stack != PhysAddr()) kassert(*pointer_to<u64>(stack) == kStackMark);
}
