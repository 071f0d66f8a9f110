// user/tests/poll.cpp: waiting for several files at once: what is ready, what becomes so, and what never will be.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>

namespace {

constexpr i64 kForEver = -1;
constexpr i64 kAtOnce = 0;
constexpr i64 kShort = 20 * child::kMillisecond;

class TestPipe {
  public:
    TestPipe() {
        if (pipe2(ends_, 0) != 0) tap::bail_out("no pipe");
    }
    TestPipe(const TestPipe&) = delete;
    TestPipe& operator=(const TestPipe&) = delete;
    ~TestPipe() {
        close_reader();
        close_writer();
    }
    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void close_reader() { close_end(ends_[0]); }
    void close_writer() { close_end(ends_[1]); }
    void put(const char* text) const { (void)write(writer(), text, strlen(text)); }
    void fill() const {
        static const char bytes[PIPE_CAPACITY] = {};
        (void)write(writer(), bytes, sizeof bytes);
    }

  private:
    static void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
    int ends_[2];
};

// One file: the events that poll tells of it; -1 with errno if it fails.
int events_of(int fd, short events, i64 timeout) {
    pollfd entry{fd, events, 0x7fff};
    const auto count = sys::poll(&entry, 1, timeout);
    if (!count) return -1;
    return count.value() == (entry.revents != 0) ? entry.revents : -2;
}

void ready_at_once() {
    TestPipe pipe;
    tap::equal(events_of(pipe.reader(), POLLIN, kAtOnce), 0, "an empty pipe has nothing to read");
    tap::equal(events_of(pipe.writer(), POLLOUT, kForEver), POLLOUT, "but room to write");
    pipe.put("x");
    tap::equal(events_of(pipe.reader(), POLLIN, kForEver), POLLIN,
               "with a byte in it there is something to read");
    tap::equal(events_of(pipe.reader(), 0, kAtOnce), 0, "nobody is told what was not asked for");
}

void full_and_closed() {
    TestPipe pipe;
    pipe.fill();
    tap::equal(events_of(pipe.writer(), POLLOUT, kAtOnce), 0, "a full pipe has no room");
    pipe.close_writer();
    tap::equal(events_of(pipe.reader(), POLLIN, kForEver), POLLIN | POLLHUP,
               "without a writer: what is left, and the end");
    TestPipe other;
    other.close_reader();
    tap::equal(events_of(other.writer(), POLLOUT, kForEver), POLLERR, "without a reader it is an error");
    TestPipe third;
    third.close_writer();
    tap::equal(events_of(third.reader(), 0, kForEver), POLLHUP, "the end is told without being asked for");
}

// Room is told of only if a write that does not wait finds it, of whatever goes in as one.
void room_for_all() {
    tap::All all("a pipe that poll says has room takes PIPE_CAPACITY bytes at once [4.7]");
    static char bytes[PIPE_CAPACITY];
    TestPipe pipe;
    fcntl(pipe.writer(), F_SETFL, O_NONBLOCK);
    pipe.fill();
    (void)read(pipe.reader(), bytes, PIPE_CAPACITY - 1);
    all.equal(write(pipe.writer(), bytes, PIPE_CAPACITY), -1, "all of it, beside one byte");
    all.equal(errno, EAGAIN, "errno");
    all.equal(events_of(pipe.writer(), POLLOUT, kAtOnce), 0, "beside one byte");
    (void)read(pipe.reader(), bytes, 1);
    all.equal(events_of(pipe.writer(), POLLOUT, kForEver), POLLOUT, "empty");
    all.equal(write(pipe.writer(), bytes, PIPE_CAPACITY), PIPE_CAPACITY, "all of it");
}

void always_ready() {
    const int file = open("/bin/true", O_RDONLY);
    const int null = open("/dev/null", O_RDWR);
    tap::equal(events_of(file, POLLIN | POLLOUT, kForEver), POLLIN | POLLOUT, "a file is always ready");
    tap::equal(events_of(null, POLLIN, kForEver), POLLIN, "and so is /dev/null");
    const int console = open("/dev/console", O_RDWR);
    tap::equal(events_of(console, POLLOUT, kForEver), POLLOUT, "one can always write to the console");
    tap::equal(events_of(console, POLLIN, kAtOnce), 0, "but nobody has typed");
    close(console);
    close(null);
    close(file);
}

void odd_entries() {
    tap::equal(events_of(-1, POLLIN, kAtOnce), 0, "a negative descriptor is not looked at");
    tap::equal(events_of(60, POLLIN, kForEver), POLLNVAL, "one that is not open is told at once");
    pollfd entries[3] = {{-5, POLLIN, 1}, {60, POLLIN, 0}, {-6, POLLIN, 1}};
    tap::equal(sys::poll.raw(entries, 3, kForEver), 1, "and counted");
    tap::ok(entries[0].revents == 0 && entries[1].revents == POLLNVAL && entries[2].revents == 0,
            "each has its own answer");
    TestPipe pipe;
    pipe.put("x");
    pollfd twice[2] = {{pipe.reader(), POLLIN, 0}, {pipe.reader(), POLLIN, 0}};
    tap::equal(sys::poll.raw(twice, 2, kForEver), 2, "the same file may be in two entries");
    tap::equal(sys::poll.raw(nullptr, 0, kAtOnce), 0, "no entries at all are no mistake");
    tap::fails(sys::poll(entries, OPEN_FILES_MAX + 1, kAtOnce), Errno::inval, "more than there can be are");
    tap::fails(sys::poll(Out<PollEntry>(8), 1, kAtOnce), Errno::fault, "a bad address");
}

void times() {
    TestPipe pipe;
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    tap::equal(events_of(pipe.reader(), POLLIN, kShort), 0, "nothing comes until the time is over");
    tap::ok(sys::clock(CLOCK_MONOTONIC).value() - start >= kShort, "and not earlier");
    tap::equal(poll(nullptr, 0, 5), 0, "poll() of the library waits, too");
    tap::ok(sys::clock(CLOCK_MONOTONIC).value() - start >= kShort + 5 * child::kMillisecond, "milliseconds");
    pipe.put("x");
    tap::equal(events_of(pipe.reader(), POLLIN, INT64_MAX), POLLIN, "the longest time is no mistake");
}

// A child polls for ever, while this one waits until it sleeps, and then does something.
template <class Act> child::Ending while_polling(const TestPipe& pipe, bool reading, int expected, Act act) {
    const int fd = reading ? pipe.reader() : pipe.writer();
    const short asked = reading ? POLLIN : POLLOUT;
    const pid_t pid = child::start([&] {
        if (expected == POLLHUP) close(pipe.writer()); // its own copy
        if (expected == POLLERR) close(pipe.reader());
        return events_of(fd, asked, kForEver) == expected ? 7 : 1;
    });
    if (!child::becomes(pid, PROCESS_SLEEPING)) return child::kStillRuns;
    act();
    return child::ending_within(pid, child::kLong);
}

void woken() {
    TestPipe pipe;
    tap::equal(while_polling(pipe, true, POLLIN, [&] { pipe.put("x"); }), child::exits(7),
               "who waits to read is woken by a write");
    TestPipe full;
    full.fill();
    tap::equal(while_polling(full, false, POLLOUT,
                             [&] {
                                 static char bytes[PIPE_CAPACITY];
                                 (void)read(full.reader(), bytes, 1);
                                 (void)read(full.reader(), bytes, sizeof bytes);
                             }),
               child::exits(7), "who waits to write is woken by a read of all there is");
    TestPipe ending;
    tap::equal(while_polling(ending, true, POLLHUP, [&] { ending.close_writer(); }), child::exits(7),
               "who waits to read is woken by the end");
    TestPipe broken;
    broken.fill();
    tap::equal(while_polling(broken, false, POLLERR, [&] { broken.close_reader(); }), child::exits(7),
               "who waits to write is woken when nobody will read");
}

void killed() {
    TestPipe pipe;
    const pid_t pid = child::start([&] { return events_of(pipe.reader(), POLLIN, kForEver); });
    (void)child::becomes(pid, PROCESS_SLEEPING);
    kill(pid, SIGTERM);
    tap::equal(child::ending_within(pid, child::kLong), child::ends_by(SIGTERM),
               "one that polls can be ended");
    tap::equal(while_polling(pipe, true, POLLIN, [&] { pipe.put("x"); }), child::exits(7),
               "and the pipe is none the worse for it");
}

volatile sig_atomic_t handled = 0;

void handled_signal() {
    TestPipe pipe;
    signal(SIGUSR1, [](int) { handled = 1; });
    const pid_t self = getpid();
    const pid_t pid = child::start([&] {
        if (!child::becomes(self, PROCESS_SLEEPING)) return 1;
        return kill(self, SIGUSR1);
    });
    pollfd entry{pipe.reader(), POLLIN, 0};
    tap::fails(sys::poll(&entry, 1, kForEver), Errno::intr, "a signal with a handler ends the wait");
    tap::ok(handled == 1, "and the handler has run");
    tap::equal(child::ending_of(pid), child::exits(0), "which was sent while it slept");
    signal(SIGUSR1, SIG_DFL);
}

// Both see the byte; whoever comes second finds that it is gone, and waits again.
void two_pollers() {
    tap::All all("two that poll one pipe share what comes");
    TestPipe pipe;
    const auto take = [&] {
        for (int taken = 0; taken < 50;) {
            if (events_of(pipe.reader(), POLLIN, kForEver) != POLLIN) return 1;
            char byte;
            if (read(pipe.reader(), &byte, 1) != 1) return 2;
            taken++;
        }
        return 7;
    };
    const pid_t first = child::start(take);
    const pid_t second = child::start(take);
    for (int i = 0; i < 100; i++) pipe.put("x");
    all.equal(child::ending_within(first, child::kLong), child::exits(7), "one");
    all.equal(child::ending_within(second, child::kLong), child::exits(7), "the other");
}

// A server with one pipe for each of many that send at different times: none is forgotten.
void many() {
    tap::All all("bytes of ten senders are all found");
    constexpr int kSenders = 10;
    TestPipe pipes[kSenders];
    pid_t senders[kSenders];
    for (int i = 0; i < kSenders; i++)
        senders[i] = child::start([&] {
            for (int n = 0; n < 20; n++) {
                pipes[i].put("x");
                sched_yield();
            }
            return 0;
        });
    pollfd entries[kSenders];
    for (int i = 0; i < kSenders; i++) entries[i] = {pipes[i].reader(), POLLIN, 0};
    for (int received = 0; received < kSenders * 20;) {
        const auto ready = sys::poll(entries, kSenders, child::kLong * child::kMillisecond);
        if (!all.check(ready && ready.value() > 0, "after %d bytes nothing more came", received)) break;
        for (const pollfd& entry : entries) {
            char bytes[64];
            if (entry.revents & POLLIN) received += static_cast<int>(read(entry.fd, bytes, sizeof bytes));
        }
    }
    for (const pid_t sender : senders) all.equal(child::ending_of(sender), child::exits(0), "a sender");
}

volatile sig_atomic_t calls;
void count_call(int) { calls = calls + 1; }

// SIGUSR1 waits, blocked; a call that lets it in is ended by it, and not one that has something to tell.
void other_signals() {
    tap::All all("ppoll blocks other signals while it waits, and then the same as before [4.7]");
    constexpr sigset_t kBlocked = 1ul << (SIGUSR1 - 1);
    constexpr sigset_t kNone = 0;
    struct sigaction action = {};
    action.sa_handler = count_call;
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, nullptr);
    sigprocmask(SIG_BLOCK, &kBlocked, nullptr);
    raise(SIGUSR1);
    TestPipe pipe;
    pollfd entry{pipe.writer(), POLLOUT, 0};
    all.equal(ppoll(&entry, 1, nullptr, &kNone), 1, "a file that is ready");
    all.equal(calls, 0, "the signal still waits");
    entry.fd = pipe.reader();
    const timespec shortly = {0, 1000};
    all.equal(ppoll(&entry, 1, &shortly, nullptr), 0, "the usual signals, and a time");
    all.equal(ppoll(&entry, 1, &shortly, &kBlocked), 0, "the same signals");
    all.equal(calls, 0, "it still waits");
    all.equal(ppoll(&entry, 1, nullptr, &kNone), -1, "no signal is blocked");
    all.equal(errno, EINTR, "errno");
    all.equal(calls, 1, "it has come");
    sigset_t mask = 0;
    sigprocmask(SIG_UNBLOCK, &kBlocked, &mask);
    all.equal(mask, kBlocked, "what is blocked afterwards");
}

void other_names() {
    TestPipe pipe;
    tap::equal(events_of(pipe.writer(), POLLWRNORM, kForEver), POLLWRNORM, "POLLOUT has another name");
    pipe.put("x");
    tap::equal(events_of(pipe.reader(), POLLIN | POLLRDNORM, kForEver), POLLIN | POLLRDNORM,
               "POLLIN too, and both may be asked for");
}

} // namespace

int main() {
    leaks::Watch watch;
    ready_at_once();
    full_and_closed();
    room_for_all();
    always_ready();
    odd_entries();
    other_names();
    times();
    if constexpr (child::kThereAre) {
        woken();
        killed();
        handled_signal();
        other_signals();
        two_pollers();
        many();
    }
    watch.ok("nothing is left behind");
    return tap::done();
}
