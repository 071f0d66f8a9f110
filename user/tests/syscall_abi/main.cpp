// user/tests/syscall_abi/main.cpp: an ecall leaves a program's registers and its place as they were.
#include "../child.h"
#include "../random.h"
#include "../tap.h"
#include "every_row.h"
#include "registers.h"
#include <fcntl.h>
#include <span>

namespace {

enum RegisterNumber { sp = 2, gp = 3, a0 = 10, t6 = 31 };

Registers registers;

constexpr u64 pattern(u64 seed, u64 n) { return (n * 0x9e37'79b9'7f4a'7c15 + seed) ^ 0xf0f0'0000'0f0f'ffff; }

// A pattern in every register. The rounding mode is "up", and two of the exception flags are set.
void fill(u64 seed, int base) {
    for (u64 n = 0; n < 32; n++) {
        registers.before[n] = pattern(seed, n);
        registers.f_before[n] = pattern(seed + 1, n);
        registers.after[n] = registers.f_after[n] = 0;
    }
    registers.fcsr_before = 3 << 5 | 0b01010;
    registers.fcsr_after = 0;
    registers.before[base] = reinterpret_cast<u64>(&registers); // that register finds the others again
}

// All registers but one are as they were.
void expect_preserved(tap::All& all, int except, const char* call) {
    for (int n = 1; n < 32; n++) {
        if (n == except) continue;
        all.check(registers.after[n] == registers.before[n], "x%d after %s: expected 0x%lx, got 0x%lx", n,
                  call, registers.before[n], registers.after[n]);
    }
    for (int n = 0; n < 32; n++) {
        all.check(registers.f_after[n] == registers.f_before[n], "f%d after %s: expected 0x%lx, got 0x%lx", n,
                  call, registers.f_before[n], registers.f_after[n]);
    }
    all.check(registers.fcsr_after == registers.fcsr_before, "fcsr after %s: expected 0x%lx, got 0x%lx", call,
              registers.fcsr_before, registers.fcsr_after);
}

// Does a call with patterns in all registers that are no arguments; what it answered.
i64 call(sys::Call number, u64 first = 0, u64 second = 0, u64 third = 0, u64 fourth = 0) {
    fill(static_cast<u64>(number), sp);
    const u64 arguments[] = {static_cast<u64>(number), first, second, third, fourth};
    for (int n = 0; n < 5; n++) registers.before[a0 + n] = arguments[n];
    ecall_with_registers(&registers);
    return static_cast<i64>(registers.after[a0]);
}

u64 address(const void* pointer) { return reinterpret_cast<u64>(pointer); }

void quick_calls() {
    tap::All all("a call preserves all registers but a0, whether it succeeds or fails [1.3]");
    all.equal(call(sys::Call::getpid), getpid(), "getpid");
    expect_preserved(all, a0, "getpid");
    all.equal(call(sys::Call::getppid), getppid(), "getppid");
    expect_preserved(all, a0, "getppid");
    all.fails(call(sys::Call::close, static_cast<u64>(-1)), Errno::badf, "close of -1");
    expect_preserved(all, a0, "close of -1");
    all.fails(call(sys::Call::putc, 'x'), Errno::nosys, "the retired putc");
    expect_preserved(all, a0, "the retired putc");
    all.fails(call(sys::Call::chdir, 8), Errno::fault, "chdir to a bad address");
    expect_preserved(all, a0, "chdir to a bad address");
    all.fails(call(sys::Call::execve, address("/none"), 0, 0), Errno::noent, "execve that fails");
    expect_preserved(all, a0, "execve that fails");
}

void calls_that_block() {
    tap::All all("a call that blocks or lets others run preserves all registers but a0 [1.3] [3.6]");
    const pid_t rival = child::start([] {
        while (true) {
            fill(0x1234, sp);
            registers.before[t6] = 1000;
            spin_with_registers(&registers);
        }
        return 0;
    });
    all.equal(call(sys::Call::sched_yield), 0, "sched_yield");
    expect_preserved(all, a0, "sched_yield");
    all.equal(call(sys::Call::sleep, 2 * child::kMillisecond), 0, "sleep");
    expect_preserved(all, a0, "sleep");

    int ends[2];
    all.equal(pipe2(ends, 0), 0, "pipe");
    const pid_t writer = child::start([&] {
        (void)sys::sleep(2 * child::kMillisecond);
        return write(ends[1], "x", 1) == 1 ? 0 : 1;
    });
    char byte = 0;
    all.equal(call(sys::Call::read, static_cast<u64>(ends[0]), address(&byte), 1), 1,
              "read of an empty pipe");
    expect_preserved(all, a0, "read of an empty pipe");
    all.equal(byte, 'x', "the byte that came");
    int status = -1;
    all.equal(call(sys::Call::waitpid, static_cast<u64>(writer), address(&status), 0), writer, "waitpid");
    expect_preserved(all, a0, "waitpid");
    close(ends[0]);
    close(ends[1]);
    kill(rival, SIGKILL);
    all.equal(child::ending_of(rival), child::ends_by(SIGKILL), "the rival's end");
}

void both_sides_of_fork() {
    tap::All all("fork preserves all registers but a0, in the parent and in the child [1.3]");
    const i64 pid = call(sys::Call::fork);
    if (pid == 0) {
        bool same = registers.fcsr_after == registers.fcsr_before;
        for (int n = 1; n < 32; n++) {
            if (n != a0) same = same && registers.after[n] == registers.before[n];
            same = same && registers.f_after[n] == registers.f_before[n];
        }
        _exit(same ? 3 : 4);
    }
    expect_preserved(all, a0, "fork");
    all.equal(child::ending_of(static_cast<pid_t>(pid)), child::exits(3), "the child's registers");
}

// Long enough for several turns, with rivals that fill the registers with something else.
void preemption() {
    tap::All all("preemption at any instruction preserves all registers [3.6]");
    pid_t rivals[2];
    for (int i = 0; i < 2; i++) {
        rivals[i] = child::start([i] {
            while (true) {
                fill(static_cast<u64>(i) + 77, sp);
                registers.before[t6] = 100'000;
                spin_with_registers(&registers);
            }
            return 0;
        });
    }
    const u64 start = sys::clock(CLOCK_MONOTONIC).value();
    int rounds = 0;
    for (; sys::clock(CLOCK_MONOTONIC).value() - start < 150 * child::kMillisecond; rounds++) {
        fill(static_cast<u64>(rounds), sp);
        registers.before[t6] = 1'000'000;
        spin_with_registers(&registers);
        expect_preserved(all, t6, "a loop");
        all.equal(registers.after[t6], 0ul, "the loop's own register");
    }
    for (const pid_t rival : rivals) {
        kill(rival, SIGKILL);
        all.equal(child::ending_of(rival), child::ends_by(SIGKILL), "a rival's end");
    }
}

// The kernel does not look at a program's stack: a bad one hurts nobody.
void wild_stack_pointers() {
    tap::All all("a call works with anything in sp [0.7]");
    constexpr u64 kWild[] = {
        0,         1,    8,   0xfff, 0x8000'0000, 0x8000'0007, 0x1000'0000, 0x3f'ffff'ffff, 0x40'0000'0000,
        1ul << 63, ~0ul, ~7ul};
    for (const u64 value : kWild) {
        fill(value, gp);
        registers.before[sp] = value;
        registers.before[a0] = static_cast<u64>(sys::Call::getpid);
        ecall_without_stack(&registers);
        all.equal(static_cast<i64>(registers.after[a0]), getpid(), "getpid");
        expect_preserved(all, a0, "getpid");
    }
}

void places() {
    tap::equal(address(half_word_ecall) % 4, 2ul,
               "an ecall stands at an address that is 2 more than a multiple of 4");
    tap::equal(getpid_at_half_word(), getpid(), "that ecall works [1.5]");
    tap::equal(address(across_pages_ecall) % 4096, 4094ul, "an ecall stands across two pages");
    tap::equal(getpid_across_pages(), getpid(), "that ecall works [1.5]");
}

void next_instruction() {
    tap::All all("after an ecall the next instruction runs, once [1.5]");
    all.equal(count_after_ecall(static_cast<u64>(sys::Call::getpid), 0), 16, "getpid");
    all.equal(count_after_ecall(static_cast<u64>(sys::Call::close), 99), 16, "a call that fails");
    all.equal(count_after_ecall(static_cast<u64>(sys::Call::putc), 0), 16, "a retired number");
    all.equal(count_after_ecall(~0ul, 0), 16, "an unknown number");
    all.equal(count_after_ecall(static_cast<u64>(sys::Call::sched_yield), 0), 16, "sched_yield");
    all.equal(count_after_ecall(static_cast<u64>(sys::Call::sleep), 1000), 16, "a call that blocks");
    const pid_t parent = getpid();
    const int counted = count_after_ecall(static_cast<u64>(sys::Call::fork), 0);
    if (getpid() != parent) _exit(counted);
    all.equal(counted, 16, "fork in the parent");
    int status = 0;
    wait(&status);
    all.equal(WEXITSTATUS(status), 16, "fork in the child");
}

// Each call shows what its arguments were by what it does.
void arguments_arrive() {
    tap::All all(
        "0 to 4 arguments arrive in order; registers beyond those that a row names are not looked at [1.3]");
    all.equal(call(sys::Call::getpid, ~0ul, ~0ul, ~0ul, ~0ul), getpid(), "0 arguments");
    const int null = open("/dev/null", O_RDWR);
    all.equal(call(sys::Call::close, static_cast<u64>(null), ~0ul, ~0ul, ~0ul), 0, "1 argument");
    char path[64];
    all.check(call(sys::Call::getcwd, address(path), sizeof path, ~0ul, ~0ul) > 0 && path[0] == '/',
              "2 arguments");
    int ends[2];
    all.equal(call(sys::Call::pipe2, address(ends), 0, ~0ul, ~0ul), 0, "2 arguments");
    all.equal(call(sys::Call::write, static_cast<u64>(ends[1]), address("abcdef") + 2, 3, ~0ul), 3,
              "3 arguments");
    char got[4] = {};
    all.equal(call(sys::Call::read, static_cast<u64>(ends[0]), address(got), 4, ~0ul), 3, "3 arguments");
    all.equal(got, "cde", "what went through the pipe");
    all.equal(call(sys::Call::dup3, static_cast<u64>(ends[0]), 41, O_CLOEXEC), 41, "3 arguments");
    struct stat file;
    const int dev = open("/dev", O_RDONLY | O_DIRECTORY);
    all.equal(call(sys::Call::fstatat, static_cast<u64>(dev), address("null"), address(&file), 0), 0,
              "4 arguments");
    all.check(S_ISCHR(file.st_mode), "4 arguments: /dev/null is a character device");
    const i64 opened = call(sys::Call::openat, static_cast<u64>(dev), address("zero"), O_RDONLY, 0);
    all.check(opened >= 0 && read(static_cast<int>(opened), got, 1) == 1 && got[0] == 0, "4 arguments");
    for (const i64 fd : {i64{ends[0]}, i64{ends[1]}, i64{41}, i64{dev}, opened}) close(static_cast<int>(fd));
}

// What the kernel should answer.
i64 weight_of(std::span<const u64> weights) {
    u64 sum = 0;
    for (u64 place = 1; const u64 weight : weights) sum += place++ * weight;
    return static_cast<i64>(sum & 0x7fff'ffff);
}

void random_structures(tap::All& all) {
    Random random(20240301);
    for (int round = 0; round < 1000; round++) {
        EightWeights eight;
        for (u64& weight : eight.weight) weight = random.next();
        SevenWeights seven;
        memcpy(&seven, &eight, sizeof seven);
        all.equal(sys::weigh_packed.raw(seven), weight_of(seven.weight), "a random structure, packed");
        all.equal(sys::weigh_spilled.raw(eight), weight_of(eight.weight), "a random structure, spilled");
    }
}

// The answer depends on the place of each: first + 2 * second + ... + 7 * seventh.
void seven_arguments_arrive() {
    tap::All all(
        "each of 7 arguments arrives in its place, whole, ordinary or packed or spilled [1.3] [0.4]");
    for (int place = 0; place < 7; place++) {
        SevenWeights one{};
        one.weight[place] = 1000;
        const auto& w = one.weight;
        const i64 expected = 1000 * (place + 1);
        all.equal(sys::weigh.raw(w[0], w[1], w[2], w[3], w[4], w[5], w[6]), expected, "ordinary");
        all.equal(sys::weigh_packed.raw(one), expected, "packed");
    }
    for (int place = 0; place < 8; place++) {
        EightWeights one{};
        one.weight[place] = 1000;
        all.equal(sys::weigh_spilled.raw(one), 1000 * (place + 1), "spilled");
    }
    random_structures(all);
}

} // namespace

int main() {
    quick_calls();
    calls_that_block();
    both_sides_of_fork();
    preemption();
    wild_stack_pointers();
    places();
    next_instruction();
    arguments_arrive();
    seven_arguments_arrive();
    call_every_row();
    return tap::done();
}
