// user/tests/counters.cpp: the kernel counts what each call answers, and why it was entered: after known work.
#include "abi/rows.h"
#include "child.h"
#include "tap.h"
#include "tracing.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

namespace {

using sys::Call;

constexpr Fd kNone = Fd::unchecked(-1);

// What the kernel has counted at one moment.
struct Moment {
    CallCount calls[CALL_COUNTS_MAX];
    CauseCount causes[CAUSE_COUNTS_MAX];
    usize call_kinds;
    usize cause_kinds;
};
Moment before, after;

void take(Moment& moment) {
    const auto calls = sys::call_counts(moment.calls, CALL_COUNTS_MAX);
    const auto causes = sys::cause_counts(moment.causes, CAUSE_COUNTS_MAX);
    if (!calls || !causes || calls.value() > CALL_COUNTS_MAX || causes.value() > CAUSE_COUNTS_MAX)
        tap::bail_out("there are no counts");
    moment.call_kinds = calls.value();
    moment.cause_kinds = causes.value();
}

u64 count_in(const Moment& moment, int number, Errno error) {
    for (usize i = 0; i < moment.call_kinds; i++)
        if (moment.calls[i].number == number && moment.calls[i].error == static_cast<u32>(error))
            return moment.calls[i].count;
    return 0;
}
u64 count_in(const Moment& moment, u64 cause) {
    for (usize i = 0; i < moment.cause_kinds; i++)
        if (moment.causes[i].cause == cause) return moment.causes[i].count;
    return 0;
}

// How many more there were after the work than before it.
template <class... What> u64 more(What... what) {
    return count_in(after, what...) - count_in(before, what...);
}
u64 more(Call call, Errno error = Errno::none) { return more(static_cast<int>(call), error); }

template <class Work> void around(Work work) {
    take(before);
    work();
    take(after);
}

void answers() {
    tap::All all("each success of a call is counted, and each error for itself");
    around([] {
        for (int i = 0; i < 1000; i++) (void)sys::getpid();
        for (int i = 0; i < 30; i++) (void)sys::dup(kNone);
        for (int i = 0; i < 7; i++) (void)sys::clock(Clock{77});
        (void)sys::clock(CLOCK_MONOTONIC);
    });
    all.equal(more(Call::getpid), 1000, "getpid");
    all.equal(more(Call::dup), 0, "dup");
    all.equal(more(Call::dup, Errno::badf), 30, "dup without such a descriptor");
    all.equal(more(Call::clock), 1, "clock");
    all.equal(more(Call::clock, Errno::inval), 7, "clock without such a clock");
    all.equal(more(8ul) >= 1038, true, "system calls among the causes of traps");
}

void unknown_numbers() {
    tap::All all("numbers that no row has are counted together, retired ones too");
    around([] {
        (void)sys::raw_syscall(kRows.size());
        (void)sys::raw_syscall(~0ul);
        (void)sys::raw_syscall((1ul << 32) + static_cast<u64>(Call::getpid));
        (void)sys::raw_syscall(static_cast<u64>(Call::putc), 'x');
    });
    all.equal(more(CALL_UNKNOWN, Errno::nosys), 4, "of no row");
    all.equal(more(Call::getpid), 0, "getpid");
    all.equal(more(Call::putc, Errno::nosys), 0, "putc");
}

// Calls that never come back; those that two come back from; and the one that comes back to another program.
void ends() {
    tap::All all("exit, thread_exit, fork and execve are counted once each");
    around([] {
        for (int i = 0; i < 5; i++) (void)child::run([] { return 0; });
        (void)child::run([] { return execl("/bin/true", "true", nullptr); });
        (void)child::run([] { return execl("/none", "none", nullptr) + 1; });
        pthread_t thread;
        pthread_create(
            &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
        pthread_join(thread, nullptr);
    });
    all.equal(more(Call::fork), 7, "fork");
    all.equal(more(Call::exit), 7, "exit");
    all.equal(more(Call::execve), 1, "execve");
    all.equal(more(Call::execve, Errno::noent), 1, "execve of nothing");
    all.equal(more(Call::thread_create), 1, "thread_create");
    all.equal(more(Call::thread_exit), 1, "thread_exit");
}

int told[2];

// What a child of this process answers when a signal has come while it waits.
void interrupt(unsigned flags) {
    int gate[2];
    if (pipe2(gate, 0) != 0) tap::bail_out("no pipe");
    const pid_t pid = child::start([&] {
        struct sigaction action = {};
        action.sa_handler = [](int) { (void)write(told[1], "h", 1); };
        action.sa_flags = static_cast<int>(flags);
        sigaction(SIGUSR1, &action, nullptr);
        char byte;
        const i64 answer = sys::read.raw(Fd::unchecked(gate[0]), &byte, 1);
        return answer == 1 || answer == -EINTR ? 0 : 1;
    });
    char byte;
    (void)child::becomes(pid, PROCESS_SLEEPING);
    kill(pid, SIGUSR1);
    (void)read(told[0], &byte, 1); // the handler has run
    (void)write(gate[1], "x", 1);
    tap::equal(child::ending_of(pid), child::exits(0), "a read that a signal has interrupted");
    close(gate[0]);
    close(gate[1]);
}

void interrupted() {
    if (pipe2(told, 0) != 0) tap::bail_out("no pipe");
    around([] { interrupt(0); });
    {
        tap::All all("a call that a signal has ended is counted, and sigreturn never as an error");
        all.equal(more(Call::read, Errno::intr), 1, "EINTR");
        all.equal(more(Call::sigreturn), 1, "sigreturn");
        all.equal(more(Call::sigreturn, Errno::intr), 0, "sigreturn to where a0 is -EINTR");
    }
    around([] { interrupt(SA_RESTART); });
    {
        tap::All all("a call that is made again is counted once, when it is over");
        all.equal(more(Call::read, Errno::intr), 0, "EINTR");
        all.equal(more(Call::read), 2, "read, by both processes");
    }
}

// The kernel's answer is counted; the tracer's is none of a call.
void answered_by_tracer() {
    around([] {
        tracing::Traced traced([] { return sys::sleep.raw(1l << 62) == 77 ? 0 : 1; });
        traced.answer(traced.next(TRACE_ENTRY, Call::sleep));
        if (!child::becomes(traced.pid, PROCESS_SLEEPING)) tap::note("it does not sleep");
        kill(traced.pid, SIGSTOP);
        kill(traced.pid, SIGCONT);
        traced.answer(traced.next(TRACE_EXIT, Call::sleep), TRACE_ANSWER, 0, 77);
        if (!traced.right()) kill(traced.pid, SIGKILL);
        traced.let_run();
        tap::equal(child::ending_of(traced.pid), child::exits(0), "a sleep whose end a tracer has told");
    });
    tap::equal(more(Call::sleep, Errno::intr), 1,
               "a call that a signal has interrupted is counted, also if its tracer gives it another result");
}

constexpr u64 kIllegalInstruction = 2;
constexpr u64 kBreakpoint = 3;
constexpr u64 kStorePageFault = 15;
constexpr u64 kInterrupt = 1ul << 63;

u64 timer_interrupts() {
    static Moment now;
    take(now);
    return count_in(now, kInterrupt | 5) + count_in(now, kInterrupt | 7); // of a supervisor, of a machine
}

void touch_pages(int pages) {
    const Mapping place =
        sys::map(0, static_cast<usize>(pages) * 4096, PROT_WRITE, MapFlags(MAP_PRIVATE | MAP_ANONYMOUS))
            .value();
    for (u64 page = 0; page < static_cast<u64>(pages); page++)
        child::store_at(place.from(page * 4096).address());
    (void)sys::unmap(place, static_cast<usize>(pages) * 4096);
}

// One funnel: whatever comes, it is seen there.
void causes() {
    tap::All all("each trap is counted by its cause: calls, faults and interrupts alike [1.1]");
    take(after); // so that its memory is there
    around([] {
        touch_pages(100);
        for (int i = 0; i < 3; i++)
            (void)child::run([] {
                asm volatile(".word 0"); // no instruction
                return 0;
            });
        for (int i = 0; i < 4; i++)
            (void)child::run([] {
                asm volatile("ebreak"); // the instruction itself is the point
                return 0;
            });
    });
    all.check(more(kStorePageFault) >= 100, "store page faults: %lu", more(kStorePageFault));
    all.check(more(kIllegalInstruction) >= 3, "illegal instructions: %lu", more(kIllegalInstruction));
    all.equal(more(kBreakpoint), 4, "breakpoints");
    all.check(more(8ul) >= 7 * 2, "system calls: %lu", more(8ul));
    const u64 start = timer_interrupts();
    while (timer_interrupts() == start) continue; // the machine's own clock sees to it that this ends
    all.check(true, "timer interrupts");
}

void lists() {
    tap::All all("a list that is too short is filled, and how many there are is told all the same");
    take(before);
    CauseCount two[3] = {{77, 77}, {77, 77}, {77, 77}};
    const auto found = sys::cause_counts(two, 2);
    all.check(found && found.value() >= before.cause_kinds, "how many");
    all.check(two[0].count > 0 && two[1].count > 0 && two[2].cause == 77, "no more than there is room for");
    all.check(sys::call_counts(nullptr, 0).value() >= before.call_kinds, "of calls");
    for (usize i = 0; i < before.call_kinds; i++) all.check(before.calls[i].count > 0, "none is zero");
}

} // namespace

int main() {
    // The fork that has made this process is over, and counted: on another hart perhaps only now.
    (void)child::becomes(getppid(), PROCESS_SLEEPING);
    take(before);
    take(after);
    answers();
    unknown_numbers();
    ends();
    interrupted();
    answered_by_tracer();
    causes();
    lists();
    return tap::done();
}
