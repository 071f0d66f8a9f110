// process/threads.cpp: the threads of a process: how one more begins, and how they end: one, all, or all but one.
//
// No thread is ended by another one. It is told to leave: its attention is called, which also ends whatever it waits
// for, and on its way out of the kernel it comes here instead of going back to the program (act_on_signals). The last
// one to come here ends the process. By then nobody else uses the process's memory, on whichever hart.
#include "arch/interrupts.h"
#include "arch/time.h"
#include "debug/log.h"
#include "fs/root.h"
#include "lib/string.h"
#include "mode/firmware.h"
#include "process/family.h"
#include "process/futex.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

bool has_others(const Process& process) REQUIRES(process_tree) {
    const Thread* first = process.threads.first();
    return first != current_thread() || process.threads.after(first);
}

void dismiss_others(Process& process) REQUIRES(process_tree) {
    for (Thread& thread : process.threads)
        if (&thread != current_thread()) scheduler::notice_signal(thread);
}

// The program learns that the current thread has ended: from here on nobody uses its stack. A program that has given
// that memory back does not want to know.
void tell_program(AddressSpace& space, const Thread& thread) {
    const Out<u32> word(thread.ended);
    if (!word.address() || !copy_out(space, word, u32{0})) return;
    (void)futex::wake(space, In<u32>(word.address()), UINT32_MAX);
}

// False if there is nobody else: then the process is over.
bool leave_to_others(Process& process) {
    Guard guard(process_tree);
    if (!has_others(process)) return false;
    leave_process(process, *current_thread());
    process.thread_ended.wake_all();
    return true;
}

int end_status_of(const Process& process) {
    Guard guard(process_tree);
    return process.end_status;
}

// What the last thread of a process does.
void end_process(Process& process) {
    const int status = end_status_of(process);
    if (&process == first_process) {
        log("The first process has ended, with status %d: nobody is left to run anything.\n", status >> 8);
        root::unmount();
        firmware::power_off(status ? 1 : 0);
    }
    process.files.close_all();
    process.directory.change_to({});
    change_space({});
    interrupts_off();
    (void)bury_family(process, status); // from here on the process may be deleted, if not by this
}

} // namespace

ThreadInfo describe(const Process& process, const Thread& thread) {
    ThreadInfo info{};
    info.tid = thread.tid.number();
    info.pid = process.pid.number();
    info.state = scheduler::is_blocked(thread) ? PROCESS_SLEEPING : PROCESS_RUNNING;
    info.hart = scheduler::last_hart(thread);
    info.run_time = ticks_to_nanoseconds(scheduler::run_time(thread));
    memcpy(info.name, process.name, sizeof(info.name));
    return info;
}

Result<Tid> create_thread(const TrapFrame& frame, Out<u32> number, Out<u32> ended) {
    if (number.address() % sizeof(u32) != 0 || ended.address() % sizeof(u32) != 0) return Errno::inval;
    Process& process = current_process();
    Owned<Thread> thread = TRY(Thread::create(&process, process.space.get(), frame));
    thread->ended = ended.address();
    scheduler::copy_floating_point(*thread); // the rounding mode among it, as POSIX wants it
    process.files.set_several_users(true);
    TRY(join_process(process, *thread, number));
    const Tid tid = thread->tid;
    scheduler::start(thread.leak()); // from here on it may be over at any time
    return tid;
}

void exit_thread() {
    Process& process = current_process();
    tell_program(*process.space, *current_thread());
    scheduler::change_address_space(
        nullptr); // the last thread deletes it, perhaps before this one is off its hart
    if (!leave_to_others(process)) end_process(process);
    interrupts_off();
    scheduler::exit_thread();
}

void exit_thread_with(int wait_status) {
    {
        Guard guard(process_tree);
        Process& process = current_process();
        if (!process.ending) process.end_status = wait_status;
    }
    exit_thread();
}

void end_threads(Process& process, int wait_status) {
    if (must_leave(process, *current_thread())) return;
    process.ending = true;
    process.end_status = wait_status;
    dismiss_others(process);
}

void exit_process(int wait_status) {
    Process& process = current_process();
    {
        Guard guard(process_tree);
        end_threads(process, wait_status);
    }
    exit_thread();
}

Result<void> become_only_thread() {
    Process& process = current_process();
    Thread& self = *current_thread();
    Guard guard(process_tree);
    if (must_leave(process, self)) return Errno::intr; // which the program never sees
    process.only = &self;
    dismiss_others(process);
    while (has_others(process)) {
        (void)process.thread_ended.wait(guard);
        self.clear_attention(kAttentionSignal); // a signal has to wait: there is no way back
    }
    self.call_attention(kAttentionSignal); // until now
    process.only = nullptr;
    process.files.set_several_users(false);
    self.tid = Tid(process.pid.number());
    self.ended = 0;
    return {};
}

bool must_leave(const Process& process, const Thread& thread) {
    return process.ending || (process.only && process.only != &thread);
}

Result<usize> list_threads(AddressSpace& space, Out<ThreadInfo> list, usize most) {
    if (most > THREADS_MAX) return Errno::inval;
    usize index = 0;
    Guard guard(process_tree);
    for (const Process& process : all_processes) {
        for (const Thread& thread : process.threads) {
            const Out<ThreadInfo> place(list.address() + index * sizeof(ThreadInfo));
            if (index < most) TRY(copy_out(space, place, describe(process, thread)));
            index++;
        }
    }
    return index;
}
