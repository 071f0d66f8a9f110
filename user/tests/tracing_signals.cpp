// user/tests/tracing_signals.cpp: calls of tracees that signals have interrupted.
#include "leaks.h"
#include "tracing.h"
#include <poll.h>

using namespace tracing;

namespace {

// What is left of a sleep that was interrupted is not for another one.
void not_made_again() {
    tap::All all("instead of making a call again, a tracer may answer it, or have another one made");
    for (const TraceAction action : {TRACE_ANSWER, TRACE_CALL}) {
        Traced traced([] {
            (void)sys::sleep(1l << 62);
            (void)sys::sleep(child::kMillisecond);
            return 8;
        });
        traced.answer(traced.next(TRACE_ENTRY, Call::sleep));
        if (!child::becomes(traced.pid, PROCESS_SLEEPING)) tap::note("it does not sleep");
        kill(traced.pid, SIGSTOP);
        kill(traced.pid, SIGCONT);
        traced.answer(traced.next(TRACE_EXIT, Call::sleep));
        traced.answer(traced.next(TRACE_ENTRY, Call::sleep), action, static_cast<u64>(Call::getpid));
        traced.answer(traced.next());
        traced.answer(traced.next(TRACE_ENTRY, Call::sleep));
        pollfd exit = {traced.tracer.number(), POLLIN, 0};
        if (!all.equal(poll(&exit, 1, child::kLong), 1, "the next sleep ends")) kill(traced.pid, SIGKILL);
        traced.let_run();
        all.equal(child::ending_of(traced.pid), child::exits(8), "the program");
        all.check(traced.right(), "the events");
    }
}

} // namespace

int main() {
    leaks::Watch watch;
    not_made_again();
    watch.ok("nothing is left behind");
    return tap::done();
}
