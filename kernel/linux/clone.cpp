// linux/clone.cpp: Linux's one call for new threads and new processes.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

// Numbers of Linux (its include/uapi/linux/sched.h).
constexpr u64 kSignal = 0xff; // told to the parent at the end: here always SIGCHLD
constexpr u64 kSameMemory = 0x100;
constexpr u64 kParentWaits = 0x4000;
constexpr u64 kSameProcess = 0x10000;
constexpr u64 kSetThreadPointer = 0x80000;
constexpr u64 kTellParent = 0x100000; // the number of the new one, in a word
constexpr u64 kClearAtEnd = 0x200000;
constexpr u64 kTellChild = 0x1000000;
// What is as it is, whether said or not: a thread shares all that its process has, and a new process shares nothing.
constexpr u64 kOfThreads = kSameMemory | 0x200 | 0x400 | 0x800; // files, directory, handlers
constexpr u64 kIgnored = 0x40000 | 0x400000;                    // undo lists of semaphores; detached

constexpr u64 kWords = kTellParent | kClearAtEnd | kTellChild;
constexpr u64 kKnownOfThreads = kOfThreads | kSameProcess | kSetThreadPointer | kWords | kIgnored;
constexpr u64 kKnownOfProcesses = kSignal | kSameMemory | kParentWaits | kSetThreadPointer | kWords;

Out<u32> word_if(bool wanted, Out<u32> word) { return wanted ? word : Out<u32>(u64{0}); }

// Both find the number in the same memory.
Result<Pid> new_thread(const TrapFrame& frame, u64 flags, Out<u32> parent_word, Out<u32> child_word) {
    if (flags & ~kKnownOfThreads || (flags & kOfThreads) != kOfThreads) return Errno::inval;
    const Out<u32> number = flags & kTellParent ? parent_word : word_if(flags & kTellChild, child_word);
    return Pid(TRY(create_thread(frame, number, word_if(flags & kClearAtEnd, child_word))).number());
}

// A child of vfork shares its parent's memory, and the parent waits until it runs another program, or ends.
Result<Pid> new_process(const TrapFrame& frame, u64 flags, Out<u32> parent_word, Out<u32> child_word) {
    if (flags & ~kKnownOfProcesses) return Errno::inval;
    const ForkKind kind = {(flags & kSameMemory) != 0, (flags & kParentWaits) != 0};
    const Pid child = TRY(fork_process(frame, word_if(flags & kTellChild, child_word), kind));
    const auto number = static_cast<u32>(child.number());
    if (flags & kTellParent)
        (void)copy_out(*current_process().space, parent_word, number); // it is there already
    return child;
}

} // namespace

// The new one goes on where this one does, with 0 as its answer, and with another stack if there is one.
Result<Pid> linux_clone(TrapFrame& frame, usize flags, usize stack, Out<u32> parent_word,
                        usize thread_pointer, Out<u32> child_word) {
    TrapFrame child = frame;
    child.a[0] = 0;
    if (stack) child.sp = stack;
    if (flags & kSetThreadPointer) child.tp = thread_pointer;
    return flags & kSameProcess ? new_thread(child, flags, parent_word, child_word)
                                : new_process(child, flags, parent_word, child_word);
}
