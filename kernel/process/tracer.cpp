// process/tracer.cpp: the tracer's side: who is traced, what is read of them, and what they are answered.
#include "process/tracer.h"
#include "memory/heap.h"
#include "process/family.h"
#include "process/trace.h"

namespace {

constexpr usize kPiece = 256; // bytes that are copied at a time, while the lock is held

// Whether a process waits for another one at its calls, perhaps by way of more tracers. Who traced it before it ended
// is in nobody's way.
bool waits_for(const Process& process, const Process& other) REQUIRES(process_tree) {
    const Process* at = &process;
    while (at && at != &other) {
        const Thread* thread = at->threads.first();
        at = thread && thread->tracee ? find_process(thread->tracee->tracer.owner()) : nullptr;
    }
    return at != nullptr;
}

bool is_traced(const Process& process) REQUIRES(process_tree) {
    for (const Thread& thread : process.threads)
        if (thread.tracee) return true;
    return false;
}

bool is_possible(const TraceReply& reply, int kind) {
    switch (reply.action) {
    case TRACE_CONTINUE: return true;
    case TRACE_CALL: return kind == TRACE_ENTRY;
    case TRACE_ANSWER: return kind == TRACE_ENTRY || kind == TRACE_EXIT;
    default: return false;
    }
}

bool is_end(const TraceEvent& event) { return event.kind == TRACE_THREAD_ENDED || event.kind == TRACE_ENDED; }

} // namespace

Tracer::Tracer(TraceFlags flags)
    : File(O_RDWR), owner_(current_process().pid), follows_children_(flags & TRACE_FORK) {}

Tracer::~Tracer() {
    Guard guard(process_tree);
    while (Tracee* tracee = tracees_.first()) let_go(*tracee);
}

// If not all of its threads can be traced, those that are go on when this file goes.
Result<void> Tracer::trace(Pid which) {
    Process* process = find_process(which);
    if (!process || process->zombie) return Errno::srch;
    if (process == first_process) return Errno::perm; // if it waits, nobody buries the orphans
    if (waits_for(current_process(), *process)) return Errno::deadlk;
    if (is_traced(*process)) return Errno::busy;
    for (Thread& thread : process->threads) TRY(add(thread));
    return {};
}

Result<void> Tracer::add(Thread& thread) {
    Tracee* tracee = TRY(make<Tracee>(*this, thread)).leak(); // in the list
    tracees_.push_back(tracee);
    thread.tracee = tracee;
    thread.add_detour(kDetourTracer);
    return {};
}

void Tracer::let_go(Tracee& tracee) {
    if (Thread* thread = tracee.thread) {
        thread->tracee = nullptr;
        thread->end_detour(kDetourTracer);
        tracee.answered.wake_all();
    }
    if (tracee.unread_link.linked()) decltype(unread_)::remove(&tracee);
    decltype(tracees_)::remove(&tracee);
    delete &tracee;
}

void Tracer::tell(Tracee& tracee) {
    if (!tracee.unread_link.linked()) unread_.push_back(&tracee);
    readers_.wake_all();
    pollers_.tell(POLLIN);
}

// What was read is no more to be told only after it has arrived: a bad address loses nothing.
Result<usize> Tracer::read(UserSink& to) {
    if (to.left() < sizeof(TraceEvent)) return Errno::inval;
    Guard guard(process_tree);
    while (unread_.empty() && !tracees_.empty()) TRY(readers_.wait(guard));
    Tracee* tracee = unread_.first();
    if (!tracee) return 0;
    TRY(to.put(&tracee->event, sizeof(TraceEvent)));
    decltype(unread_)::remove(tracee);
    if (!is_end(tracee->event)) return sizeof(TraceEvent);
    let_go(*tracee);
    if (!tracees_.empty()) return sizeof(TraceEvent);
    readers_.wake_all(); // other ones: there is nothing to come
    pollers_.tell(POLLIN | POLLHUP);
    return sizeof(TraceEvent);
}

Result<usize> Tracer::write(UserSource& from) {
    TraceReply reply;
    if (from.left() != sizeof(reply)) return Errno::inval;
    TRY(from.take(&reply, sizeof(reply)));
    Guard guard(process_tree);
    Tracee* tracee = waiting_tracee(reply.tid);
    if (!tracee) return Errno::srch;
    if (!is_possible(reply, tracee->event.kind)) return Errno::inval;
    tracee->reply = reply;
    tracee->waiting = false;
    tracee->answered.wake_all();
    return sizeof(reply);
}

// Nobody can answer what he has not read.
Tracee* Tracer::waiting_tracee(int tid) {
    for (Tracee& tracee : tracees_)
        if (tracee.waiting && tracee.event.tid == tid && !tracee.unread_link.linked()) return &tracee;
    return nullptr;
}

Result<usize> Tracer::traced_memory(Tid thread, u64 address, UserSink& to) {
    usize copied = 0;
    while (to.left() > 0) {
        u8 bytes[kPiece];
        const u64 from = address + copied;
        const usize in_page = kPageSize - from % kPageSize;
        const usize fits = to.left() < kPiece ? to.left() : kPiece;
        const usize count = fits < in_page ? fits : in_page;
        const Result<void> there = copy_from(thread, from, bytes, count);
        if (there.error() == Errno::fault && copied > 0) break;
        TRY(there);
        TRY(to.put(bytes, count));
        copied += count;
    }
    return copied;
}

// Its thread waits, so its memory is there: who is about to give it back waits no more, and needs the lock to say so.
Result<void> Tracer::copy_from(Tid thread, u64 address, void* to, usize bytes) {
    Guard guard(process_tree);
    const Tracee* tracee = waiting_tracee(thread.number());
    if (!tracee) return Errno::srch;
    return copy_in_bytes(*tracee->thread->process->space, to, VirtAddr(address), bytes);
}

Result<Stat> Tracer::stat() {
    Stat stat = {};
    stat.st_mode = S_IFCHR | 0600;
    stat.st_nlink = 1;
    stat.st_blksize = sizeof(TraceEvent);
    return stat;
}

int Tracer::readiness() {
    Guard guard(process_tree);
    if (tracees_.empty()) return POLLIN | POLLOUT | POLLHUP;
    return (unread_.empty() ? 0 : POLLIN) | POLLOUT;
}

void Tracer::start_polling(PollLink& poll) {
    Guard guard(process_tree);
    pollers_.add(poll);
}

void Tracer::stop_polling(PollLink& poll) {
    Guard guard(process_tree);
    pollers_.remove(poll);
}
