// user/tests/syscall_abi/every_row.cpp: every row with hostile arguments: a lawful answer, and no other register changed.
//
// A child makes the calls of one row, one after the other, and tells of each before it makes it. Where a call ends the
// child, another one goes on with the next call.
#include "every_row.h"
#include "../child.h"
#include "../table.h"
#include "../tap.h"
#include "registers.h"
#include <fcntl.h>
#include <sys/mman.h>

namespace {

constexpr u64 kPage = 4096;
constexpr u64 kRoomPages = 4;

// Memory for good addresses, which every call finds zero, and there before it can nothing be touched, nor after it.
u64 room;
constexpr u64 kKernel = 0x8020'0000;
constexpr u64 kUnmapped = 0x30'0000'0000;

u64 hostile(usize n) {
    const u64 kValues[] = {0,
                           1,
                           ~0ul,
                           1ul << 31,
                           1ul << 32,
                           (1ul << 32) + 1,
                           1ul << 63,
                           room,
                           room + kRoomPages * kPage - 1, // the last byte of the program's memory
                           0x3f'ffff'ffff,                // the last byte that any program could have
                           kKernel,
                           0xffff'ffc0'0000'0000 + kKernel,
                           kUnmapped,
                           room + 1};
    return kValues[n];
}
constexpr usize kHostile = 14;

// --- the calls of a row ---

// All combinations of up to two arguments; of three, if there are no more. The others are quiet: what does least harm.
usize pairs_of(usize arity) { return arity * (arity - 1) / 2; }

usize steps_of(const table::Row& row) {
    if (row.arity == 0) return 1;
    if (row.arity == 1) return kHostile;
    return row.arity <= 3 ? (row.arity == 2 ? 1 : kHostile) * kHostile * kHostile
                          : pairs_of(row.arity) * kHostile * kHostile;
}

u64 quiet(const table::Parameter& parameter) {
    if (parameter.type == table::type_of<MapFlags>) return MAP_PRIVATE | MAP_ANONYMOUS;
    return parameter.is_pointer() ? room : 0;
}

void arguments_of(const table::Row& row, usize step, u64* arguments) {
    for (usize i = 0; i < table::kMostParameters; i++)
        arguments[i] = i < row.arity ? quiet(row.parameters[i]) : 0x5555'5555'5555'5555 * (i + 1);
    if (row.arity <= 3) {
        for (usize i = 0; i < row.arity; i++, step /= kHostile) arguments[i] = hostile(step % kHostile);
        return;
    }
    usize pair = step / (kHostile * kHostile);
    for (usize first = 0; first < row.arity; first++) {
        for (usize second = first + 1; second < row.arity; second++) {
            if (pair-- > 0) continue;
            arguments[first] = hostile(step % kHostile);
            arguments[second] = hostile(step / kHostile % kHostile);
            return;
        }
    }
}

// What is not called, each with its reason.
bool is_left_out(const table::Row& row, const u64* arguments) {
    if (row.is(sys::Call::poweroff)) return true; // it would end the test; tests/system/test_boot.py has it
    // SIGHUP for everybody: the test itself, and the shell.
    const bool everybody = row.is(sys::Call::kill) && static_cast<i32>(arguments[0]) == -1;
    return everybody && static_cast<i32>(arguments[1]) == SIGHUP;
}

// Calls that may end their caller: they take its memory or its threads' places away, or are meant to.
bool may_end(const table::Row& row) {
    for (const sys::Call call :
         {sys::Call::exit, sys::Call::thread_exit, sys::Call::sigreturn, sys::Call::thread_create,
          sys::Call::unmap, sys::Call::map, sys::Call::map_file, sys::Call::discard, sys::Call::protect,
          sys::Call::remap, sys::Call::kill, sys::Call::thread_kill, sys::Call::sigqueue})
        if (row.is(call)) return true;
    return false;
}

// --- in the child ---

struct Report {
    u32 step;
    u32 wrong; // 0: the call is about to be made; else what is wrong after it
    i64 value;
};
enum Wrong : u32 { kAnswer = 1, kInteger = 100, kFloat = 200, kControl = 300 };

// A signal's frame goes below the stack pointer, which points to the registers during a call.
struct alignas(16) {
    char below[8192];
    Registers registers;
} place;
Registers& registers = place.registers;

constexpr int kReportFd = 40;
constexpr int kZeroFd = 41;

void tell(usize step, u32 wrong, i64 value) {
    const Report report{static_cast<u32>(step), wrong, value};
    (void)write(kReportFd, &report, sizeof report);
}

void compare(usize step, int base) {
    for (u32 n = 1; n < 32; n++) {
        if (n != 10 && registers.after[n] != registers.before[n])
            tell(step, kInteger + n, static_cast<i64>(registers.after[n]));
        if (registers.f_after[n] != registers.f_before[n])
            tell(step, kFloat + n, static_cast<i64>(registers.f_after[n]));
    }
    if (registers.fcsr_after != registers.fcsr_before) tell(step, kControl, base);
}

// As every call finds things: memory that is there and zero, and descriptors 0 and 1, which are not the console.
void prepare() {
    constexpr auto kFixed = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
    (void)sys::map(room, kRoomPages * kPage, static_cast<MapProtection>(PROT_READ | PROT_WRITE), kFixed);
    dup3(kZeroFd, 0, 0);
    dup3(kZeroFd, 1, 0);
}

// The ecall stands at different places, with different stack pointers. With a bad one no signal can be handled, so
// that a call which waits would not come back.
void make_call(const table::Row& row, usize step, const u64* arguments) {
    const bool without_stack = step % 3 == 2 && !has(row.flags, CallFlag::blocks);
    const int base = without_stack ? 3 : 2;
    for (u64 n = 0; n < 32; n++) {
        registers.before[n] = (n * 0x9e37'79b9'7f4a'7c15 + step) ^ 0xf0f0'0000'0f0f'ffff;
        registers.f_before[n] = ~registers.before[n];
    }
    registers.fcsr_before = 2 << 5 | 0b00101;
    registers.before[10] = row.number;
    for (usize i = 0; i < table::kMostParameters; i++) registers.before[11 + i] = arguments[i];
    registers.before[base] = reinterpret_cast<u64>(&registers); // that register finds the others again
    if (without_stack) {
        registers.before[2] = hostile(step / 3 % kHostile);
        ecall_without_stack(&registers);
    } else if (step % 3 == 1)
        ecall_at_half_word(&registers);
    else
        ecall_with_registers(&registers);
    compare(step, base);
}

int make_calls(const table::Row& row, usize first) {
    const pid_t self = getpid();
    for (usize step = first; step < steps_of(row); step++) {
        u64 arguments[table::kMostParameters];
        arguments_of(row, step, arguments);
        if (is_left_out(row, arguments)) continue;
        tell(step, 0, 0);
        prepare();
        make_call(row, step, arguments);
        if (getpid() != self) _exit(0); // fork's child
        const i64 answer = static_cast<i64>(registers.after[10]);
        if (!table::is_lawful(row, arguments, answer)) tell(step, kAnswer, answer);
        if (row.is(sys::Call::thread_create) && answer >= 0) _exit(0); // that thread begins at a bad place
    }
    tell(steps_of(row), 0, 0);
    return 0;
}

// --- in the parent ---

void wake(int) {}

// Those that wait are woken again and again; every signal but the ones of faults has a handler.
pid_t start_waker(pid_t sleeper) {
    return child::start([sleeper] {
        while (kill(sleeper, SIGUSR1) == 0) (void)sys::sleep(child::kMillisecond / 4);
        return 0;
    });
}

void be_woken() {
    struct sigaction action = {};
    action.sa_handler = wake;
    sigaction(SIGUSR1, &action, nullptr);
}

void explain(tap::All& all, const table::Row& row, const Report& report) {
    u64 arguments[table::kMostParameters];
    arguments_of(row, report.step, arguments);
    const tap::Words what = report.wrong == kAnswer ? tap::result_in_words(report.value)
                            : report.wrong == kControl
                                ? tap::words("fcsr changed")
                                : tap::words("register %u changed to 0x%lx", report.wrong, report.value);
    all.check(false, "%s(0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx): %s", row.name, arguments[0], arguments[1],
              arguments[2], arguments[3], arguments[4], what.text);
}

// One child makes calls from there on; the first call that it did not make.
usize go_on(tap::All& all, const table::Row& row, usize first) {
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t caller = child::start([&] {
        dup3(ends[1], kReportFd, 0);
        dup3(open("/dev/zero", O_RDWR), kZeroFd, 0);
        for (const int end : ends) close(end);
        setpgid(0, 0);
        return make_calls(row, first);
    });
    close(ends[1]);
    const pid_t waker = has(row.flags, CallFlag::blocks) ? start_waker(caller) : 0;
    usize step = first;
    bool is_done = false;
    for (Report report; read(ends[0], &report, sizeof report) == sizeof report;) {
        step = report.step;
        is_done = step == steps_of(row);
        if (report.wrong) explain(all, row, report);
    }
    close(ends[0]);
    if (waker) kill(waker, SIGKILL);
    if (waker) (void)child::ending_of(waker);
    const auto ending = child::ending_of(caller);
    const bool as_expected = is_done || may_end(row);
    all.check(as_expected, "%s: call %lu ended its caller: %s", row.name, step, in_words(ending).text);
    return step + 1;
}

} // namespace

void call_every_row() {
    be_woken(); // every child is from its beginning on
    constexpr int kKind = MAP_PRIVATE | MAP_ANONYMOUS;
    char* memory = static_cast<char*>(mmap(nullptr, (kRoomPages + 2) * kPage, PROT_NONE, kKind, -1, 0));
    room = reinterpret_cast<u64>(memory) + kPage; // a number from here on, as for the kernel
    for (const table::Row& row : table::kRows) {
        u64 arguments[table::kMostParameters];
        arguments_of(row, 0, arguments);
        if (is_left_out(row, arguments)) continue;
        tap::All all(tap::words("%s: hostile arguments get a lawful answer, and all other registers are kept "
                                "[0.7] [0.10] [1.3] [1.5]",
                                row.name)
                         .text);
        for (usize step = 0; step < steps_of(row);) step = go_on(all, row, step);
    }
}
