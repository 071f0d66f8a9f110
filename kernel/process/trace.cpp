// process/trace.cpp: the tracee's side: how a thread stops for its tracer, and how it goes on.
#include "process/trace.h"
#include "abi/call_numbers.h"
#include "arch/time.h"
#include "debug/log.h"
#include "memory/heap.h"
#include "process/signal.h"
#include "process/tracer.h"
#include "thread/scheduler.h"

namespace trace {
namespace {

constinit u32 detours_from_birth = 0; // never changes once there are threads

// Nothing but its end is left for the thread.
bool is_dying(const Thread& thread) REQUIRES(process_tree) {
    return must_leave(*thread.process, thread) || deliverable_signals(thread) & set_of(SIGKILL);
}

// No wake-up is lost: answers, signals and the tracer's end come under the lock that guards the conditions. Signals other
// than SIGKILL have to wait, too.
void wait_for_reply(Guard& guard, Thread& thread) REQUIRES(process_tree) {
    const InterruptedCall call = thread.interrupted_call;
    bool noticed = false;
    while (thread.tracee && thread.tracee->waiting && !is_dying(thread)) {
        if (thread.tracee->answered.wait(guard)) continue;
        noticed = true;
        thread.clear_attention(kAttentionSignal);
    }
    if (thread.tracee) thread.tracee->waiting = false; // one that is dying gives its memory back
    if (noticed) thread.call_attention(kAttentionSignal);
    thread.interrupted_call = call; // not what this wait takes for one
}

// What the thread is to do about its event. One that is dying makes no call any more; one whose tracer has gone goes on.
TraceReply consult(Guard& guard, Thread& thread, TraceKind kind, u64 pc) REQUIRES(process_tree) {
    Tracee& tracee = *thread.tracee;
    tracee.event.kind = kind;
    tracee.event.tid = thread.tid.number();
    tracee.event.pid = thread.process->pid.number();
    tracee.event.pc = pc;
    tracee.event.time = now();
    tracee.reply = {};
    tracee.waiting = true;
    tracee.tracer.tell(tracee);
    wait_for_reply(guard, thread); // from here on there may be no tracee, or another one
    if (is_dying(thread)) {
        // It does not go back to the program, also if another thread was told of the end.
        thread.call_attention(kAttentionSignal);
        return {0, TRACE_ANSWER, 0, Result<void>(Errno::intr).raw()};
    }
    return thread.tracee ? thread.tracee->reply : TraceReply{};
}

// Where the program has put them: behind the number in a0; or, for Linux, from a0 on, with the number in a7.
u64& number_of(TrapFrame& frame, const Thread& thread) { return frame.a[thread.is_linux() ? 7 : 0]; }

void copy_arguments(const TrapFrame& frame, TraceEvent& event) {
    const bool is_linux = event.personality == PERSONALITY_LINUX;
    for (int i = 0; i < TRACE_ARGUMENTS; i++) event.arguments[i] = frame.a[is_linux ? i : i + 1];
}

void teach(const TrapFrame& frame) {
    const Thread& thread = *current_thread();
    log("E-call from User mode! CPU#%d -> 0x%lx\n", scheduler::last_hart(thread), frame.epc - 4);
    if (!thread.is_linux() && frame.call_number() == call_exit) log("You called the exit system call!\n");
}

} // namespace

void begin_lesson() { detours_from_birth = kDetourLesson; }

Result<Fd> begin(Pid which, TraceFlags flags) {
    if (flags & ~TRACE_FORK) return Errno::inval;
    Ref<Tracer> tracer = TRY(make_ref<Tracer>(flags));
    {
        Guard guard(process_tree);
        TRY(tracer->trace(which));
    }
    return current_process().files.install(std::move(tracer), true);
}

bool enter(TrapFrame& frame) {
    Thread& thread = *current_thread();
    if (thread.has_detour(kDetourLesson)) teach(frame);
    Guard guard(process_tree);
    if (!thread.tracee) return true;
    TraceEvent& event = thread.tracee->event;
    event.personality = thread.is_linux() ? PERSONALITY_LINUX : PERSONALITY_NATIVE;
    event.number = thread.call_number();
    copy_arguments(frame, event);
    thread.tracee->in_call = true;
    thread.call_attention(kAttentionTracer);
    const TraceReply reply = consult(guard, thread, TRACE_ENTRY, frame.epc - 4);
    if (reply.action == TRACE_CALL) number_of(frame, thread) = reply.number;
    if (reply.action != TRACE_CONTINUE)
        thread.interrupted_call.deadline = 0; // that of a call which is not made again
    if (thread.tracee) {
        thread.tracee->event.number = thread.call_number();
        thread.tracee->call_began = now();
    }
    if (reply.action == TRACE_ANSWER) frame.a[0] = static_cast<u64>(reply.result);
    return reply.action != TRACE_ANSWER;
}

void leave(TrapFrame& frame) {
    Thread& thread = *current_thread();
    thread.clear_attention(kAttentionTracer);
    Guard guard(process_tree);
    Tracee* tracee = thread.tracee;
    if (!tracee || !tracee->in_call || is_dying(thread)) return;
    tracee->in_call = false;
    tracee->event.result = static_cast<i64>(frame.a[0]);
    tracee->event.duration = now() - tracee->call_began;
    const TraceReply reply = consult(guard, thread, TRACE_EXIT, tracee->event.pc);
    if (reply.action != TRACE_ANSWER) return;
    end_interrupted_call(frame); // whatever it is told, be it intr
    frame.a[0] = static_cast<u64>(reply.result);
}

Result<void> watch(Thread& thread) {
    thread.add_detour(detours_from_birth);
    Tracee* own = current_thread()->tracee;
    if (!own) return {};
    if (thread.process != current_thread()->process && !own->tracer.follows_children()) return {};
    return own->tracer.add(thread);
}

void thread_ended(Process& process, Thread& thread) {
    Tracee* tracee = std::exchange(thread.tracee, {});
    if (!tracee) return;
    const bool last = process.threads.empty();
    tracee->thread = nullptr;
    tracee->waiting = false;
    tracee->event.kind = last ? TRACE_ENDED : TRACE_THREAD_ENDED;
    tracee->event.tid = thread.tid.number();
    tracee->event.pid = process.pid.number();
    tracee->event.status = last ? process.end_status : 0;
    tracee->event.time = now();
    tracee->tracer.tell(*tracee);
}

// It is told before it is taken, so that what takes it back meanwhile still can: SIGCONT, of a stop.
bool tell_signal(Guard& guard, Signal signal) {
    Thread& thread = *current_thread();
    Tracee* tracee = thread.tracee;
    if (!tracee || signal == SIGKILL) return false;
    tracee->told_signals ^= set_of(signal);
    if (!(tracee->told_signals & set_of(signal))) return false; // it was told already: it is taken next
    tell_fault(guard, signal);
    if (thread.tracee) thread.tracee->told_signals &= deliverable_signals(thread); // others took the rest
    return true;
}

void tell_fault(Guard& guard, Signal signal) {
    Thread& thread = *current_thread();
    if (!thread.tracee) return;
    thread.tracee->event.status = signal;
    (void)consult(guard, thread, TRACE_SIGNAL, thread.frame().epc);
}

} // namespace trace
