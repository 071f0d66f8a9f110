// process/process.h: a process: an address space, open files, threads, and a place in the family.
#pragma once

#include "file/descriptors.h"
#include "fs/inode.h"
#include "lib/atomic.h"
#include "memory/address_space.h"
#include "process/command.h"
#include "process/signal_table.h"
#include "thread/wait_queue.h"

// Where relative paths start.
class CurrentDirectory : NonCopyable {
  public:
    Ref<Inode> inode();
    void change_to(Ref<Inode> inode);

  private:
    Spinlock lock_{LockRank::current_directory};
    Ref<Inode> inode_ GUARDED_BY(lock_);
};

// Guards the family: every process's parent, children, group, state, pending signals, and the list of all.
extern constinit Spinlock process_tree;

// When a process gets SIGALRM, in ticks.
struct Alarm {
    static constexpr u64 kNever = ~0ul;
    u64 next = kNever;
    u64 interval = 0; // 0: once
};

struct Process : NonCopyable {
    Pid pid{0}; // never changes, and is never used again

    Ref<AddressSpace> space; // replaced by change_space only; null at the very end
    Descriptors files;
    CurrentDirectory directory;
    Atomic<u32> umask = 022; // permissions that new files do not get

    ListLink all_link;     // in the list of all processes
    ListLink sibling_link; // in the parent's children
    WaitQueue child_ended; // where the process waits for one, or for other news of it
    WaitQueue continued;   // where its threads wait while it is stopped

    // From here on guarded by process_tree.
    Pid group GUARDED_BY(process_tree){0};
    Pid session GUARDED_BY(process_tree){0};            // several groups, of one login or the like
    Process* parent GUARDED_BY(process_tree) = nullptr; // null for the first process
    List<Process, &Process::sibling_link> children GUARDED_BY(process_tree);
    List<Thread, &Thread::process_link> threads GUARDED_BY(process_tree);
    WaitQueue thread_ended;                          // where exec waits to be the only one
    bool ending GUARDED_BY(process_tree) = false;    // no thread goes back: the last to come ends the process
    int end_status GUARDED_BY(process_tree) = 0;     // and this is how, as wait_status
    Thread* only GUARDED_BY(process_tree) = nullptr; // the one in exec: all others are to leave
    bool zombie GUARDED_BY(process_tree) = false;    // over, but for its parent's wait
    bool
        parent_waits GUARDED_BY(process_tree) = false; // until the process has another address space, or none
    bool stopped GUARDED_BY(process_tree) = false;     // until SIGCONT: its threads wait in `continued`
    int wait_status GUARDED_BY(process_tree) = 0;   // what a wait will tell: see WIFEXITED in abi/processes.h
    bool has_news GUARDED_BY(process_tree) = false; // of a stop or its end, in wait_status: not yet told
    PendingSignals pending GUARDED_BY(process_tree);     // the signals for any of its threads
    Alarm alarm GUARDED_BY(process_tree);                // when SIGALRM comes
    Owned<SignalTable> signals;                          // what it does about them: always the same table
    u64 started GUARDED_BY(process_tree) = 0;            // when: ticks of the time counter
    u64 finished_run_ticks GUARDED_BY(process_tree) = 0; // of threads that are over
    u64 children_run_ticks GUARDED_BY(process_tree) = 0; // of children for which it has waited, and theirs
    int nice GUARDED_BY(process_tree) = 0; // how readily it says that it gives way, from -20 on; nobody asks
    Personality personality GUARDED_BY(process_tree) = PERSONALITY_NATIVE;
    char name[sizeof(ProcessInfo::name)] = {};
    Ref<Command> command GUARDED_BY(process_tree); // null: the program is a part of the kernel
};

// The process whose thread runs here.
inline Process& current_process() { return *current_thread()->process; }

// --- birth and death (process.cpp) ---

// Makes the first process, with this program. Of the boot arguments it gets the rest, unless that is empty, as one argument,
// and the variables as its environment. The machine ends with it.
// (first_process.cpp; where the program is linked with the kernel, direct/first_process.cpp)
Result<void> start_first_process(Ref<Inode> root, const char* path, const char* boot_arguments);

// Everything is there: the process joins the family and begins. A word of its memory gets its number; null: none does.
Result<Pid> start_process(Owned<Process> process, Owned<Thread> thread, Process* parent, Out<u32> number);

// What a child has of its parent, but for what all have.
struct ForkKind {
    bool shares_memory = false; // rather than having a copy of it
    bool parent_waits =
        false; // the thread that makes the child goes on when that runs another program, or ends
};

// Copies the current process; `frame` is where the child goes on, with 0 as its answer. A word of the child's memory gets
// its number; null: none does.
Result<Pid> fork_process(const TrapFrame& frame, Out<u32> number, ForkKind kind);

// Whose calls the process makes from now on; this is its only thread, or one that it has just got.
void set_personality(Process& process, Thread& thread, Personality personality) REQUIRES(process_tree);

// Gives the current process another address space, or none; the one that it had, for the caller to let go.
Ref<AddressSpace> change_space(Ref<AddressSpace> space);

// Ends the current process, all threads of it. wait_status as in abi/processes.h; that of the first one to ask counts.
[[noreturn]] void exit_process(int wait_status);

// --- its threads (threads.cpp) ---

// A thread of the current process that begins with `frame`. A word of the program gets its number, and one becomes 0 when it
// ends; null: none does.
Result<Tid> create_thread(const TrapFrame& frame, Out<u32> number, Out<u32> ended);

// Ends the current thread. The last one takes the process with it.
[[noreturn]] void exit_thread();
// Likewise; if it is the last one, wait_status is the process's.
[[noreturn]] void exit_thread_with(int wait_status);

// Ends all other threads, and waits until they are gone. Fails if this one is to leave itself.
Result<void> become_only_thread();

// All threads of the current process are to leave, and then it ends like this; the first to say so counts.
void end_threads(Process& process, int wait_status) REQUIRES(process_tree);

// Whether a thread of the process is not to go on with the program. Somebody has called its attention then.
bool must_leave(const Process& process, const Thread& thread) REQUIRES(process_tree);

// Tells of up to `count` threads; how many there are.
Result<usize> list_threads(AddressSpace& space, Out<ThreadInfo> list, usize count);

// --- the family (family.cpp) ---

// Gives a new process its pid, and its first thread to it. Errno::again if there are too many.
Result<void> join_family(Process& process, Thread& thread, Process* parent);
// Gives the process another thread, and that its number, which is also stored in the program's word.
Result<void> join_process(Process& process, Thread& thread, Out<u32> number);
void leave_process(Process& process, Thread& thread) REQUIRES(process_tree); // the opposite of both
// Its children go to the first process, and the parent is told. What is left of it, if nobody will wait for it.
Owned<Process> bury_family(Process& process, int wait_status);

Result<void> set_group(Pid which, Pid group);
Result<Pid> group_of(Pid which);
bool group_exists(Pid group);
bool is_group_of_session(Pid group); // of the current process
Result<Pid> start_session();         // with the current process alone in it, and in a group of its own
Result<Pid> session_of(Pid which);
Pid parent_of(const Process& process);
u32 process_count();

// Tells of up to `count` processes; how many there are.
Result<usize> list_processes(AddressSpace& space, Out<ProcessInfo> list, usize count);

// Tells of up to `count` regions of a process's memory; how many there are. Errno::srch
Result<usize> list_memory(AddressSpace& space, Pid which, Out<MemoryRegion> list, usize count);

// --- waiting for children (wait.cpp) ---

struct WhichChildren {
    enum Kind { all, one, of_group } kind;
    Pid number; // of the one, or of the group
};
WhichChildren children_by_number(Pid number); // as waitpid means it

// What somebody who waits wants to hear of, and how.
struct WaitWish {
    bool ended = true;
    bool stopped = false;
    bool continued = false;
    bool at_once = false; // if there is nothing to tell, then just that: a pid of 0
    bool stays = false;   // what was told can be told again
};

struct ChildNews {
    Pid pid{0};
    int status = 0;    // as wait_status
    u64 run_ticks = 0; // it had, and its children for which it has waited
};

// Waits for a child and takes it away, or only hears news of it. Its status is copied out before it is gone: a bad
// pointer loses no child.
Result<ChildNews> wait_for_child(WhichChildren which, WaitWish wish, Out<int> status);

// --- signals: who is told (signal.cpp) ---

Result<void> send_signal(Pid to, Signal signal); // as kill does: a process, or a group
Result<void> queue_signal_to_thread(Tid to, Signal signal,
                                    const SignalCause& cause); // one of the current process
Result<void> queue_signal(Pid to, Signal signal,
                          const SignalCause& cause); // to one process, which is told this
void signal_group(Pid group, Signal signal);         // from the console
void signal_this_thread(Signal signal);              // for what it has just done

// Memory has ended. Kills the process that has most of it, unless one is ending already or has just ended; false if the
// one with most is the current one: then it should go itself.
bool kill_largest_other();

// --- SIGALRM after a time (alarm.cpp) ---

// What the current process has from now on; what it had. Both in nanoseconds from now.
AlarmTimer exchange_alarm(const AlarmTimer* timer);
// At every timer interrupt.
void ring_alarms();

// --- signals: what a program says about its own (signal_settings.cpp) ---

Result<void> change_action(Signal signal, In<SignalAction> action, Out<SignalAction> before);
Result<void> exchange_action(Signal signal, const SignalAction* action, SignalAction& before);
Result<void> change_mask(MaskChange how, In<u64> signals, Out<u64> before);
Result<void> change_signal_stack(In<SignalStack> stack, Out<SignalStack> before);
Result<void> tell_pending(Out<u64> signals);
Result<void> suspend_until_signal(In<u64> mask); // Errno::intr, or fault
// Takes one of these signals that waits, or waits for one; nanoseconds below 0: for ever. Errno::again: none has come.
Result<Signal> take_signal(In<u64> signals, Out<siginfo> info, i64 nanoseconds);
void block_during_call(u64 signals); // these instead of the usual ones, until a signal has ended the call
void unblock_after_call();           // none has: the usual ones again
Result<void> copy_signal_settings(Process& child, Thread& thread); // of the current ones, for a fork
void reset_handlers(); // for a new program: what is ignored stays so

// --- signals: what a thread does about them (signal_action.cpp) ---

// On the way out of the kernel. May end the thread, or the process, or stop it for long.
void act_on_signals(TrapFrame& frame);

// The call of which the frame has the answer will not be made again, if a signal has interrupted it: that is counted.
void end_interrupted_call(const TrapFrame& frame);

// No handler has run: if a signal has interrupted a call, it is made again. At the very end of the way out.
void resume_interrupted_call(TrapFrame& frame);

// A fault is the faulting thread's own affair. False if no handler can take it: then the process should end.
bool signal_fault(TrapFrame& frame, const siginfo& info);

// What sigreturn does: goes back to what a handler has interrupted. A frame that is none ends the program. The a0.
Result<u64> return_from_handler(TrapFrame& frame);

// --- the foreground (job_control.cpp) ---

// The terminal is that of the first process's session. In another one no job control is done by it.
bool has_terminal();

// Whether the current process may read from the terminal now. If not, its group is told to stop: Errno::intr; or
// Errno::io if it would not.
Result<void> check_foreground(Pid foreground);

// Whether the current process may change the terminal now. If not, its group is told to stop: Errno::intr; or Errno::io if it
// would not. One that does not mind being in the background may.
Result<void> check_background_change(Pid foreground);

// A line about what the group is doing, for Ctrl-T; its length.
usize describe_group(Pid group, char* text, usize size);

// --- another program (exec.cpp) ---

// Replaces the current process's program; the new one begins at *frame. On failure the old one is untouched.
Result<void> execute(Str path, In<Str> arguments, In<Str> environment, TrapFrame& frame);
