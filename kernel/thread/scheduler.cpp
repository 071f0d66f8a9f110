// thread/scheduler.cpp: which thread runs: the run queue, deadlines, and the switch from one to the next.
#include "thread/scheduler.h"
#include "arch/sv39.h"
#include "memory/address_space.h"
#include "memory/heap.h"
#include "mode/firmware.h"
#include "mode/translation.h"
#include "thread/policy.h"
#include "thread/wait_queue.h"

namespace scheduler {
namespace {

constexpr u64 kNever = ~0ul; // ticks

constinit Spinlock lock(LockRank::scheduler);
constinit RunQueue ready GUARDED_BY(lock);
constinit List<Thread, &Thread::deadline_link> deadlines GUARDED_BY(lock); // the earliest first
constinit u32 threads GUARDED_BY(lock) = 0;
constinit u32 idle_harts GUARDED_BY(lock) = 0; // a bit for each that has nothing to do, and knows of nothing

// The next timer interrupt of this hart comes at `ticks`, or before. What is too early costs an interrupt, what is set
// again and again costs more: setting it is a call to the firmware.
void have_timer_by(u64 ticks) REQUIRES(lock) {
    Cpu& cpu = this_cpu();
    if (cpu.timer <= ticks) return;
    cpu.timer = ticks;
    firmware::set_timer(ticks);
}

// Has another hart look at the run queue, and at what its thread was told.
void interrupt_hart(const Cpu& cpu) REQUIRES(lock) {
    if (&cpu != &this_cpu()) firmware::send_software_interrupt(cpu.hart);
}

// A hart without work, if there is one, comes for what became ready: this one rather than another.
void wake_idle_hart() REQUIRES(lock) {
    if (!idle_harts) return;
    const u32 here = idle_harts & 1u << this_cpu().hart;
    const Cpu& cpu = cpus[__builtin_ctz(here ? here : idle_harts)];
    idle_harts &= ~(1u << cpu.hart);
    cpu.idle->call_attention(kAttentionReschedule);
    interrupt_hart(cpu);
}

void make_ready(Thread& thread) REQUIRES(lock) {
    if (thread.deadline_link.linked()) deadlines.remove(&thread);
    thread.state = ThreadState::ready;
    ready.push_back(&thread);
    wake_idle_hart();
}

void add_deadline(Thread& thread, u64 ticks) REQUIRES(lock) {
    Thread* later = deadlines.first();
    while (later && later->deadline <= ticks) later = deadlines.after(later);
    thread.deadline = ticks;
    deadlines.insert_before(later, &thread);
    have_timer_by(ticks);
}

// Makes the hardware translate a program's addresses by its table, or by none, which an idle hart does: the program that
// it ran last may end meanwhile. Writing satp is dear. Whoever changes the table from here on tells this hart, and what
// was changed before is flushed here: see requests::flush_others.
void translate_for(Cpu& cpu, const AddressSpace* space) {
    const u64 satp = space ? space->satp() : translation::kernel_satp();
    if (cpu.translation.load(Order::relaxed) == satp) return;
    cpu.translation.store(satp, Order::relaxed);
    full_fence();
    csr::write<csr::satp>(satp);
    flush_translations();
    flush_instructions(); // the program may have been loaded by another hart
}

// The floating-point registers stay where they are until somebody else needs them: a program that leaves with changed
// ones has them saved here, and gets them back when it next uses one, which traps while FS is off (trap/fault.cpp).
void put_floating_point_away(Thread& thread) {
    if (!thread.process) return;
    u64& status = thread.frame().status;
    if ((status & XSTATUS_FS) == XSTATUS_FS_DIRTY) save_floating_point(&thread.floating_point);
    status &= ~static_cast<u64>(XSTATUS_FS);
}

// The current thread is another from here on: trap/vector.S's invariant.
void become(Thread* thread) { thread_in_tp = thread; }

// Goes on with another thread. Returns in this one when its turn comes again, perhaps on another hart.
void switch_away() REQUIRES(lock) {
    SpinlockChecks::before_switch();
    Thread* from = current_thread();
    Cpu& cpu = this_cpu();
    const u64 time = read_time();
    from->run_ticks += time - from->turn_started;
    from->turn_started = time;
    Thread* to = policy::pick_next(ready);
    if (!to) to = cpu.idle;
    cpu.turn_end = time + nanoseconds_to_ticks(kTurn);
    from->clear_attention(kAttentionReschedule);
    const u32 bit = 1u << cpu.hart;
    idle_harts = to == cpu.idle ? idle_harts | bit : idle_harts & ~bit;
    if (to == from) {
        from->state = ThreadState::running;
        return;
    }
    from->check_stack();
    put_floating_point_away(*from);
    translate_for(cpu, to->space);
    to->cpu = &cpu;
    to->state = ThreadState::running;
    to->turn_started = time;
    if (from->state == ThreadState::dead) cpu.dead = from;
    become(to);
    switch_context(&from->context, &to->context);
}

// What the one who was switched to owes the one who left: the lock, and burial. Interrupts stay off.
void finish_switch() RELEASE(lock) {
    Cpu& cpu = this_cpu();
    Thread* dead = cpu.dead;
    cpu.dead = nullptr;
    lock.unlock();
    delete dead;
}

// Without the answer the number of the call would be lost, should it have to be made again (process/signal_action.cpp).
Errno interrupt_call(Thread& thread, u64 deadline) {
    const TrapFrame& frame = thread.frame();
    thread.interrupted_call = {thread.call_number(), frame.a[0], deadline};
    return Errno::intr;
}

// Blocks the current thread, in a queue or only until a deadline (0: none). `guard`, if any, is let go meanwhile.
Result<void> block(RunQueue* queue, u64 deadline, Guard* guard) NO_THREAD_SAFETY {
    Thread& thread = *current_thread();
    lock.lock();
    if (thread.has_attention(kAttentionSignal) && !thread.deaf) {
        lock.unlock();
        return interrupt_call(thread, deadline);
    }
    thread.state = ThreadState::blocked;
    thread.interrupted = thread.timed_out = false;
    if (queue) queue->push_back(&thread);
    if (deadline) add_deadline(thread, deadline);
    if (guard) guard->release_for_wait();
    switch_away();
    finish_switch();
    if (guard) guard->acquire_after_wait();
    if (thread.interrupted) return interrupt_call(thread, deadline);
    if (thread.timed_out && queue) return Errno::timedout;
    return {};
}

u64 run_ticks(const Thread& thread) REQUIRES(lock) {
    const bool running = thread.state == ThreadState::running;
    return thread.run_ticks + (running ? read_time() - thread.turn_started : 0);
}

// Takes a blocked thread out of whatever it waits in.
void unblock(Thread& thread) REQUIRES(lock) {
    if (thread.queue_link.linked()) RunQueue::remove(&thread);
    make_ready(thread);
}

} // namespace

void initialise_hart(Thread& idle) {
    become(&idle);
    Cpu& cpu = this_cpu();
    idle.state = ThreadState::running;
    idle.turn_started = read_time();
    Guard guard(lock);
    cpu.idle = &idle;
    cpu.translation.store(translation::kernel_satp(), Order::relaxed);
    cpu.turn_end = read_time() + nanoseconds_to_ticks(kTurn);
    cpu.timer = kNever;
    have_timer_by(cpu.turn_end);
    csr::set<xie>(1ul << IRQ_TIMER | 1ul << IRQ_SOFTWARE);
}

void start(Thread* thread) {
    Guard guard(lock);
    threads++;
    make_ready(*thread);
}

void yield() {
    const bool interrupts_were_on = save_interrupts();
    lock.lock();
    Thread& thread = *current_thread();
    thread.state = ThreadState::ready;
    // No other hart need come for it, as this one takes a thread out of the queue in exchange. An idle one is in no queue:
    // it is who runs when nobody is.
    if (&thread != this_cpu().idle) ready.push_back(&thread);
    switch_away();
    finish_switch();
    restore_interrupts(interrupts_were_on);
}

Result<void> sleep_until(u64 deadline) {
    const bool interrupts_were_on = save_interrupts();
    const Result<void> result = block(nullptr, deadline, nullptr);
    restore_interrupts(interrupts_were_on);
    return result;
}

void exit_thread() {
    lock.lock();
    current_thread()->state = ThreadState::dead;
    threads--;
    switch_away();
    panic("a dead thread was switched to");
}

void change_address_space(AddressSpace* space) {
    const bool interrupts_were_on = save_interrupts();
    current_thread()->space = space;
    translate_for(this_cpu(), space);
    restore_interrupts(interrupts_were_on);
}

void copy_floating_point(Thread& to) {
    const bool interrupts_were_on = save_interrupts();
    Thread& from = *current_thread();
    put_floating_point_away(from); // now they are in memory, and come back when they are next used
    to.floating_point = from.floating_point;
    to.frame().status &= ~static_cast<u64>(XSTATUS_FS);
    restore_interrupts(interrupts_were_on);
}

void use_floating_point() {
    const bool interrupts_were_on = save_interrupts();
    Thread& thread = *current_thread();
    load_floating_point(&thread.floating_point);
    thread.frame().status |= XSTATUS_FS_CLEAN;
    restore_interrupts(interrupts_were_on);
}

void keep_floating_point() {
    const bool interrupts_were_on = save_interrupts();
    put_floating_point_away(*current_thread());
    restore_interrupts(interrupts_were_on);
}

bool may_sleep() {
    const bool interrupts_were_on = save_interrupts();
    const bool idle = current_thread() == this_cpu().idle;
    restore_interrupts(interrupts_were_on);
    return !idle;
}

Result<void> check_signal() {
    Thread& thread = *current_thread();
    if (thread.has_attention(kAttentionSignal)) return interrupt_call(thread, 0);
    return {};
}

u64 deadline_after(u64 nanoseconds) {
    const u64 unfinished = std::exchange(current_thread()->interrupted_call.deadline, 0);
    return unfinished ? unfinished : read_time() + nanoseconds_to_ticks(nanoseconds);
}

void notice_signal(Thread& thread) {
    Guard guard(lock);
    thread.call_attention(kAttentionSignal);
    if (thread.state == ThreadState::running) interrupt_hart(*thread.cpu);
    if (thread.state != ThreadState::blocked || thread.deaf) return;
    thread.interrupted = true;
    unblock(thread);
}

void timer_interrupt() {
    Guard guard(lock);
    Cpu& cpu = this_cpu();
    const u64 time = read_time();
    while (Thread* first = deadlines.first()) {
        if (first->deadline > time) break;
        first->timed_out = true;
        unblock(*first);
    }
    if (time >= cpu.turn_end) {
        current_thread()->call_attention(kAttentionReschedule);
        cpu.turn_end = time + nanoseconds_to_ticks(kTurn);
    }
    cpu.timer = kNever;
    have_timer_by(cpu.turn_end);
    if (const Thread* first = deadlines.first()) have_timer_by(first->deadline);
}

void have_interrupt_by(u64 ticks) {
    Guard guard(lock);
    have_timer_by(ticks);
}

void idle() {
    while (true) {
        interrupts_on();
        yield();
        // Interrupts are off between looking and sleeping, so that none is slept through: wfi wakes up all the same.
        interrupts_off();
        if (!current_thread()->has_attention(kAttentionReschedule)) wait_for_interrupt();
    }
}

Usage usage() {
    Guard guard(lock);
    Usage usage{threads, 0, {}};
    for (const Cpu& cpu : cpus) {
        if (!cpu.idle) continue;
        usage.harts++;
        usage.idle_ticks[cpu.hart] = run_ticks(*cpu.idle);
    }
    return usage;
}

u64 run_time(const Thread& thread) {
    Guard guard(lock);
    return run_ticks(thread);
}

bool is_blocked(const Thread& thread) {
    Guard guard(lock);
    return thread.state == ThreadState::blocked;
}

i32 last_hart(const Thread& thread) {
    Guard guard(lock);
    return thread.cpu ? static_cast<i32>(thread.cpu->hart) : -1;
}

} // namespace scheduler

// Called by thread_start (trap/vector.S): the lock was taken by the thread that switched here.
extern "C" void finish_first_switch() NO_THREAD_SAFETY { scheduler::finish_switch(); }

Result<void> WaitQueue::wait(Guard& guard) { return scheduler::block(&sleepers_, 0, &guard); }

Result<void> WaitQueue::wait_until(Guard& guard, u64 deadline) {
    return scheduler::block(&sleepers_, deadline, &guard);
}

void WaitQueue::wait_through_signals(Guard& guard) {
    Thread& thread = *current_thread();
    thread.deaf = true;
    (void)scheduler::block(&sleepers_, 0, &guard);
    thread.deaf = false;
}

void WaitQueue::wake_all() {
    Guard guard(scheduler::lock);
    while (Thread* thread = sleepers_.first()) scheduler::unblock(*thread);
}

void WaitQueue::wake_one() {
    Guard guard(scheduler::lock);
    if (Thread* thread = sleepers_.first()) scheduler::unblock(*thread);
}
