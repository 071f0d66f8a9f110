// user/bin/strace/report.h: the lines of the trace, in the order of the events.
//
// A call is one line. It is shown when it ends; one that may wait, already when it begins, as far as it is known by then.
// If the line of another thread has to come between, it is finished later: "<unfinished ...>", "<... read resumed>".
#pragma once

#include "counts.h"
#include "options.h"

namespace strace {

class Report {
  public:
    Report(const Options& options, Fd tracer, int output)
        : options_(options), tracer_(tracer), output_(output) {}

    void tell(const TraceEvent& event);
    void finish(); // the table of counts

  private:
    // A thread that has been seen. What it asks for is text as long as it is not shown.
    struct Thread {
        int tid;
        int pid;
        bool is_in_call; // one that is to be shown
        char* entry;
    };

    Thread& thread_of(const TraceEvent& event);
    void forget(Thread& thread);
    void count(const TraceEvent& event);
    // A thread that has become the only one by execve takes the number of its process.
    void take_number(const TraceEvent& event);
    void entered(const TraceEvent& event);
    void left(const TraceEvent& event);
    void ended(const TraceEvent& event);
    void signalled(const TraceEvent& event);
    void end_call(const TraceEvent& event, const Thread& thread); // from which it does not come back

    View view(const TraceEvent& event) { return {tracer_, event, line_}; }
    void begin_line(const TraceEvent& event);
    void end_line();
    void write_out();

    const Options& options_;
    const Fd tracer_;
    const int output_;
    Counts counts_;
    Array<Thread> threads_;
    int first_ = 0;
    bool many_ = false; // there was another one than the first
    int open_ = 0;      // the thread whose line is on the screen, and has no end yet
    Line line_;
};

} // namespace strace
