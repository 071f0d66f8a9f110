// thread/thread.h: a thread: a kernel stack, the registers kept while it does not run, and its state.
#pragma once

#include "abi/result.h"
#include "arch/context.h"
#include "arch/cpu.h"
#include "arch/trap_frame.h"
#include "lib/address.h"
#include "lib/atomic.h"
#include "lib/list.h"
#include "lib/ref.h"
#include "thread/pending_signals.h"

struct Process;
struct Tracee;
class AddressSpace;

constexpr usize kKernelStackOrder = 2; // 2^2 pages: 16 KiB
constexpr u64 kKernelStackSize = kPageSize << kKernelStackOrder;

enum class ThreadState {
    ready,   // in the run queue
    running, // on a hart
    blocked, // in a wait queue, or until a time, or both
    dead,    // off for ever; the next thread on its hart frees it
};

// Why a thread should not simply go on: bits of Thread::attention.
constexpr u32 kAttentionSignal = 1;     // it has to look at its signals: blocking calls answer intr
constexpr u32 kAttentionReschedule = 2; // its turn is over
constexpr u32 kAttentionTracer = 4;     // its tracer is told of the end of the call that it makes

// Why a thread's calls do not go straight to the switch: bits of Thread::detours.
constexpr u32 kDetourTracer = 1; // somebody watches them
constexpr u32 kDetourLesson = 2; // the kernel tells of them
constexpr u32 kDetourLinux = 4;  // they are Linux's, which has another switch (linux/dispatch.h)

// A call that a signal has made answer intr, until it is known whether it is to be made again.
struct InterruptedCall {
    static constexpr u64 kNone = ~0ul;
    u64 number = kNone;
    u64 a0 = 0;       // what it was, before it became the answer
    u64 deadline = 0; // ticks: until when it would have waited at most; 0: it has no limit
};

constexpr SignalStack kNoSignalStack = {nullptr, SS_DISABLE, 0, 0};

struct Thread : ThreadBase {
    // A thread of a process that enters user mode with `frame` at its first turn. It still has to be started.
    static Result<Owned<Thread>> create(Process* process, AddressSpace* space, const TrapFrame& frame);
    // A thread of the kernel's own, which does this work for ever. It still has to be started.
    static Result<Owned<Thread>> create_worker(void (*work)());
    // Only a kernel stack: for the idle thread of a hart that is started.
    static Result<Owned<Thread>> create_idle();
    Thread() = default;
    Thread(u8* limit, Cpu* hart) : ThreadBase(limit, hart) {}
    ~Thread();

    // The registers of the program, as the trap vector saves them at the end of the kernel stack.
    TrapFrame& frame() const;
    // The end of the kernel stack of a thread that was created.
    u64* stack_end() const { return reinterpret_cast<u64*>(stack_limit + kKernelStackSize); } // words
    // Panics if the kernel stack has grown through its end.
    void check_stack() const;

    // Written by whoever wants its attention, read on the way out of the kernel.
    Atomic<u32> attention = 0;
    void call_attention(u32 bits) { attention.fetch_or(bits, Order::relaxed); }
    void clear_attention(u32 bits) { attention.fetch_and(~bits, Order::relaxed); }
    bool has_attention(u32 bits) const { return attention.load(Order::relaxed) & bits; }
    bool wants_attention() const { return attention.load(Order::relaxed) != 0; }

    // Read at each of its calls.
    Atomic<u32> detours = 0;
    void add_detour(u32 bits) { detours.fetch_or(bits, Order::relaxed); }
    void end_detour(u32 bits) { detours.fetch_and(~bits, Order::relaxed); }
    bool has_detour(u32 bits = ~0u) const { return detours.load(Order::relaxed) & bits; }
    bool is_linux() const { return has_detour(kDetourLinux); }

    Process* process = nullptr;    // null for an idle thread, or a worker
    AddressSpace* space = nullptr; // its process's; null likewise
    PhysAddr stack;                // its kernel stack's memory; none if that is the boot stack
    ListLink process_link;         // in Process::threads
    Tid tid{0};                    // guarded by process_tree for others than itself
    u64 ended = 0; // the address of a word of the program that becomes 0 when it ends; 0: of none

    // Guarded by the process tree's lock: see process/signal.h.
    u64 signal_mask = 0;     // the signals that it blocks: bit n - 1 is signal n
    PendingSignals pending;  // those that wait for it alone
    u64 awaited_signals = 0; // those that it waits for in sigtimedwait: they wake it, though it blocks them
    u64 mask_after_suspend = 0; // what it blocked before sigsuspend, or another call that blocks others,
    bool in_sigsuspend = false; // while that lasts
    Tracee* tracee = nullptr;   // what its tracer knows of it; null: it has none

    // Its own.
    SignalStack signal_stack = kNoSignalStack; // where its handlers with SA_ONSTACK run
    InterruptedCall interrupted_call;
    u64 call_number() const { return is_linux() ? frame().linux_call_number() : frame().call_number(); }

    // From here on guarded by the scheduler's lock.
    ThreadState state = ThreadState::ready;
    ListLink queue_link;          // in the run queue or in a wait queue
    ListLink deadline_link;       // in the list of deadlines
    u64 deadline = 0;             // ticks of the time counter
    bool interrupted = false;     // it was woken by a signal
    bool deaf = false;            // while it is blocked, no signal wakes it. Only it changes this
    bool timed_out = false;       // it was woken by its deadline
    u64 run_ticks = 0;            // on a hart, until its last turn ended
    u64 turn_started = 0;         // ticks, when its present turn began
    u64 missed_ticks = 0;         // that a policy counts as if they were run_ticks (thread/policy.cpp)
    Context context;              // what switch_context keeps
    FloatingPoint floating_point; // while others may be using the real registers
};

// The thread that runs here.
inline Thread* current_thread() { return static_cast<Thread*>(running_thread()); }
