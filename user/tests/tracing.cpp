// user/tests/tracing.cpp: a tracer is told of every call and signal of its tracees, and decides how they go on.
#include "tracing.h"
#include "leaks.h"
#include "team.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>

using namespace tracing;

namespace {

void events() {
    tap::All all("each call is an entry and an exit, and the end is told, too [3.7]");
    Traced traced([] {
        (void)sys::lseek(Fd::unchecked(77), 0x1234'5678'9abc, SEEK_END);
        return 3;
    });
    const u64 before = sys::clock(CLOCK_MONOTONIC).value();
    const TraceEvent entry = traced.next(TRACE_ENTRY, Call::lseek);
    all.equal(entry.pid, traced.pid, "the process");
    all.equal(entry.tid, traced.pid, "the thread");
    all.equal(entry.arguments[0], 77, "the first argument");
    all.equal(entry.arguments[1], 0x1234'5678'9abc, "the second");
    all.equal(entry.arguments[2], SEEK_END, "the third");
    traced.answer(entry);
    const TraceEvent exit = traced.next(TRACE_EXIT, Call::lseek);
    all.equal(exit.result, -static_cast<i64>(Errno::badf), "the result");
    all.equal(exit.arguments[1], entry.arguments[1], "the argument at exit");
    all.equal(exit.pc, entry.pc, "the place");
    all.check(exit.time >= entry.time && exit.time <= sys::clock(CLOCK_MONOTONIC).value(), "the time");
    all.check(exit.duration <= exit.time - before, "the duration");
    u32 instruction = 0;
    const auto bytes = sys::trace_memory(traced.tracer, Tid(exit.tid), exit.pc,
                                         Out<char>(reinterpret_cast<u64>(&instruction)), 4);
    all.check(bytes && instruction == 0x73, "at the place there is an ecall");
    traced.answer(exit);
    const TraceEvent last = traced.next(TRACE_ENTRY, Call::exit);
    all.equal(last.arguments[0], 3, "the argument of exit");
    traced.answer(last);
    const TraceEvent end = traced.next();
    all.equal(end.kind, TRACE_ENDED, "the end");
    all.equal(end.status, child::exits(3).status, "how it ended");
    char none[sizeof(TraceEvent)];
    all.equal(sys::read.raw(traced.tracer, none, sizeof none), 0, "nothing is left to read");
    all.equal(child::ending_of(traced.pid), child::exits(3), "its parent hears of it, too");
    all.check(traced.right(), "these were all");
}

// The three ways in which a tracer meddles.
void rewriting() {
    tap::All all("a tracer may change the number of a call, answer in its place, and change a result [3.7]");
    Traced traced([] {
        const i64 parent = sys::getppid().raw();
        if (sys::getpid.raw() != parent) return 1;
        if (sys::openat.raw(kCurrentDirectory, "/bin/sh", O_RDONLY, FileMode{}) !=
            -static_cast<i64>(Errno::nosys))
            return 2;
        if (sys::dup.raw(Fd::unchecked(70)) != 70) return 3;
        return sys::getpid.raw() == getpid() ? 0 : 4;
    });
    traced.pass(Call::getppid);
    traced.answer(traced.next(TRACE_ENTRY, Call::getpid), TRACE_CALL, static_cast<u64>(Call::getppid));
    const TraceEvent other = traced.next(TRACE_EXIT, Call::getppid);
    all.equal(other.result, getpid(), "the call that was made");
    traced.answer(other);
    traced.answer(traced.next(TRACE_ENTRY, Call::openat), TRACE_ANSWER, 0, -static_cast<i64>(Errno::nosys));
    const TraceEvent none = traced.next(TRACE_EXIT, Call::openat);
    all.equal(none.result, -static_cast<i64>(Errno::nosys), "the answer in place of a call");
    traced.answer(none);
    traced.answer(traced.next(TRACE_ENTRY, Call::dup));
    traced.answer(traced.next(TRACE_EXIT, Call::dup), TRACE_ANSWER, 0, 70);
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(0), "what the program sees");
    all.check(traced.right(), "the events");
}

// All that the switch is asked for while a tracer looks is what the tracer says.
void strange_numbers() {
    tap::All all("numbers that no call has are told as they are");
    Traced traced([] {
        const i64 missing = -static_cast<i64>(Errno::nosys);
        return sys::raw_syscall(1ul << 32 | 1) == missing && sys::raw_syscall(6, 'x') == missing ? 0 : 1;
    });
    for (const u64 number : {1ul << 32 | 1, 6ul}) {
        const TraceEvent entry = traced.next(TRACE_ENTRY, static_cast<Call>(number));
        traced.answer(entry, TRACE_ANSWER, 0, -static_cast<i64>(Errno::nosys));
        traced.answer(traced.next(TRACE_EXIT, static_cast<Call>(number)));
    }
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(0), "the program");
    all.check(traced.right(), "the events");
}

char first_page[2 * 4096] __attribute__((aligned(4096)));

void memory() {
    tap::All all("memory of a thread that waits can be read, as far as there is some");
    Traced traced([] {
        for (usize i = 0; i < sizeof first_page; i++) first_page[i] = static_cast<char>(i % 251);
        const auto place = sys::map(0, 2 * 4096, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                                    static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS));
        (void)sys::unmap(place.value().from(4096), 4096);
        (void)sys::chdir(Str(place.value().from(4096 - 8).address()));
        return 0;
    });
    const TraceEvent entry = traced.next(TRACE_ENTRY, Call::map);
    static char copy[sizeof first_page];
    const auto peek = [&](u64 address, usize count) {
        return sys::trace_memory.raw(traced.tracer, Tid(entry.tid), address, copy, count);
    };
    const u64 start = reinterpret_cast<u64>(first_page);
    all.equal(peek(start, sizeof copy), sizeof copy, "two pages");
    bool same = true;
    for (usize i = 0; i < sizeof copy; i++) same = same && copy[i] == static_cast<char>(i % 251);
    all.check(same, "what is in them");
    all.equal(peek(start, 0), 0, "nothing");
    all.fails(peek(8, 1), Errno::fault, "the page that is never mapped");
    all.fails(peek(~0ul - 3, 8), Errno::fault, "the end of all addresses");
    all.fails(peek(0x8000'0000, 8), Errno::fault, "the kernel");
    traced.answer(entry);
    traced.answer(traced.next(TRACE_EXIT, Call::map));
    traced.pass(Call::unmap);
    const TraceEvent bad = traced.next(TRACE_ENTRY, Call::chdir);
    all.equal(peek(bad.arguments[0], 100), 8, "up to a gap: lazy memory is there");
    traced.answer(bad);
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(0), "the program");
    all.check(traced.right(), "the events");
}

int signals_handled;

void signals() {
    tap::All all("signals are told before they are acted on");
    Traced traced([] {
        struct sigaction action = {};
        action.sa_handler = [](int) { signals_handled++; };
        sigaction(SIGUSR1, &action, nullptr);
        for (int i = 0; i < 2; i++) (void)sys::thread_kill(sys::gettid().value(), SIGUSR1);
        (void)sys::thread_kill(sys::gettid().value(), SIGCHLD); // which is ignored
        if (signals_handled != 2) return 1;
        child::store_at(16);
        return 2;
    });
    traced.pass(Call::sigaction);
    for (int i = 0; i < 2; i++) {
        traced.pass(Call::gettid);
        traced.pass(Call::thread_kill);
        const TraceEvent signal = traced.next();
        all.equal(signal.kind, TRACE_SIGNAL, "the signal");
        all.equal(signal.status, SIGUSR1, "its number");
        traced.answer(signal);
        const TraceEvent back = traced.pass(Call::sigreturn);
        all.equal(back.result, 0, "what sigreturn goes back with: the result of thread_kill");
    }
    traced.pass(Call::gettid);
    traced.pass(Call::thread_kill);
    const TraceEvent fault = traced.next();
    all.equal(fault.kind, TRACE_SIGNAL, "a fault is a signal");
    all.equal(fault.status, SIGSEGV, "its number");
    traced.answer(fault);
    const TraceEvent end = traced.next();
    all.equal(end.status, child::ends_by(SIGSEGV).status, "the end");
    all.equal(child::ending_of(traced.pid), child::ends_by(SIGSEGV), "as its parent hears of it");
    all.check(traced.right(), "the events");
}

void stopping() {
    tap::All all("a tracee stops, goes on, and is interrupted as if nobody looked");
    Traced traced([] { return sys::sleep.raw(1l << 62) == -static_cast<i64>(Errno::intr) ? 5 : 6; });
    traced.answer(traced.next(TRACE_ENTRY, Call::sleep));
    if (!child::becomes(traced.pid, PROCESS_SLEEPING)) tap::note("it does not sleep");
    kill(traced.pid, SIGSTOP);
    traced.answer(traced.next(TRACE_EXIT, Call::sleep));
    const TraceEvent stop = traced.next();
    all.equal(stop.status, SIGSTOP, "it is told of the stop");
    traced.answer(stop);
    all.check(child::becomes(traced.pid, PROCESS_STOPPED), "it stops");
    kill(traced.pid, SIGCONT);
    traced.answer(traced.next(TRACE_ENTRY, Call::sleep)); // made again
    kill(traced.pid, SIGTERM);
    traced.answer(traced.next(TRACE_EXIT, Call::sleep));
    const TraceEvent end = traced.next();
    all.equal(end.status, SIGTERM, "it is told of the end");
    traced.answer(end);
    all.equal(child::ending_of(traced.pid), child::ends_by(SIGTERM), "it ends");
    all.check(traced.right(), "the events");
}

// SIGCONT takes back a stop that the tracer has heard of, but that has not been acted on.
void taken_back() {
    tap::All all("SIGCONT takes back a stop of which the tracer was told");
    Traced traced([] {
        (void)raise(SIGTSTP);
        return 4;
    });
    setpgid(traced.pid, traced.pid); // with a parent outside of its group, so that the terminal may stop it
    TraceEvent event = traced.next();
    while (event.kind != TRACE_SIGNAL) {
        traced.answer(event);
        event = traced.next();
    }
    kill(traced.pid, SIGCONT);
    traced.answer(event);
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(4), "it has never stopped");
}

void threads() {
    tap::All all("all threads of a process are traced, those to come among them");
    Traced traced([] { return Team(3, [](u64) { return getppid() == 0; }).ok() ? 0 : 1; });
    int ended = 0, asked = 0;
    TraceEvent event;
    while (read_event(traced.tracer, event)) {
        all.equal(event.pid, traced.pid, "the process");
        if (event.kind == TRACE_THREAD_ENDED) ended++;
        if (event.kind == TRACE_ENTRY && event.number == static_cast<u64>(Call::getppid)) {
            asked++;
            all.check(event.tid != traced.pid, "a thread of its own");
        }
        if (waits(event)) traced.answer(event);
    }
    all.equal(asked, 3, "threads that asked");
    all.equal(ended, 3, "threads that ended before the process");
    all.equal(child::ending_of(traced.pid), child::exits(0), "the program");
}

// The number of processes of which events come when a process has a child, and that one a child.
int traced_processes(TraceFlags flags) {
    const auto parent = [] { return child::run([] { return child::run([] { return 0; }).status; }).status; };
    Traced traced(parent, flags);
    pid_t seen[8] = {};
    int count = 0, ended = 0;
    TraceEvent event;
    while (read_event(traced.tracer, event)) {
        bool known = false;
        for (const pid_t pid : seen) known = known || pid == event.pid;
        if (!known && count < 8) seen[count++] = event.pid;
        ended += event.kind == TRACE_ENDED;
        if (waits(event)) traced.answer(event);
    }
    const bool well = child::ending_of(traced.pid) == child::exits(0) && ended == count;
    return well ? count : -1;
}

void children() {
    tap::equal(traced_processes(TRACE_PROCESS), 1, "children are not traced");
    tap::equal(traced_processes(TRACE_FORK), 3, "with TRACE_FORK children are, and theirs");
}

void exec() {
    tap::All all("a process that runs another program is still traced");
    Traced traced([] { return execl("/bin/true", "true", nullptr); });
    const TraceEvent before = traced.next(TRACE_ENTRY, Call::execve);
    traced.answer(before);
    const TraceEvent after = traced.next(TRACE_EXIT, Call::execve);
    all.equal(after.result, 0, "execve");
    traced.answer(after);
    all.check(traced.let_run() > 1, "the other program's calls");
    all.equal(child::ending_of(traced.pid), child::exits(0), "its end");
    all.check(traced.right(), "the events");
}

int readiness_of(Fd fd) {
    pollfd entry = {fd.number(), POLLIN, 0};
    (void)sys::poll(&entry, 1, 0);
    return entry.revents;
}

void polling() {
    tap::All all("poll tells of events, and of the end of all tracees");
    int gate[2];
    if (pipe2(gate, 0) != 0) tap::bail_out("no pipe");
    char byte = 'x';
    Traced traced([&] { return static_cast<int>(read(gate[0], &byte, 1)); });
    pollfd entry = {traced.tracer.number(), POLLIN, 0};
    all.equal(poll(&entry, 1, -1), 1, "wait for the entry of read");
    all.equal(entry.revents, POLLIN, "it is there");
    traced.answer(traced.next(TRACE_ENTRY, Call::read));
    if (!child::becomes(traced.pid, PROCESS_SLEEPING)) tap::note("it does not wait");
    all.equal(readiness_of(traced.tracer), 0, "while it waits for something else");
    (void)write(gate[1], &byte, 1);
    all.equal(poll(&entry, 1, -1), 1, "wait for the exit");
    traced.let_run();
    all.equal(readiness_of(traced.tracer), POLLIN | POLLHUP, "when nobody is left");
    all.equal(child::ending_of(traced.pid), child::exits(1), "the program");
    close(gate[0]);
    close(gate[1]);
}

// A traces B, and B traces C: each call of C is two stops, and more of B.
void tracer_of_a_tracer() {
    tap::All all("a tracer can be traced");
    Traced outer([] {
        Traced inner([] { return getppid() > 0 ? 9 : 1; });
        inner.let_run();
        return child::ending_of(inner.pid) == child::exits(9) ? 0 : 1;
    });
    all.check(outer.let_run() > 20, "what the inner tracer does");
    all.equal(child::ending_of(outer.pid), child::exits(0), "the inner tracer");
}

} // namespace

int main() {
    leaks::Watch watch;
    events();
    rewriting();
    strange_numbers();
    memory();
    signals();
    stopping();
    taken_back();
    threads();
    children();
    exec();
    polling();
    tracer_of_a_tracer();
    watch.ok("nothing is left behind");
    return tap::done();
}
