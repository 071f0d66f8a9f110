# tests/system/test_wrapper_cost.py: a typed wrapper compiles to the instructions that one writes by hand.

import re
import subprocess

import pytest

from harness import ROOT, cross

# Pairs of functions: hand_NAME makes the call in the old way, typed_NAME by the wrapper.
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

// Seven arguments are the most there can be.
long hand_seven(long number, long b, long c, long d, long e, long f, long g, long h) {
    register long a0 asm("a0") = number;
    register long a1 asm("a1") = b;
    register long a2 asm("a2") = c;
    register long a3 asm("a3") = d;
    register long a4 asm("a4") = e;
    register long a5 asm("a5") = f;
    register long a6 asm("a6") = g;
    register long a7 asm("a7") = h;
    HAND("r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7));
}
i64 typed_seven(u64 number, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h) {
    return sys::raw_syscall(number, b, c, d, e, f, g, h);
}

} // extern "C"
"""

NAMES = re.findall(r"hand_(\w+)\(", PROGRAM)

FLAGS = """-std=c++23 -march=rv64gc -mabi=lp64d -mcmodel=medany -ffreestanding -fno-exceptions -fno-rtti -fno-pie
           -Wall -Wextra -Werror -Iuser/libc/include -Ikernel""".split()


@pytest.fixture(scope="module", params=["-Og", "-O1", "-O2", "-O3", "-Os"])
def functions(request, tmp_path_factory):
    """The instructions of each function, addresses left out, at one level of optimisation."""
    folder = tmp_path_factory.mktemp("cost")
    source, built = folder / "cost.cpp", folder / "cost.o"
    source.write_text(PROGRAM)
    subprocess.run([cross("g++"), *FLAGS, request.param, "-c", source, "-o", built], cwd=ROOT, check=True)
    listing = subprocess.check_output([cross("objdump"), "-dr", "--no-show-raw-insn", built], text=True)
    found = {}
    for line in listing.splitlines():
        if start := re.match(r"[0-9a-f]+ <(\w+)>:", line):
            found[start[1]] = instructions = []
        elif instruction := re.match(r"\s+[0-9a-f]+:\s+(.*)", line):
            # What a label or a string is called depends on where it stands.
            instructions.append(re.sub(r"[0-9a-f]+ <.*>|\.L\w+", "LABEL", instruction[1]))
    return found


@pytest.mark.quick
@pytest.mark.parametrize("name", NAMES)
def test_a_wrapper_costs_what_the_assembly_costs(functions, name):
    """[0.5] The same instructions, one ecall among them, and no call of anything."""
    by_hand, typed = functions[f"hand_{name}"], functions[f"typed_{name}"]
    assert typed == by_hand
    assert sum(instruction.startswith("ecall") for instruction in typed) == 1
    assert not any(re.match(r"jal|call", instruction) for instruction in typed)
