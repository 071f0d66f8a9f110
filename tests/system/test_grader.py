# tests/system/test_grader.py: the grader without a tree: what it does not fall for, and what is left of it when it is interrupted.

import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as xml
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import ROOT, cross, wait_until

sys.path.insert(0, str(ROOT / "scripts"))
import ending  # noqa: E402
from grading import judge, labs, machine, processes, report  # noqa: E402

# --- what it does not fall for ---

KERNELS = {
    "runs for ever": "1: j 1b",
    "sleeps for ever": "csrw mie, zero; 1: wfi; j 1b",
    "prints for ever": "li a0, 0x10000000; 1: addi a1, a1, 7; sb a1, (a0); j 1b",
    "goes off": "li a0, 0x100000; li a1, 0x5555; sw a1, (a0); 1: j 1b",
    "traps for ever": "csrw mtvec, zero; jr zero",
    "says that all is well": """
        li a0, 0x10000000; la a1, text
    1:  lbu a2, (a1); beqz a2, 2f; sb a2, (a0); addi a1, a1, 1; j 1b
    2:  li a0, 0x100000; li a1, 0x5555; sw a1, (a0); 3: j 3b
    text: .ascii "TAP version 13\\n1..1\\nok 1 - test\\n"
          .ascii "0000000000000000 begins\\n0000000000000000 pages: 5\\n"
          .asciz "0000000000000000 ended: exit status 0\\n0000000000000000 instructions: 9\\n" """,
}
TROUBLE = {
    "runs for ever": r"it still ran after 50,000,000 instructions, which is the limit",
    "sleeps for ever": r"no instruction comes to its end any more: it sleeps .*",
    "prints for ever": r"it printed more than 1,000,000 bytes",
    "goes off": r"the machine went off, with status 0, before the command had ended",
    "traps for ever": r"no instruction comes to its end any more: .* traps again and again",
    "says that all is well": r"the machine went off, with status 0, before the command had ended",
}
LIMIT = 50_000_000


def a_test(**more):
    ordinary = dict(name="test", what="it works", points=10, command="/labs/x", hint="think", instructions=LIMIT)
    return labs.Test(**{**ordinary, "says": {"pages": "at most 5"}, **more})


@pytest.mark.parametrize("kind", KERNELS)
def test_a_kernel_that_does_what_it_likes(kind, tmp_path, monkeypatch):
    """Each gets a verdict, and no points: nothing that a kernel prints is taken for what a program has measured."""
    monkeypatch.setattr(machine, "STILL_LOOKS", 40)
    source, kernel = tmp_path / "kernel.S", tmp_path / "kernel.elf"
    source.write_text(f".globl _start\n_start: {KERNELS[kind]}\n")
    subprocess.run([cross("gcc"), "-nostdlib", "-static", "-Wl,--build-id=none,-Ttext=0x80000000", source, "-o", kernel], check=True)
    done = machine.run(kernel, "/labs/x", "", LIMIT)
    assert re.fullmatch(TROUBLE[kind], done.trouble), done
    verdict = judge.judge(a_test(), done)
    assert verdict.points == 0 and verdict.expected == ("`/labs/x` comes to its end",) and verdict.got[0] == done.trouble


WORD = "0123456789abcdef"
LAB = SimpleNamespace(name="mine", points=10)


@pytest.mark.quick
@pytest.mark.parametrize(
    "console, trouble, got",
    [
        (f"{WORD} begins\n{WORD} pages: 5\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", None),
        (f"junk{WORD} begins\njunk {WORD} pages: 5\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", None),
        (f"{WORD} begins\n{WORD} pages: 6\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", "pages: 6"),
        (f"{WORD} begins\n{WORD} pages: many\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", "pages: many"),
        (f"{WORD} begins\npages: 5\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", "pages: nothing was told of it"),
        (f"A line\n{WORD} begins\n{WORD} pages: 5\n{WORD} ended: exit status 0\n{WORD} instructions: 7\n", "", "no line at all"),
        (f"{WORD} begins\n{WORD} pages: 5\nA line\n{WORD} ended: signal 11\n{WORD} instructions: 7\n", "", "signal 11"),
        (f"{WORD} begins\n{WORD} pages: 5\nA line\nkernel panic: no\n", "the kernel panicked: no", None),
        (f"{WORD} begins\nA line\n{WORD} ended: exit status 0\n{WORD} instructions: 101\n", "it needed 101 instructions", None),
        (f"{WORD} begins\n{WORD} pages: 5\nA line\n", "the machine went off, with status 3, before the command had ended", None),
        ("\x00\x1b\ufffd\n", "the machine went off", None),
    ],
)
def test_what_a_console_means(console, trouble, got):
    """Whatever was printed besides; and whatever it was, the results can be written down."""
    test = a_test(shows=("A ...",), instructions=100)
    done = machine.understand(console, WORD, {"nonce": WORD}, "", 50, 100, 3)
    assert done.trouble.startswith(trouble) and bool(done.trouble) == bool(trouble)
    verdict = judge.judge(test, done)
    assert verdict.passed == (not trouble and not got)
    assert not got or any(got in line for line in verdict.got)
    assert xml.fromstring(report.junit(LAB, [verdict]).encode()).get("failures") == str(int(not verdict.passed))


@pytest.mark.quick
def test_conditions():
    """Values are numbers where they are compared with numbers, and text otherwise."""
    holds = judge.holds
    assert holds("at most 5", "5") and not holds("at most 5", "6") and not holds("at most 5", "") and holds("at most 5", "-7")
    assert holds("at least 5", "5") and not holds("at least 5", "4") and not holds("at least 5", "9 pages")
    assert holds("from 3 to 5", "3") and holds("from 3 to 5", "5") and not holds("from 3 to 5", "6")
    assert holds("yes", "yes") and not holds("yes", "yes, well") and not holds("yes", "")


# --- when it is interrupted ---


def command_lines():
    """Of all processes, by their numbers. Some end meanwhile."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.parent.name, path.read_bytes()


class InterruptedAtOnce(subprocess.Popen):
    """Before anybody has been told that it is there."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def interruptible():
    before = {number: signal.getsignal(number) for number in ending.ENDS}
    ending.leave_on_signals()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    "kind, command",
    [
        (InterruptedAtOnce, "tail -f {0} & tail -f {0}"),
        (subprocess.Popen, "trap 'kill -INT $PPID' TERM; kill -INT $PPID; while true; do tail -f {0} & wait; done"),
    ],
    ids=["at once", "and again while it ends"],
)
def test_nothing_is_left_whenever_the_interrupt_comes(interruptible, kind, command, tmp_path, monkeypatch):
    """Neither what was started just then nor what does not end when it is asked to."""
    monkeypatch.setattr(subprocess, "Popen", kind)
    monkeypatch.setattr(processes, "PATIENCE", 1)
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit), processes.started(["sh", "-c", command.format(tmp_path / "file")]):
        wait_until(lambda: False)
    assert not [text for _, text in command_lines() if bytes(tmp_path) in text]
