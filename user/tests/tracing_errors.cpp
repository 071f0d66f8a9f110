// user/tests/tracing_errors.cpp: what a tracer may not do, and what it is told then; nothing is lost by it.
#include "hog.h"
#include "leaks.h"
#include "tracing.h"
#include <stdlib.h>
#include <sys/mman.h>

using namespace tracing;

namespace {

constexpr u64 kBad = 8; // an address in the page that is never mapped

i64 begin(pid_t pid, int flags = TRACE_PROCESS) {
    return sys::trace.raw(Pid(pid), static_cast<TraceFlags>(flags));
}

// Answers what `trace` says when no descriptor is left; then there are some again.
i64 without_descriptors(pid_t pid) {
    int taken[OPEN_FILES_MAX];
    int count = 0;
    while ((taken[count] = dup(STDOUT_FILENO)) >= 0) count++;
    const i64 answer = begin(pid);
    while (count > 0) close(taken[--count]);
    return answer;
}

void beginning() {
    int gate[2];
    if (pipe2(gate, 0) != 0) tap::bail_out("no pipe");
    const pid_t waiting = child::start([&] {
        char byte;
        close(gate[1]);
        return static_cast<int>(read(gate[0], &byte, 1));
    });
    close(gate[0]);
    const pid_t zombie = child::start([] { return 0; });
    if (!child::becomes(zombie, PROCESS_ZOMBIE)) tap::bail_out("a child does not end");

    tap::fails(begin(0x7fff'fffe), Errno::srch, "trace answers ESRCH: nobody [0.9]");
    tap::fails(begin(0), Errno::srch, "trace answers ESRCH: pid 0 [0.9]");
    tap::fails(begin(-1), Errno::srch, "trace answers ESRCH: pid -1 [0.9]");
    tap::fails(begin(zombie), Errno::srch, "trace answers ESRCH: a zombie [0.9]");
    tap::fails(begin(1), Errno::perm, "trace answers EPERM: the first process [0.9]");
    tap::fails(begin(waiting, 2), Errno::inval, "trace answers EINVAL: no such flag [0.9]");
    tap::fails(begin(waiting, -1), Errno::inval, "trace answers EINVAL: all flags [0.9]");
    tap::fails(begin(getpid()), Errno::deadlk, "trace answers EDEADLK: itself [0.9]");
    tap::fails(without_descriptors(waiting), Errno::mfile, "trace answers EMFILE: all in use [0.9]");
    {
        const auto tracer = sys::trace(Pid(waiting), TRACE_FORK);
        tap::succeeds(tracer, "after all that, it can be traced");
        tap::fails(begin(waiting), Errno::busy, "trace answers EBUSY: it is traced already [0.9]");
        (void)sys::close(tracer.value());
        const auto again = sys::trace(Pid(waiting), TRACE_PROCESS);
        tap::succeeds(again, "when the tracer has gone, it can be traced again");
        (void)sys::close(again.value());
    }
    close(gate[1]);
    tap::equal(child::ending_of(waiting), child::exits(0), "and goes on as if nothing had been");
    (void)child::ending_of(zombie);
}

// The child of a tracee may not trace it, nor may its grandchild; else both would wait for the other.
void circles() {
    tap::All all("trace answers EDEADLK: who traces the caller, also by way of others [0.9]");
    const pid_t tracer = getpid();
    Traced traced([&] {
        if (begin(tracer) != -static_cast<i64>(Errno::deadlk)) return 1;
        Traced inner([&] { return begin(tracer) == -static_cast<i64>(Errno::deadlk) ? 0 : 1; });
        inner.let_run();
        return child::ending_of(inner.pid) == child::exits(0) ? 0 : 2;
    });
    traced.let_run();
    all.equal(child::ending_of(traced.pid), child::exits(0), "the tracee");
}

i64 read_raw(Fd fd, u64 address, usize count) { return sys::read.raw(fd, Out<char>(address), count); }

void replies() {
    Traced traced([] { return getppid() == 0 ? 1 : 0; });
    TraceEvent event{};
    pollfd entry = {traced.tracer.number(), POLLIN, 0};
    (void)sys::poll(&entry, 1, -1);
    const TraceReply early = {traced.pid, TRACE_CONTINUE, 0, 0};
    tap::fails(write_reply(traced.tracer, early), Errno::srch,
               "write answers ESRCH: nobody has read it [0.9]");
    tap::fails(read_raw(traced.tracer, reinterpret_cast<u64>(&event), sizeof event - 1), Errno::inval,
               "read answers EINVAL: no room for an event [0.9]");
    tap::fails(read_raw(traced.tracer, kBad, sizeof event), Errno::fault, "a bad address");
    tap::ok(read_event(traced.tracer, event) && event.kind == TRACE_ENTRY, "and the event is not lost");

    const int tid = event.tid;
    const auto answer = [&](int who, int action) { return write_reply(traced.tracer, {who, action, 0, 0}); };
    tap::fails(answer(tid + 1000, TRACE_CONTINUE), Errno::srch, "write answers ESRCH: no such tracee [0.9]");
    tap::fails(answer(tid, 3), Errno::inval, "write answers EINVAL: no such action [0.9]");
    tap::fails(answer(tid, -1), Errno::inval, "write answers EINVAL: action -1 [0.9]");
    const TraceReply reply = {tid, TRACE_CONTINUE, 0, 0};
    const In<char> bytes(reinterpret_cast<u64>(&reply));
    tap::fails(sys::write.raw(traced.tracer, bytes, sizeof reply - 1), Errno::inval, "a part of a reply");
    tap::fails(sys::write.raw(traced.tracer, bytes, sizeof reply + 1), Errno::inval, "more than a reply");
    tap::fails(sys::write.raw(traced.tracer, In<char>(kBad), sizeof reply), Errno::fault, "a bad address");
    tap::equal(answer(tid, TRACE_CONTINUE), i64{sizeof reply}, "after all that, it can be answered");
    tap::fails(answer(tid, TRACE_CONTINUE), Errno::srch, "but only once");
    (void)read_event(traced.tracer, event);
    tap::fails(answer(tid, TRACE_CALL), Errno::inval, "write answers EINVAL: at exit, another call [0.9]");
    traced.answer(event);
    traced.let_run();
    tap::equal(child::ending_of(traced.pid), child::exits(0), "the tracee has noticed nothing");
}

void memory() {
    Traced traced([] { return getppid() == 0 ? 1 : 0; });
    static char buffer[64];
    const u64 there = reinterpret_cast<u64>(buffer);
    const auto peek = [&](Fd fd, int tid, u64 address, u64 to) {
        return sys::trace_memory.raw(fd, Tid(tid), address, Out<char>(to), sizeof buffer);
    };
    const Fd file = sys::openat(kCurrentDirectory, "/bin/sh", O_RDONLY, FileMode{}).value();
    const TraceEvent event = traced.next(TRACE_ENTRY, Call::getppid);
    tap::fails(peek(Fd::unchecked(-1), event.tid, there, there), Errno::badf,
               "trace_memory answers EBADF: no such descriptor [0.9]");
    tap::fails(peek(file, event.tid, there, there), Errno::inval,
               "trace_memory answers EINVAL: a file that is no tracer [0.9]");
    tap::fails(peek(traced.tracer, event.tid + 1000, there, there), Errno::srch,
               "trace_memory answers ESRCH: no such tracee [0.9]");
    tap::fails(peek(traced.tracer, event.tid, kBad, there), Errno::fault,
               "trace_memory answers EFAULT: nothing is there [0.9]");
    tap::fails(peek(traced.tracer, event.tid, there, kBad), Errno::fault,
               "trace_memory answers EFAULT: no place for it [0.9]");
    tap::fails(peek(traced.tracer, event.tid, there, ~0ul), Errno::fault,
               "trace_memory answers EFAULT: a place beyond all addresses [0.9]");
    tap::equal(peek(traced.tracer, event.tid, there, there), i64{sizeof buffer}, "else it reads");
    traced.answer(event);
    TraceEvent exit{};
    (void)read_event(traced.tracer, exit);
    traced.answer(exit);
    tap::fails(peek(traced.tracer, event.tid, there, there), Errno::srch,
               "trace_memory answers ESRCH: a thread that does not wait, or is not read of [0.9]");
    traced.let_run();
    (void)child::ending_of(traced.pid);
    (void)sys::close(file);
}

void other_calls() {
    tap::All all("a tracer is a file that can do nothing else");
    Traced traced([] { return 0; });
    Stat stat;
    all.succeeds(sys::fstat(traced.tracer, &stat), "fstat");
    all.equal(stat.st_mode & S_IFMT, static_cast<u32>(S_IFCHR), "its kind");
    all.fails(sys::lseek(traced.tracer, 0, SEEK_SET), Errno::spipe, "lseek");
    all.fails(sys::getdents(traced.tracer, Out<DirectoryEntry>(reinterpret_cast<u64>(&stat)), sizeof stat),
              Errno::notdir, "getdents");
    all.fails(sys::terminal_mode(traced.tracer, TERMINAL_ASK), Errno::notty, "terminal_mode");
    traced.let_run();
    (void)child::ending_of(traced.pid);
}

constexpr int kVictims = 40;

// Runs in a child: the answers while no page is free. Heap pages that are cut already may have room for some tracers.
int try_without_memory() {
    Traced traced([] { return 0; });
    pid_t victims[kVictims];
    for (pid_t& pid : victims) pid = child::start([] { return static_cast<int>(sys::sleep.raw(1l << 62)); });
    const TraceEvent event = traced.next(TRACE_ENTRY, Call::exit);
    const i64 no_memory = -static_cast<i64>(Errno::nomem);
    bool began_none = false;
    Hog hog;
    hog.take_all_but(0);
    for (const pid_t pid : victims) began_none = began_none || begin(pid) == no_memory;
    const Out<char> lazy(hog.lazy());
    const bool read_none =
        sys::trace_memory.raw(traced.tracer, Tid(event.tid), event.pc, lazy, 8) == no_memory;
    hog.give_back();
    for (const pid_t pid : victims) kill(pid, SIGKILL);
    for (const pid_t pid : victims) (void)child::ending_of(pid);
    traced.answer(event);
    traced.let_run();
    (void)child::ending_of(traced.pid);
    return (began_none ? 0 : 1) + (read_none ? 0 : 2);
}

void no_memory() {
    tap::equal(child::run(try_without_memory), child::exits(0), "trace and trace_memory answer ENOMEM [0.9]");
}

} // namespace

int main() {
    (void)without_descriptors(0); // the table of descriptors stays as large as that makes it
    leaks::Watch watch;
    beginning();
    circles();
    replies();
    memory();
    other_calls();
    no_memory();
    watch.ok("nothing is left behind");
    return tap::done();
}
