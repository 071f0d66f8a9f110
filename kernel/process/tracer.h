// process/tracer.h: the tracer's side: a file from which it reads what its tracees do, and to which it writes answers.
//
// Everything here is guarded by the process tree's lock, as tracees come and go with processes, and wait for signals.
#pragma once

#include "abi/trace.h"
#include "file/file.h"
#include "process/process.h"
#include "thread/poll_queue.h"

class Tracer;

// What a tracer knows of one thread. It outlives the thread until the tracer has read of its end.
struct Tracee : NonCopyable {
    Tracee(Tracer& its_tracer, Thread& its_thread) : tracer(its_tracer), thread(&its_thread) {}

    Tracer& tracer;
    Thread* thread;       // null: it is over
    ListLink link;        // in the tracer's list
    ListLink unread_link; // in the list of those that have something to tell
    TraceEvent event{};   // what that is; and from entry to exit what is known of the call
    TraceReply reply{};   // to the last event that was answered
    WaitQueue answered;   // where the thread waits for it,
    bool waiting = false; // while this is so
    bool in_call = false; // the tracer has heard of its entry
    u64 call_began = 0;   // nanoseconds since boot: after the reply
    u64 told_signals = 0; // of those that wait to be taken: bit n - 1 is signal n
};

class Tracer final : public File {
  public:
    explicit Tracer(TraceFlags flags);
    ~Tracer() override; // its tracees go on

    Result<void> trace(Pid which) REQUIRES(process_tree);
    Result<void> add(Thread& thread) REQUIRES(process_tree);
    void tell(Tracee& tracee) REQUIRES(process_tree); // its event can be read
    bool follows_children() const { return follows_children_; }
    Pid owner() const { return owner_; }

    // One event; 0 when nobody is left to be traced. Waits until one or the other.
    Result<usize> read(UserSink& to) override;
    // One TraceReply.
    Result<usize> write(UserSource& from) override;
    // The memory of a thread that waits for an answer; as many bytes as there are without a gap.
    Result<usize> traced_memory(Tid thread, u64 address, UserSink& to) override;

    Result<Stat> stat() override;
    int readiness() override;
    void start_polling(PollLink& poll) override;
    void stop_polling(PollLink& poll) override;

  private:
    Tracee* waiting_tracee(int tid) REQUIRES(process_tree);
    Result<void> copy_from(Tid thread, u64 address, void* to, usize bytes);
    void let_go(Tracee& tracee) REQUIRES(process_tree);

    const Pid owner_; // who asked for it
    const bool follows_children_;
    List<Tracee, &Tracee::link> tracees_ GUARDED_BY(process_tree);
    List<Tracee, &Tracee::unread_link> unread_ GUARDED_BY(process_tree); // the longest first
    WaitQueue readers_;
    PollQueue pollers_ GUARDED_BY(process_tree);
};
