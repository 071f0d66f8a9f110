// thread/thread.h: a thread: a kernel stack, the registers kept while it does not run, and its state.
#pragma once

#include "abi/result.h"
#include "arch/context.h"
#include "arch/trap_frame.h"
#include "lib/address.h"
#include "lib/list.h"
#include "lib/ref.h"

struct Process;
class WaitQueue;

constexpr usize kKernelStackOrder = 2; // 2^2 pages: 16 KiB
constexpr u64 kKernelStackSize = kPageSize << kKernelStackOrder;

enum class ThreadState {
    ready,    // in the run queue
    running,  // on a hart
    blocked,  // in a wait queue, or until a time, or both
    dead,     // off for ever; the next thread on its hart frees it
};

struct Thread : NonCopyable {
    // A thread of a process that goes to user mode with *frame, at its first turn.
    static Result<Owned<Thread>> create(Process* process, const TrapFrame& frame);
    Thread() = default;
    ~Thread();

    // The registers of the program, as the trap vector saved them at the top of the kernel stack.
    TrapFrame& frame() const;
    // Panics if the stack has ever grown through its end.
    void check_stack() const;

    ListLink queue_link;              // in the run queue or in a wait queue; guarded by the scheduler's lock
    ListLink sleep_link;              // in the list of deadlines; likewise
    ListLink process_link;            // in Process::threads
    ThreadState state = ThreadState::ready; // guarded by the scheduler's lock
    WaitQueue* waiting_in = nullptr;  // while blocked in one; guarded by the scheduler's lock
    u64 deadline = 0;                 // ticks of the time counter; while in the list of deadlines
    bool signal_pending = false;      // some signal wants this thread's attention: blocking calls answer intr
    u64 run_ticks = 0;                // on a hart, until its last turn ended
    u64 turn_started = 0;             // when its turn began
    Process* process = nullptr;       // null for an idle thread
    PhysAddr stack;                   // the lowest byte of its kernel stack
    Context context;                  // the registers that switch_context keeps
    FloatingPoint floating_point;     // while another thread may be using the real ones
};

// The thread that runs on this hart.
Thread* current_thread();
