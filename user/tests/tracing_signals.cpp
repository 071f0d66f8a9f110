// user/tests/tracing_signals.cpp: signals that more than one tracee could take, and calls that they have interrupted.
#include "leaks.h"
#include "team.h"
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

// A result that a tracer has given is one, also if it looks like that of a call that would be made again.
void interrupted_for_good() {
    tap::All all("a tracer may say at exit that a call was interrupted");
    Traced traced([] { return sys::sleep.raw(1l << 62) == -static_cast<i64>(Errno::intr) ? 7 : 1; });
    traced.answer(traced.next(TRACE_ENTRY, Call::sleep));
    if (!child::becomes(traced.pid, PROCESS_SLEEPING)) tap::note("it does not sleep");
    kill(traced.pid, SIGSTOP);
    kill(traced.pid, SIGCONT);
    const TraceEvent exit = traced.next(TRACE_EXIT, Call::sleep);
    traced.answer(exit, TRACE_ANSWER, 0, exit.result);
    const TraceEvent next = traced.next(TRACE_ENTRY, Call::exit);
    if (!traced.right()) kill(traced.pid, SIGKILL);
    traced.answer(next);
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(7), "the program");
    all.check(traced.right(), "the events");
}

int handled;

// The first thread looks whether all three signals have come, the second one sends itself the first of them.
int two_threads() {
    struct sigaction action = {};
    action.sa_handler = [](int) { __atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST); };
    sigaction(SIGUSR1, &action, nullptr);
    sigaction(SIGUSR2, &action, nullptr);
    Team team(1, [](u64) {
        (void)getppid();
        const bool sent = static_cast<bool>(sys::thread_kill(sys::gettid().value(), SIGUSR2));
        (void)getppid();
        return sent ? 0 : 1;
    });
    while (__atomic_load_n(&handled, __ATOMIC_SEQ_CST) < 3) sched_yield();
    return team.ok() ? 0 : 1;
}

bool enters(const TraceEvent& event, Call call) {
    return event.kind == TRACE_ENTRY && event.number == static_cast<u64>(call);
}

bool is_told(const TraceEvent& event) { return event.kind == TRACE_SIGNAL && event.status == SIGUSR1; }

// The next event that is the right one, not yet answered; those before it are.
template <class Condition> TraceEvent answer_until(Traced& traced, Condition is_it) {
    TraceEvent event = traced.next();
    while (waits(event) && !is_it(event)) {
        traced.answer(event);
        event = traced.next();
    }
    return event;
}

// The first thread hears of a signal. Before it is answered, the second one takes it, on its way back from a call.
void taken_by_another() {
    tap::All all("a signal that one thread was told of and another one took is told when it comes again");
    Traced traced(two_threads);
    const auto second_asks = [](const TraceEvent& event) { return enters(event, Call::getppid); };
    const TraceEvent before = answer_until(traced, second_asks);
    kill(traced.pid, SIGUSR1);
    const TraceEvent told = answer_until(traced, is_told);
    all.equal(told.tid, traced.pid, "who is told at first");
    traced.answer(before);
    traced.answer(answer_until(traced, is_told));
    const TraceEvent after = answer_until(traced, second_asks);
    traced.answer(told);
    const auto first_goes_on = [](const TraceEvent& event) { return enters(event, Call::sched_yield); };
    const TraceEvent back = answer_until(traced, first_goes_on);
    kill(traced.pid, SIGUSR1);
    traced.answer(back);
    const TraceEvent again = answer_until(
        traced, [](const TraceEvent& event) { return is_told(event) || enters(event, Call::sigreturn); });
    all.equal(again.kind, TRACE_SIGNAL, "it is told again");
    traced.answer(again);
    traced.answer(after);
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(0), "the program");
    all.check(traced.right(), "the events");
}

} // namespace

int main() {
    leaks::Watch watch;
    not_made_again();
    interrupted_for_good();
    taken_by_another();
    watch.ok("nothing is left behind");
    return tap::done();
}
