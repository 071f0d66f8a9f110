# tests/system/test_wrapper_cost.py: a typed wrapper compiles to the instructions that one writes by hand.

import re
import subprocess

import pytest

from harness import ROOT, cross

# Pairs of functions: hand_NAME makes the call in the old way, typed_NAME by the wrapper. Between them they have every
# shape of a row: 0 to 7 arguments, of each kind of type; results of each kind; a packed structure; a call that does not
# come back.
PROGRAM = r"""
#include <syscalls.h>

#define HAND(...) asm volatile("ecall" : "+r"(a0) : __VA_ARGS__ : "memory"); return a0

extern "C" {

long hand_getpid() {
    register long a0 asm("a0") = 1;
    HAND();
}
i64 typed_getpid() { return sys::getpid.raw(); }

long hand_close(int fd) {
    register long a0 asm("a0") = 8;
    register long a1 asm("a1") = fd;
    HAND("r"(a1));
}
i64 typed_close(int fd) { return sys::close.raw(Fd::unchecked(fd)); }

long hand_sleep(long nanoseconds) {
    register long a0 asm("a0") = 24;
    register long a1 asm("a1") = nanoseconds;
    HAND("r"(a1));
}
Result<void> typed_sleep(i64 nanoseconds) { return sys::sleep(nanoseconds); }

long hand_kill(int pid, int signal) {
    register long a0 asm("a0") = 20;
    register long a1 asm("a1") = pid;
    register long a2 asm("a2") = signal;
    HAND("r"(a1), "r"(a2));
}
i64 typed_kill(int pid, Signal signal) { return sys::kill.raw(Pid(pid), signal); }

long hand_write(long fd, const char* bytes, unsigned long count) {
    register long a0 asm("a0") = 4;
    register long a1 asm("a1") = fd;
    register const char* a2 asm("a2") = bytes;
    register unsigned long a3 asm("a3") = count;
    HAND("r"(a1), "r"(a2), "r"(a3));
}
i64 typed_write(Fd fd, In<char> bytes, usize count) { return sys::write.raw(fd, bytes, count); }

long hand_hello() {
    register long a0 asm("a0") = 4;
    register long a1 asm("a1") = 1;
    register const char* a2 asm("a2") = "hello\n";
    register unsigned long a3 asm("a3") = 6;
    HAND("r"(a1), "r"(a2), "r"(a3));
}
i64 typed_hello() { return sys::write.raw(kStandardOutput, "hello\n", 6); }

long hand_openat(long directory, const char* path, int flags, int mode) {
    register long a0 asm("a0") = 7;
    register long a1 asm("a1") = directory;
    register const char* a2 asm("a2") = path;
    register long a3 asm("a3") = flags;
    register long a4 asm("a4") = mode;
    HAND("r"(a1), "r"(a2), "r"(a3), "r"(a4));
}
Result<Fd> typed_openat(Fd directory, Str path, OpenFlags flags, FileMode mode) {
    return sys::openat(directory, path, flags, mode);
}

// Also what is done with the answer costs no more.
long hand_count(int fd, char* bytes, unsigned long count) {
    register long a0 asm("a0") = 5;
    register long a1 asm("a1") = fd;
    register char* a2 asm("a2") = bytes;
    register unsigned long a3 asm("a3") = count;
    asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3) : "memory");
    return static_cast<unsigned long>(a0) < static_cast<unsigned long>(-4095) ? a0 : 0;
}
long typed_count(int fd, char* bytes, usize count) {
    const auto got = sys::read(Fd::unchecked(fd), bytes, count);
    return got ? static_cast<long>(got.value()) : 0;
}

// A call that does not come back.
void hand_exit(int status) {
    register long a0 asm("a0") = 0;
    register long a1 asm("a1") = status;
    asm volatile("ecall" : "+r"(a0) : "r"(a1) : "memory");
    __builtin_trap();
}
void typed_exit(int status) { sys::exit(status); }

long hand_futex(const unsigned* word, unsigned expected, long nanoseconds) {
    register long a0 asm("a0") = 36;
    register const unsigned* a1 asm("a1") = word;
    register long a2 asm("a2") = static_cast<int>(expected);
    register long a3 asm("a3") = nanoseconds;
    HAND("r"(a1), "r"(a2), "r"(a3));
}
i64 typed_futex(const u32* word, u32 expected, i64 nanoseconds) {
    return sys::futex_wait.raw(word, expected, nanoseconds);
}

long hand_create(long entry, long stack, long argument, long pointer, unsigned* ended) {
    register long a0 asm("a0") = 34;
    register long a1 asm("a1") = entry;
    register long a2 asm("a2") = stack;
    register long a3 asm("a3") = argument;
    register long a4 asm("a4") = pointer;
    register unsigned* a5 asm("a5") = ended;
    HAND("r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5));
}
i64 typed_create(usize entry, usize stack, usize argument, usize pointer, u32* ended) {
    return sys::thread_create.raw(entry, stack, argument, pointer, ended);
}

long hand_unmap(long memory, long bytes) {
    register long a0 asm("a0") = 39;
    register long a1 asm("a1") = memory;
    register long a2 asm("a2") = bytes;
    HAND("r"(a1), "r"(a2));
}
Result<void> typed_unmap(Mapping memory, usize bytes) { return sys::unmap(memory, bytes); }

// Of registers alone, whatever the number is.
long hand_six(long number, long b, long c, long d, long e, long f, long g) {
    register long a0 asm("a0") = number;
    register long a1 asm("a1") = b;
    register long a2 asm("a2") = c;
    register long a3 asm("a3") = d;
    register long a4 asm("a4") = e;
    register long a5 asm("a5") = f;
    register long a6 asm("a6") = g;
    HAND("r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6));
}
i64 typed_six(u64 number, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g) {
    return sys::raw_syscall(number, b, c, d, e, f, g);
}

// Seven arguments are the most there can be.
long hand_seven(long b, long c, long d, long e, long f, long g, long h) {
    register long a0 asm("a0") = 52;
    register long a1 asm("a1") = b;
    register long a2 asm("a2") = c;
    register long a3 asm("a3") = d;
    register long a4 asm("a4") = e;
    register long a5 asm("a5") = f;
    register long a6 asm("a6") = g;
    register long a7 asm("a7") = h;
    HAND("r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7));
}
i64 typed_seven(u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h) {
    return sys::weigh.raw(b, c, d, e, f, g, h);
}

long hand_spilled(const EightWeights& weights) {
    register long a0 asm("a0") = 54;
    register const void* a1 asm("a1") = &weights;
    HAND("r"(a1));
}
i64 typed_spilled(const EightWeights& weights) { return sys::weigh_spilled.raw(weights); }

// A number that is a constant chooses its row while the program is compiled.
long hand_constant(long fd, const char* bytes, unsigned long count) {
    register long a0 asm("a0") = 4;
    register long a1 asm("a1") = fd;
    register const char* a2 asm("a2") = bytes;
    register unsigned long a3 asm("a3") = count;
    HAND("r"(a1), "r"(a2), "r"(a3));
}
i64 typed_constant(Fd fd, In<char> bytes, usize count) {
    return sys::call<sys::Call::write>.raw(fd, bytes, count);
}

// C's form of that.
long hand_macro(long fd, const char* bytes, unsigned long count) {
    register long a0 asm("a0") = 4;
    register long a1 asm("a1") = fd;
    register const char* a2 asm("a2") = bytes;
    register unsigned long a3 asm("a3") = count;
    HAND("r"(a1), "r"(a2), "r"(a3));
}
long typed_macro(long fd, const char* bytes, unsigned long count) { return ECALL(4, fd, bytes, count); }

// The same wrappers under another policy: Linux's numbers, in a7.
long hand_linux(long fd, const char* bytes, unsigned long count) {
    register long a7 asm("a7") = 64;
    register long a0 asm("a0") = fd;
    register const char* a1 asm("a1") = bytes;
    register unsigned long a2 asm("a2") = count;
    HAND("r"(a7), "r"(a1), "r"(a2));
}
i64 typed_linux(Fd fd, In<char> bytes, usize count) {
    return sys::call<sys::Call::write, sys::LinuxEcall>.raw(fd, bytes, count);
}

long hand_linux_none() {
    register long a7 asm("a7") = 172;
    register long a0 asm("a0");
    asm volatile("ecall" : "=r"(a0) : "r"(a7) : "memory");
    return a0;
}
i64 typed_linux_none() { return sys::call<sys::Call::getpid, sys::LinuxEcall>.raw(); }

} // extern "C"
"""

NAMES = re.findall(r"hand_(\w+)\(", PROGRAM)

# -fno-ipa-icf: else the compiler sees that two functions are the same, and makes one of them jump to the other.
FLAGS = """-std=c++23 -march=rv64gc -mabi=lp64d -mcmodel=medany -ffreestanding -fno-exceptions -fno-rtti -fno-pie
           -Wall -Wextra -Werror -fno-ipa-icf -Iuser/libc/include -Ikernel""".split()


LEVELS = ["-Og", "-O1", "-O2", "-O3", "-Os"]


# A structure in registers: its words come from memory.
PACKED = r"""
#include <syscalls.h>

extern "C" i64 packed(const SevenWeights& weights) { return sys::weigh_packed.raw(weights); }
"""


def compiled(folder, source, level):
    """The instructions of each function of a source, addresses left out, at one level of optimisation."""
    built = folder / "cost.o"
    subprocess.run([cross("g++"), *FLAGS, level, "-c", source, "-o", built], cwd=ROOT, check=True)
    listing = subprocess.check_output([cross("objdump"), "-dr", "--no-show-raw-insn", built], text=True)
    found = {}
    for line in listing.splitlines():
        if start := re.match(r"[0-9a-f]+ <(\w+)>:", line):
            found[start[1]] = instructions = []
        elif instruction := re.match(r"\s+[0-9a-f]+:\s+(.*)", line):
            # What a label or a string is called depends on where it stands.
            instructions.append(re.sub(r"[0-9a-f]+ <.*>|\.L\w+", "LABEL", instruction[1]))
    return found


@pytest.fixture(scope="module", params=LEVELS)
def functions(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cost")
    source = folder / "cost.cpp"
    source.write_text(PROGRAM)
    return compiled(folder, source, request.param)


@pytest.mark.quick
@pytest.mark.parametrize("name", NAMES)
def test_a_wrapper_costs_what_the_assembly_costs(functions, name):
    """[0.5] [4.5] The same instructions, one ecall among them, and no call of anything."""
    by_hand, typed = functions[f"hand_{name}"], functions[f"typed_{name}"]
    assert typed == by_hand
    assert sum(instruction.startswith("ecall") for instruction in typed) == 1
    assert not any(re.match(r"jal|call", instruction) for instruction in typed)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_what_the_forms_for_c_cost(level, tmp_path):
    """[3.3] [4.5] Beside the ecall there is nothing but moves: raw_write shifts its arguments by one register; call_write
    asks once for errno; and syscall shifts nothing at all, as its arguments are where the kernel wants them."""
    functions = compiled(tmp_path, ROOT / "user/libc/calls.cpp", level)

    def names(function):
        return [instruction.split()[0] for instruction in functions[function]]

    def moves(function):
        return [name for name in names(function) if name in ("mv", "sext.w", "li")]

    assert names("raw_getpid") == ["li", "ecall", "ret"]
    assert names("raw_write") == [*moves("raw_write"), "ecall", "ret"]
    assert len(moves("raw_write")) <= 3 + 3  # the number, a place for the argument in a0, and an int made sure of
    assert names("raw_weigh") == [*moves("raw_weigh"), "ecall", "ret"]  # the compiler moves some of them twice
    assert not moves("syscall") and names("syscall").count("ecall") == 1
    for function in ("call_write", "call_openat", "syscall"):
        assert sum("answer" in instruction for instruction in functions[function]) == 1
    assert "raw_sigreturn" not in functions and "call_sigreturn" not in functions, "it is internal"


@pytest.mark.parametrize("level", LEVELS[2:])
def test_what_a_packed_structure_costs(level, tmp_path):
    """[0.4] Its seven words are loaded into the seven registers, and not copied on the way."""
    source = tmp_path / "packed.cpp"
    source.write_text(PACKED)
    names = [instruction.split()[0] for instruction in compiled(tmp_path, source, level)["packed"]]
    assert names.count("ld") == 7 and "sd" not in names and names.count("ecall") == 1
    assert len(names) <= 7 + 4
