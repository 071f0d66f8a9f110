// user/tests/interrupted_calls.cpp: calls that wait, and a signal that comes meanwhile: EINTR, or made again.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace {

constexpr i64 kForEver = 1l << 62;

int handled[2];                             // a pipe into which the handler writes
int gate[2];                                // and one that calls wait for
constexpr const char* kNamed = "/tmp/gate"; // and one with a name, which has to be opened from both sides
Fd console = Fd::unchecked(-1);
char much[4 * PIPE_CAPACITY];

void tell(int) { (void)write(handled[1], "h", 1); }

void handle(int signal, void (*handler)(int), unsigned flags) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(signal, &action, nullptr);
}

void open_pipes() {
    if (pipe2(handled, 0) != 0 || pipe2(gate, 0) != 0 || mkfifo(kNamed, 0600) != 0) tap::bail_out("no pipe");
}

void close_pipes() {
    for (const int fd : {handled[0], handled[1], gate[0], gate[1]}) close(fd);
    unlink(kNamed);
}

// A call that waits until something lets it go on, and what that is.
struct Case {
    const char* name;
    i64 (*wait)();
    void (*let_go)(); // null: nothing does, not even a handler with SA_RESTART
    i64 result;       // when it was let go
};

i64 write_much() {
    static_assert(sizeof much > PIPE_CAPACITY);
    return sys::write.raw(Fd::unchecked(gate[1]), much, PIPE_CAPACITY);
}

i64 opened(i64 answer) { return answer >= 0 ? 0 : answer; }

void open_to_write() { close(open(kNamed, O_WRONLY)); }

i64 wait_for_a_child() {
    const pid_t waiting = child::start([] {
        close(gate[1]);
        return static_cast<int>(read(gate[0], much, 1));
    });
    close(gate[1]);
    int status = -1;
    i64 result = sys::waitpid.raw(Pid(waiting), &status, WAIT_BLOCK);
    if (result == waiting) return status;
    kill(waiting, SIGKILL);
    waitpid(waiting, nullptr, 0);
    return result;
}

const u64 kNoSignals = 0;
const u32 kNoWord = 0; // that anybody would change

constexpr Case kCases[] = {
    {"read of a pipe", [] { return sys::read.raw(Fd::unchecked(gate[0]), much, 5); },
     [] { (void)write(gate[1], "hello", 5); }, 5},
    {"open of a named pipe", [] { return opened(sys::open.raw(kNamed, O_RDONLY, FileMode{})); },
     open_to_write, 0},
    {"openat of a named pipe",
     [] { return opened(sys::openat.raw(kCurrentDirectory, kNamed, O_RDONLY, FileMode{})); }, open_to_write,
     0},
    {"write to a full pipe", write_much, [] { (void)read(gate[0], much, PIPE_CAPACITY); }, PIPE_CAPACITY},
    {"waitpid", wait_for_a_child, [] { (void)write(gate[1], "x", 1); }, 1 << 8},
    {"sleep", [] { return sys::sleep.raw(kForEver); }, nullptr, 0},
    {"sigsuspend", [] { return sys::sigsuspend.raw(&kNoSignals); }, nullptr, 0},
    {"sigtimedwait", [] { return sys::sigtimedwait.raw(&kNoSignals, nullptr, -1); }, nullptr, 0},
    {"ppoll", [] { return sys::ppoll.raw(nullptr, 0, -1, &kNoSignals); }, nullptr, 0},
    {"poll", [] { return sys::poll.raw(nullptr, 0, -1); }, nullptr, 0},
    {"futex_wait", [] { return sys::futex_wait.raw(&kNoWord, 0, -1); }, nullptr, 0},
    {"read of the console", [] { return sys::read.raw(console, much, 1); }, nullptr, 1},
};

bool is_write(const Case& one) { return one.wait == write_much; }

// A child makes the call; what it answers comes back by a pipe.
struct Waiting {
    pid_t pid;
    int answers;
};

Waiting start(const Case& one, unsigned flags) {
    int answers[2];
    if (pipe2(answers, 0) != 0) tap::bail_out("no pipe");
    if (is_write(one)) (void)write(gate[1], much, PIPE_CAPACITY); // now it is full
    const pid_t pid = child::start([&] {
        handle(SIGUSR1, tell, flags);
        const i64 answer = one.wait();
        (void)write(answers[1], &answer, sizeof answer);
        return 0;
    });
    close(answers[1]);
    return {pid, answers[0]};
}

i64 answer_of(const Waiting& waiting) {
    i64 answer = -9999;
    (void)read(waiting.answers, &answer, sizeof answer);
    close(waiting.answers);
    return answer;
}

bool handler_runs(const Waiting& waiting) {
    char byte = 0;
    kill(waiting.pid, SIGUSR1);
    return read(handled[0], &byte, 1) == 1;
}

void without_restart() {
    tap::All all("a handler without SA_RESTART ends a call that waits, with EINTR [0.9]");
    for (const Case& one : kCases) {
        open_pipes();
        const Waiting waiting = start(one, 0);
        all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "%s: it waits", one.name);
        all.check(handler_runs(waiting), "%s: the handler", one.name);
        all.fails(answer_of(waiting), Errno::intr, one.name);
        all.equal(child::ending_of(waiting.pid), child::exits(0), one.name);
        close_pipes();
    }
}

void with_restart() {
    tap::All all("after a handler with SA_RESTART a call waits again, but one that may not");
    for (const Case& one : kCases) {
        open_pipes();
        const Waiting waiting = start(one, SA_RESTART);
        const bool at_console = one.result == 1;
        all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "%s: it waits", one.name);
        all.check(handler_runs(waiting), "%s: the handler", one.name);
        if (one.let_go || at_console) {
            all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "%s: it waits again", one.name);
            all.check(handler_runs(waiting), "%s: the handler again", one.name);
            all.equal(waitpid(waiting.pid, nullptr, WNOHANG), 0, one.name);
        }
        if (one.let_go) {
            one.let_go();
            all.equal(answer_of(waiting), one.result, one.name);
        } else if (at_console) { // nobody types
            kill(waiting.pid, SIGKILL);
            all.equal(answer_of(waiting), -9999l, one.name);
        } else {
            all.fails(answer_of(waiting), Errno::intr, one.name);
        }
        all.equal(child::ending_of(waiting.pid), at_console ? child::ends_by(SIGKILL) : child::exits(0),
                  one.name);
        close_pipes();
    }
}

// A signal that is ignored, or a stop, is nobody's business.
void without_handler() {
    tap::All all("a call that waits does not notice that its process is stopped and goes on");
    for (const Case& one : kCases) {
        open_pipes();
        const Waiting waiting = start(one, 0);
        all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "%s: it waits", one.name);
        for (int i = 0; i < 3; i++) {
            int status = 0;
            kill(waiting.pid, SIGWINCH);
            kill(waiting.pid, SIGSTOP);
            all.equal(waitpid(waiting.pid, &status, WUNTRACED), waiting.pid, "it is stopped");
            all.check(WIFSTOPPED(status), "it is stopped");
            kill(waiting.pid, SIGCONT);
            all.equal(waitpid(waiting.pid, &status, WCONTINUED), waiting.pid, "it goes on");
            all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "%s: it waits again", one.name);
        }
        if (one.let_go) {
            one.let_go();
            all.equal(answer_of(waiting), one.result, one.name);
        } else {
            kill(waiting.pid, SIGKILL);
            all.equal(answer_of(waiting), -9999l, one.name);
        }
        (void)child::ending_of(waiting.pid);
        close_pipes();
    }
}

// A child that sleeps, or has slept: on a busy host it may be over sooner than one would think.
bool has_begun_to_sleep(pid_t pid) {
    return child::comes_about([=] {
        const ProcessInfo* process = child::find_process(pid);
        return process && (process->state == PROCESS_SLEEPING || process->state == PROCESS_ZOMBIE);
    });
}

void sleeps() {
    tap::All all("a sleep that was stopped ends when it would have ended");
    constexpr i64 kWanted = 1500 * child::kMillisecond;
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    const pid_t pid = child::start([] { return static_cast<int>(sys::sleep.raw(kWanted)); });
    all.check(has_begun_to_sleep(pid), "it sleeps");
    child::Ending ending = child::kStillRuns;
    while (sys::clock(CLOCK_MONOTONIC).value() < start + kWanted / 5) {
        kill(pid, SIGSTOP);
        all.equal(waitpid(pid, &ending.status, WUNTRACED), pid, "it is stopped");
        if (!WIFSTOPPED(ending.status)) break;
        kill(pid, SIGCONT);
        all.check(has_begun_to_sleep(pid), "it sleeps on");
    }
    if (!WIFEXITED(ending.status)) ending = child::ending_of(pid);
    all.equal(ending, child::exits(0), "the answer of sleep");
    const u64 slept = sys::clock(CLOCK_MONOTONIC).value() - start;
    all.check(slept >= static_cast<u64>(kWanted), "too short: %lu ns", slept);
    tap::note("it slept %lu ns, of which %ld were wanted", slept, kWanted);
}

// Who was to wake up while he was stopped does so as soon as he goes on, whatever has come meanwhile: before another
// one, who only then begins to sleep. Not so, too, if the sleep was over before he was stopped.
bool ends_before_a_later_one() {
    constexpr i64 kWanted = 1000 * child::kMillisecond;
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    const pid_t pid = child::start([] { return static_cast<int>(sys::sleep.raw(kWanted)); });
    const bool slept = child::becomes(pid, PROCESS_SLEEPING);
    kill(pid, SIGSTOP);
    int status = -1;
    if (!slept || waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status)) return false;
    kill(pid, SIGTTOU); // which wakes who is stopped, for a moment
    while (sys::clock(CLOCK_MONOTONIC).value() < start + kWanted) (void)sys::sleep(child::kMillisecond);
    kill(pid, SIGCONT);
    const pid_t later = child::start([] { return static_cast<int>(sys::sleep.raw(kWanted * 2 / 3)); });
    const bool is_first = waitpid(-1, &status, 0) == pid;
    if (is_first) kill(later, SIGKILL);
    (void)child::ending_of(is_first ? later : pid);
    return is_first && status == 0;
}

// The emulator itself may have to wait for its machine at a bad moment: then it is tried again.
void sleeps_over() {
    bool ended = false;
    for (int tries = 0; tries < 5 && !ended; tries++) ended = ends_before_a_later_one();
    tap::ok(ended, "a sleep that was over while the process was stopped does not begin anew");
}

// fork knows no EINTR: it is made again, whatever the handler's flags say.
void forks() {
    tap::All all("fork succeeds under a rain of signals");
    open_pipes();
    handle(
        SIGUSR1, [](int) {}, 0);
    const pid_t rain = child::start([] {
        while (kill(getppid(), SIGUSR1) == 0) (void)sys::sched_yield();
        return 0;
    });
    for (int i = 0; i < 50; i++) {
        const pid_t pid = fork();
        if (pid == 0) _exit(3);
        all.check(pid > 0, "fork: errno %d", errno);
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
        all.equal(status, 3 << 8, "the child");
    }
    kill(rain, SIGKILL);
    while (waitpid(rain, nullptr, 0) < 0 && errno == EINTR) continue;
    handle(SIGUSR1, SIG_DFL, 0);
    close_pipes();
}

// A write of which a part has gone through tells of that part.
void parts() {
    tap::All all("a write that was interrupted in the middle answers how much has gone through");
    open_pipes();
    const Case all_of_it = {
        "a long write", [] { return sys::write.raw(Fd::unchecked(gate[1]), much, sizeof much); }, nullptr, 0};
    const Waiting waiting = start(all_of_it, SA_RESTART);
    all.check(child::becomes(waiting.pid, PROCESS_SLEEPING), "it waits");
    all.check(handler_runs(waiting), "the handler");
    all.equal(answer_of(waiting), i64{PIPE_CAPACITY}, "what fitted");
    all.equal(child::ending_of(waiting.pid), child::exits(0), "its end");
    close_pipes();
}

} // namespace

int main() {
    console = Fd::unchecked(open("/dev/console", O_RDWR));
    if (console.number() < 0) tap::bail_out("no console");
    leaks::Watch watch;
    without_restart();
    with_restart();
    without_handler();
    sleeps();
    sleeps_over();
    forks();
    parts();
    watch.ok("nothing is left behind");
    return tap::done();
}
