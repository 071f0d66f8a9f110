// user/tests/fuzz_calls/worker.cpp: the steps of a worker's threads, and the one thread that wakes those that wait.
#include "worker.h"
#include "entry.h"
#include "maker.h"
#include "own_folder.h"
#include "report.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern "C" {
void process_that_ends();
[[noreturn]] void return_to_frame(u64 frame);
void ignore_signal(int) {} // a signal that has a handler ends the call that waits
}

namespace {

constexpr u32 kReportEvery = 64; // calls
constexpr usize kMostThreads = 4;

Surroundings surroundings;
Work now;
Tid thread_numbers[kMostThreads] = {Tid(0), Tid(0), Tid(0), Tid(0)};

// --- telling ---

// Several bits by their names, and what is left of them as a number.
int describe_bits(const NameList& list, u64 value, char* text, usize size) {
    int used = 0;
    for (const Name& name : list.names) {
        const auto bits = static_cast<u64>(name.value);
        if (bits == 0 || (value & bits) != bits || (bits & (bits - 1)) != 0) continue;
        used += snprintf(text + used, size - static_cast<usize>(used), "%s|", name.text);
        value &= ~bits;
    }
    return used + snprintf(text + used, size - static_cast<usize>(used), "0x%lx", value);
}

// An argument as a programmer would write it. Memory that may be gone meanwhile is not looked at.
int describe(const table::Parameter& parameter, u64 value, char* text, usize size) {
    if (parameter.is_pointer()) return snprintf(text, size, "0x%lx", value);
    const char* name = name_in(parameter.names, static_cast<i32>(value));
    if (name) return snprintf(text, size, "%s", name);
    const bool is_set = parameter.kind == table::Kind::choice && parameter.names.kind == NameKind::bits;
    if (is_set && size > 130) return describe_bits(parameter.names, value, text, size);
    return snprintf(text, size, value >= 1 << 20 ? "0x%lx" : "%ld", value);
}

void tell_of(const Call& call, i64 answer, u32 thread, u32 step) {
    Report report{now.worker, 0, {}};
    usize used = 0;
    const auto add = [&](int length) { used += static_cast<usize>(length); };
    const auto room = [&] { return sizeof report.failure - used; };
    add(snprintf(report.failure, room(), "worker %u, generation %u, thread %u, step %u: %s(", now.worker,
                 now.generation, thread, step, call.row->name));
    for (usize i = 0; i < call.row->arity && room() > 140; i++) {
        if (i > 0) add(snprintf(report.failure + used, room(), ", "));
        add(describe(call.row->parameters[i], call.arguments[i], report.failure + used, room()));
    }
    snprintf(report.failure + used, room(), ") = %ld", answer);
    (void)write(kReportFd, &report, sizeof report);
}

void tell_progress() {
    const Report report{now.worker, kReportEvery, {}};
    (void)write(kReportFd, &report, sizeof report);
}

// --- calls that need more than their arguments ---

// sigreturn goes wherever a frame says. The child's frame is nearly right; then there is nothing left of the child.
void return_in_a_child(Random& random) {
    if (fork_without_library() != 0) return;
    const u64 place = surroundings.memory.start() + random.below(kPage) / 16 * 16;
    auto& frame = *reinterpret_cast<SignalFrame*>(place); // in the firm part
    u64* words = reinterpret_cast<u64*>(&frame);          // all of it random at first
    for (usize i = 0; i < sizeof frame / sizeof *words; i++) words[i] = random.next();
    frame.mark = SIGNAL_FRAME_MARK;
    frame.address = random.below(8) ? place : random.next();
    if (random.below(4))
        frame.context.uc_mcontext.registers[0] = reinterpret_cast<u64>(&process_that_ends); // its pc
    return_to_frame(place);
}

// Signals wake whoever waits. Those that tell of a fault of its own end a worker.
constexpr u64 kFaults = 1ul << (SIGILL - 1) | 1ul << (SIGTRAP - 1) | 1ul << (SIGBUS - 1) |
                        1ul << (SIGFPE - 1) | 1ul << (SIGSEGV - 1) | 1ul << (SIGABRT - 1);
void handle_signal(int number) {
    struct sigaction action = {};
    action.sa_handler = ignore_signal; // without SA_RESTART
    sigaction(number, &action, nullptr);
}
void handle_signals() {
    for (int number = 1; number < SIGNAL_COUNT; number++)
        if (!(kFaults >> (number - 1) & 1)) handle_signal(number);
}

// What a call left behind that would spoil what comes after it.
void clean_up(const Call& call, i64 answer, Random& random) {
    const table::Row& row = *call.row;
    constexpr u64 kMuch = 64 * kPage;
    if (row.is(sys::Call::fork)) surroundings.children.put(random, static_cast<u64>(answer));
    if (row.is(sys::Call::thread_create) || row.is(sys::Call::gettid))
        surroundings.threads.put(random, static_cast<u64>(answer));
    if ((row.is(sys::Call::map) || row.is(sys::Call::map_file)) && call.arguments[1] > kMuch)
        (void)sys::unmap(Mapping::unchecked(static_cast<u64>(answer)), call.arguments[1]);
    if (row.is(sys::Call::remap))
        (void)sys::unmap(Mapping::unchecked(static_cast<u64>(answer)), call.arguments[2]);
    if (row.is(sys::Call::brk)) (void)sys::brk(surroundings.memory.heap());
    if (row.is(sys::Call::sigaction) && static_cast<i32>(call.arguments[0]) == SIGUSR1)
        handle_signal(SIGUSR1);
    if (row.is(sys::Call::sigaltstack)) {
        const SignalStack none = {nullptr, SS_DISABLE, 0, 0};
        (void)sys::sigaltstack(&none, nullptr);
    }
    if (row.is(sys::Call::sigmask)) {
        const u64 none = 0;
        (void)sys::sigmask(SIG_SETMASK, &none, nullptr);
    }
}

// --- steps ---

void begin_as_child(u32& steps_left, Random& random) {
    surroundings.is_child = true;
    steps_left = static_cast<u32>(random.below(24));
}

void make_calls(u32 thread, u64 seed) {
    Maker maker(surroundings, seed);
    u32 steps_left = now.calls;
    for (u32 step = 1; steps_left > 0; step++, steps_left--) {
        const Call call = maker.make();
        if (call.row->is(sys::Call::sigreturn)) {
            return_in_a_child(maker.random());
            continue;
        }
        const i64 answer = make_call(call);
        if (!is_lawful(call, answer)) tell_of(call, answer, thread, step);
        if (call.row->is(sys::Call::fork) && answer == 0) begin_as_child(steps_left, maker.random());
        if (answer >= 0) clean_up(call, answer, maker.random());
        if (surroundings.is_child || step % kReportEvery != 0) continue;
        tell_progress();
        surroundings.memory.repair();
    }
    _exit(0);
}

u64 seed_of(u32 thread) {
    Random random(now.seed + 1);
    u64 seed = random.next() + (u64{now.worker} << 40) + (u64{now.generation} << 8) + thread;
    Random mixed(seed * 0x9e37'79b9'7f4a'7c15 | 1);
    return mixed.next() | 1;
}

void* run_thread(void* number) {
    const auto thread =
        static_cast<u32>(reinterpret_cast<u64>(number)); // what pthread_create passes is a number
    thread_numbers[thread] = sys::gettid().value();
    make_calls(thread, seed_of(thread));
    return nullptr;
}

void* wake_threads(void*) {
    for (u32 thread = 0;; thread = (thread + 1) % now.threads) {
        (void)sys::thread_kill(thread_numbers[thread], SIGUSR1);
        const timespec nap = {0, 200'000};
        (void)nanosleep(&nap, nullptr);
    }
    return nullptr;
}

// Descriptors from 0 on: none of them is the console but one, which may only be read.
void open_files() {
    for (int fd = 0; fd < kReportFd; fd++) close(fd);
    (void)open("/dev/null", O_RDWR);
    (void)open("/dev/null", O_RDWR);
    (void)open("/dev/null", O_RDWR);
    (void)open("/dev/zero", O_RDWR);
    (void)open("/dev/random", O_RDWR);
    (void)open("/bin", O_RDONLY | O_DIRECTORY);
    (void)open("/usr/poem.txt", O_RDONLY);
    (void)open("/dev/console", O_RDONLY);
    int ends[2];
    (void)pipe2(ends, 0);
    own_folder::open_in_worker();
}

} // namespace

void work(const Work& work) {
    now = work;
    setpgid(0, 0);
    open_files();
    chdir("/usr");
    handle_signals();
    surroundings.memory.create();
    pthread_t thread;
    for (u64 number = 1; number < now.threads; number++)
        pthread_create(&thread, nullptr, run_thread, reinterpret_cast<void*>(number));
    pthread_create(&thread, nullptr, wake_threads, nullptr);
    run_thread(nullptr);
    _exit(0);
}
