# tests/system/test_faults.py: programs that break a rule: the message teaches, the shell goes on.

import re

import pytest

# A kind that /tests/faulty knows: the signal, the cause in words, the address where that means something, and
# a part of the guess. (The manual wants cause 6 for a misaligned atomic; QEMU 7.2 says 4.)
SEGV, ILL, TRAP, BUS = ("SIGSEGV", 11), ("SIGILL", 4), ("SIGTRAP", 5), ("SIGBUS", 7)
LOAD, STORE, FETCH = "load page fault", "store or atomic page fault", "instruction page fault"
ILLEGAL = "illegal instruction"
ANY = "0x[0-9a-f]+"
FAULTS = {
    "null-read": (SEGV, LOAD, "0x0", "a null pointer"),
    "null-write": (SEGV, STORE, "0x0", "a null pointer"),
    "null-field": (SEGV, LOAD, "0x8", "a null pointer plus a field offset of 8"),
    "null-call": (SEGV, FETCH, "0x0", "a call through a null function pointer"),
    "code-write": (SEGV, STORE, ANY, "a write to the program's own code"),
    "constant-write": (SEGV, STORE, ANY, "a write to constants"),
    "data-call": (SEGV, FETCH, ANY, "a jump into data"),
    "kernel-read": (SEGV, LOAD, "0x80000000", "the kernel's own memory"),
    "kernel-write": (SEGV, STORE, "0x80000000", "the kernel's own memory"),
    "kernel-call": (SEGV, FETCH, "0x80000000", "the kernel's own memory"),
    "device-write": (SEGV, STORE, "0x10000000", "nothing is there"),
    "wild-read": (SEGV, LOAD, "0x1234567000", "nothing is there"),
    "garbled-read": (SEGV, LOAD, "0xdeadbeefdeadbeef", "a garbled pointer"),
    "endless-recursion": (SEGV, STORE, ANY, "the stack is full"),
    "huge-array": (SEGV, STORE, ANY, "a huge local array"),
    "illegal": (ILL, ILLEGAL, None, "0xffffffff is no instruction"),
    "illegal-compressed": (ILL, ILLEGAL, None, "0x2001 is no instruction"),
    "zero-compressed": (ILL, ILLEGAL, None, "zeros instead of code"),
    "zeros": (ILL, ILLEGAL, None, "zeros instead of code"),
    "read-status": (ILL, ILLEGAL, None, "control register 0x300 is not for programs"),
    "write-satp": (ILL, ILLEGAL, None, "control register 0x180 is not for programs"),
    "return-from-trap": (ILL, ILLEGAL, None, "for the kernel only"),
    "fence": (ILL, ILLEGAL, None, "for the kernel only"),
    "breakpoint": (TRAP, "breakpoint", None, "an ebreak instruction"),
    "misaligned-atomic": (BUS, "(?:load|store or atomic) address misaligned", ANY, "no multiple of its size"),
    "lost-stack": (SEGV, STORE, "0xf8", "a null pointer plus a field offset of 248"),
}


def explanation(kind):
    (name, _), cause, address, guess = FAULTS[kind]
    where = f", address {address}" if address else ""
    return (
        rf"^faulty \(pid \d+\) ended by {name}: {cause} at pc 0x[0-9a-f]+{where}\n"
        rf"  probably: .*{re.escape(guess)}.*\n"
    )


@pytest.mark.every_configuration
@pytest.mark.parametrize("kind", FAULTS)
def test_fault(shell, kind):
    """[3.1] Which program, what it did, where, and a guess why; $? is 128 and the signal; no other word."""
    status, output = shell.run(f"/tests/faulty {kind}")
    assert re.fullmatch(explanation(kind), output, re.MULTILINE), output
    assert status == 128 + FAULTS[kind][0][1]


def test_the_message_names_pid_and_place(shell):
    """The pid is the one that the shell knows; the pc lies where programs are."""
    output = shell.run("/tests/faulty null-read & wait; echo pid $!")[1]
    pid, pc = re.search(r"faulty \(pid (\d+)\) ended by SIGSEGV: .* at pc (0x[0-9a-f]+)", output).groups()
    assert f"pid {pid}\n" in output
    assert 0x1000000 <= int(pc, 16) < 0x7F000000


def test_every_kind_that_there_is_has_its_test(shell):
    status, output = shell.run("/tests/faulty nonsense")
    assert status == 2
    assert set(output.split("kinds:")[1].split()) == set(FAULTS)


def test_a_storm_of_faults_costs_nothing(batch):
    """Two hundred programs that break a rule: the free memory afterwards is what it was."""
    kinds = ("null-read", "endless-recursion", "illegal", "lost-stack")
    programs = "; ".join(f"/tests/faulty {kind}" for kind in kinds)
    storm = f"i=0; while [ $i -lt 25 ]; do {programs}; i=$((i + 1)); done"
    done = batch(f"{storm}; free; {storm}; free").expect_status(0)
    assert done.console.count("ended by") == 200
    first, second = re.findall(r"^free +\d+ +\d+$", done.console, re.MULTILINE)
    assert first == second


def test_the_fault_of_one_stage_leaves_the_others(shell):
    status, output = shell.run("echo through | cat | { cat; /tests/faulty null-write; } | cat")
    assert status == 0
    assert "through\n" in output and "SIGSEGV" in output
