// user/bin/strace/report.cpp: the lines of the trace, in the order of the events.
#include "report.h"

#include <unistd.h>

namespace strace {
namespace {

// What it writes may well go where the trace goes, and would come into the middle of the line.
bool is_shown_at_entry(const TraceEvent& event) {
    const Call* call = call_of(event);
    return call && call->may_wait() && !is_call(event, "write") && !is_call(event, "writev");
}

} // namespace

void Report::tell(const TraceEvent& event) {
    if (options_.counts) return count(event);
    switch (event.kind) {
    case TRACE_ENTRY: return entered(event);
    case TRACE_EXIT: take_number(event); return left(event);
    case TRACE_SIGNAL: return signalled(event);
    default: return ended(event);
    }
}

void Report::take_number(const TraceEvent& event) {
    if (!is_call(event, "execve") || event.result != 0) return;
    for (Thread& thread : threads_)
        if (thread.pid == event.pid) thread.tid = event.tid;
}

void Report::count(const TraceEvent& event) {
    if (!options_.shows(event)) return;
    if (event.kind == TRACE_ENTRY) counts_.entered(event);
    if (event.kind == TRACE_EXIT) counts_.left(event);
}

Report::Thread& Report::thread_of(const TraceEvent& event) {
    for (Thread& thread : threads_)
        if (thread.tid == event.tid) return thread;
    many_ = many_ || (first_ && first_ != event.tid);
    first_ = first_ ? first_ : event.tid;
    threads_.add({event.tid, event.pid, false, nullptr});
    return threads_[threads_.size() - 1];
}

void Report::forget(Thread& thread) {
    free(thread.entry);
    thread = threads_[threads_.size() - 1];
    threads_.truncate(threads_.size() - 1);
}

void Report::begin_line(const TraceEvent& event) {
    if (open_) {
        line_.add(Colour::aside, " <unfinished ...>");
        line_.add("\n");
    }
    open_ = 0;
    if (many_) line_.add(Colour::aside, "[pid %d] ", event.tid);
}

void Report::end_line() {
    line_.add("\n");
    open_ = 0;
    write_out();
}

void Report::write_out() {
    const char* text = line_.text();
    usize left = line_.size();
    while (left > 0) {
        const auto written = sys::write(Fd::unchecked(output_), text, left);
        if (!written && written.error() != Errno::intr) break;
        if (!written) continue;
        text += written.value();
        left -= written.value();
    }
    line_.clear();
}

void Report::entered(const TraceEvent& event) {
    Thread& thread = thread_of(event);
    thread.is_in_call = options_.shows(event);
    if (!thread.is_in_call) return;
    if (is_shown_at_entry(event)) {
        begin_line(event);
        show_entry(view(event), options_.types);
        open_ = event.tid;
        return write_out();
    }
    Line entry;
    show_entry({tracer_, event, entry}, options_.types);
    free(thread.entry);
    thread.entry = static_cast<char*>(need(strndup(entry.text(), entry.size())));
}

void Report::left(const TraceEvent& event) {
    Thread& thread = thread_of(event);
    if (!thread.is_in_call) return;
    thread.is_in_call = false;
    if (open_ != event.tid) begin_line(event);
    if (thread.entry) {
        line_.add("%s", thread.entry);
    } else if (open_ != event.tid) {
        line_.add(Colour::aside, "<... ");
        show_call_name(line_, event);
        line_.add(Colour::aside, " resumed>");
    }
    free(thread.entry);
    thread.entry = nullptr;
    show_exit(view(event), options_.types);
    end_line();
}

void Report::signalled(const TraceEvent& event) {
    (void)thread_of(event);
    begin_line(event);
    line_.add(Colour::signal, "--- %s ---", signal_name(event.status));
    end_line();
}

// What it was asking for has no result any more.
void Report::end_call(const TraceEvent& event, const Thread& thread) {
    if (!thread.is_in_call) return;
    if (thread.entry) {
        begin_line(event);
        line_.add("%s", thread.entry);
        const Call* call = call_of(event);
        if (!call || call->returns()) line_.add(Colour::aside, " <unfinished ...>");
        end_line();
    } else if (open_ == event.tid) {
        line_.add(Colour::aside, " <unfinished ...>");
        end_line();
    }
}

void Report::ended(const TraceEvent& event) {
    Thread& thread = thread_of(event);
    end_call(event, thread);
    begin_line(event);
    if (event.kind == TRACE_THREAD_ENDED)
        line_.add(Colour::aside, "+++ thread ended +++");
    else if (WIFEXITED(event.status))
        line_.add(Colour::aside, "+++ exited with %d +++", WEXITSTATUS(event.status));
    else
        line_.add(Colour::signal, "+++ killed by %s +++", signal_name(WTERMSIG(event.status)));
    end_line();
    forget(thread);
}

void Report::finish() {
    if (options_.counts) counts_.show(line_);
    write_out();
}

} // namespace strace
