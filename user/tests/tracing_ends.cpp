// user/tests/tracing_ends.cpp: the end of a tracer, of a tracee, or of both, at any moment of a call.
#include "leaks.h"
#include "team.h"
#include "tracing.h"
#include <fcntl.h>
#include <stdlib.h>

using namespace tracing;

namespace {

// What a tracee does that its tracer lets down: it goes on to its end, with right answers all along.
int many_calls() {
    const pid_t self = getpid(), group = getpgid(0); // not the parent, which may be over meanwhile
    for (int i = 0; i < 200; i++)
        if (getpid() != self || getpgid(0) != group || close(77) != -1) return 1;
    return 7;
}

void close_at_each_stop() {
    tap::All all("a tracer that closes its descriptor lets the tracee go on, whatever that waits for");
    for (int stops = 0; stops < 6; stops++) {
        for (const bool has_read : {false, true}) {
            Traced traced(many_calls);
            for (int i = 0; i < stops; i++) traced.answer(traced.next());
            pollfd entry = {traced.tracer.number(), POLLIN, 0};
            if (has_read)
                (void)traced.next();
            else
                (void)sys::poll(&entry, 1, -1);
            traced.stop();
            all.equal(child::ending_of(traced.pid), child::exits(7), "the tracee");
        }
    }
}

void tracer_dies() {
    tap::All all("a tracer that ends, or is killed, lets its tracees go on");
    for (const bool is_killed : {false, true}) {
        int result[2];
        if (pipe2(result, 0) != 0) tap::bail_out("no pipe");
        const pid_t tracer = child::start([&] {
            Traced traced([&] {
                const char answer = static_cast<char>('0' + many_calls());
                return write(result[1], &answer, 1) == 1 ? 0 : 1;
            });
            traced.answer(traced.next());
            (void)traced.next();
            return is_killed ? kill(getpid(), SIGKILL) : 0;
        });
        close(result[1]);
        (void)child::ending_of(tracer);
        char answer = 0;
        all.equal(read(result[0], &answer, 1), 1, "the orphan answers");
        all.equal(answer, '7', "what it answers");
        all.equal(read(result[0], &answer, 1), 0, "and it ends");
        close(result[0]);
    }
}

// A descriptor that a fork has copied, and its copy: the last one counts.
void inherited() {
    tap::All all("a tracer that was copied by fork goes with its last descriptor");
    Traced traced(many_calls);
    (void)traced.next();
    const pid_t heir = child::start([&] { return tracing::let_run(traced.tracer) > 0 ? 1 : 0; });
    const TraceReply reply = {traced.pid, TRACE_CONTINUE, 0, 0};
    all.equal(write_reply(traced.tracer, reply), i64{sizeof reply}, "an answer to what one has read");
    traced.stop();
    all.equal(child::ending_of(traced.pid), child::exits(7), "the tracee");
    all.equal(child::ending_of(heir), child::exits(1), "the heir has heard of it");
}

void closed_by_exec() {
    tap::All all("a tracer is not handed on to another program");
    const pid_t tracer = child::start([] {
        Traced traced(many_calls);
        (void)traced.next();
        const pid_t tracee = traced.pid;
        const pid_t other = child::start([] { return execl("/bin/sleep", "sleep", "1000", nullptr); });
        traced.stop();
        const auto ending = child::ending_within(tracee, child::kLong);
        kill(other, SIGKILL);
        (void)child::ending_of(other);
        return ending == child::exits(7) ? 0 : 1;
    });
    all.equal(child::ending_of(tracer), child::exits(0), "the tracee goes on");
}

void killed_at_entry() {
    tap::All all("SIGKILL ends who waits for its tracer; the call that it asked for is not made");
    for (const bool is_read : {false, true}) {
        int written[2];
        if (pipe2(written, 0) != 0) tap::bail_out("no pipe");
        Traced traced([&] { return static_cast<int>(write(written[1], "x", 1)); });
        close(written[1]);
        pollfd entry = {traced.tracer.number(), POLLIN, 0};
        (void)sys::poll(&entry, 1, -1);
        if (is_read) (void)traced.next(TRACE_ENTRY, Call::write);
        kill(traced.pid, SIGKILL);
        all.equal(child::ending_of(traced.pid), child::ends_by(SIGKILL), "its end");
        char byte;
        all.equal(read(written[0], &byte, 1), 0, "nothing was written");
        const TraceReply reply = {traced.pid, TRACE_CONTINUE, 0, 0};
        all.fails(write_reply(traced.tracer, reply), Errno::srch, "nobody takes an answer");
        const TraceEvent end = traced.next();
        all.equal(end.kind, TRACE_ENDED, "the tracer hears of the end");
        all.equal(end.status, child::ends_by(SIGKILL).status, "and how it was");
        all.equal(traced.let_run(), 0, "and of nothing else");
        close(written[0]);
    }
}

char much[16 << 20]; // takes long to be given back

// It is the thread that was never answered who gives it back.
void killed_while_read() {
    tap::All all("memory of who is killed can be read until it goes, and then no more");
    for (int i = 0; i < 3; i++) {
        Traced traced([] {
            for (usize at = 0; at < sizeof much; at += 4096) much[at] = 1;
            return getppid();
        });
        const Tid thread(traced.next(TRACE_ENTRY, Call::getppid).tid);
        kill(traced.pid, SIGKILL);
        char byte = 0;
        i64 answer = 1;
        while (answer == 1)
            answer = sys::trace_memory.raw(traced.tracer, thread, reinterpret_cast<u64>(much), &byte, 1);
        all.fails(answer, Errno::srch, "the last answer");
        all.equal(traced.next().kind, TRACE_ENDED, "its end is told");
        all.equal(child::ending_of(traced.pid), child::ends_by(SIGKILL), "how it ended");
    }
}

void other_signals_wait() {
    tap::All all("other signals wait until the tracer has answered");
    Traced traced([] { return 1; });
    const TraceEvent event = traced.next(TRACE_ENTRY, Call::exit);
    kill(traced.pid, SIGTERM);
    for (int i = 0; i < 20; i++) sched_yield();
    all.equal(waitpid(traced.pid, nullptr, WNOHANG), 0, "it is still there");
    traced.answer(event, TRACE_CALL, static_cast<u64>(Call::getpid));
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::ends_by(SIGTERM), "its end");
}

// One thread ends the process while others wait for the tracer, which has not answered any of them.
void exit_of_one() {
    tap::All all(
        "a thread that ends its process, or runs another program, takes along who waits for the tracer");
    for (const bool runs_another : {false, true}) {
        Traced traced([&] {
            static int started;
            Team team(3, [&](u64 number) {
                __atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
                while (__atomic_load_n(&started, __ATOMIC_SEQ_CST) < 3) asm volatile("");
                if (number > 0) return getppid();
                if (runs_another) return execl("/bin/true", "true", nullptr);
                (void)sys::thread_kill(sys::gettid().value(), SIGKILL);
                return 0;
            });
            return team.ok() ? 1 : 2;
        });
        int waiting = 0, ended = 0;
        TraceEvent event;
        while (read_event(traced.tracer, event)) {
            ended += !waits(event);
            if (event.kind == TRACE_ENTRY && event.number == static_cast<u64>(Call::getppid))
                waiting++;
            else if (waits(event))
                traced.answer(event);
        }
        all.check(waiting <= 2, "threads that were never answered");
        all.equal(ended, 4, "ends");
        const auto expected = runs_another ? child::exits(0) : child::ends_by(SIGKILL);
        all.equal(child::ending_of(traced.pid), expected, "the end of the process");
    }
}

// Nobody reads the events of so many: they wait, but nothing else does.
void silent_tracer() {
    tap::All all("a tracer that reads nothing delays its tracees, and nobody else");
    constexpr int kMany = 40;
    int tracers[kMany];
    pid_t pids[kMany];
    for (int i = 0; i < kMany; i++) {
        pids[i] = child::start([] {
            while (sys::sched_yield()) {
            }
            return 0;
        });
        tracers[i] = static_cast<int>(sys::trace.raw(Pid(pids[i]), TRACE_FORK));
        all.check(tracers[i] > 0, "it can be traced");
    }
    for (int i = 0; i < kMany; i++) all.check(child::becomes(pids[i], PROCESS_SLEEPING), "a tracee waits");
    all.equal(child::run([] { return many_calls(); }), child::exits(7), "others go on");
    for (int i = 0; i < kMany; i++) {
        if (i % 2) close(tracers[i]);
        kill(pids[i], SIGKILL);
        all.equal(child::ending_of(pids[i]), child::ends_by(SIGKILL), "its end");
        if (i % 2 == 0) close(tracers[i]);
    }
}

} // namespace

int main() {
    leaks::Watch watch;
    close_at_each_stop();
    tracer_dies();
    inherited();
    closed_by_exec();
    killed_at_entry();
    killed_while_read();
    other_signals_wait();
    exit_of_one();
    silent_tracer();
    watch.ok("nothing is left behind");
    return tap::done();
}
