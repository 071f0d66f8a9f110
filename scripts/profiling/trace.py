# scripts/profiling/trace.py: the instructions of one piece of work, one by one, as QEMU's trace tells them.
"""QEMU translates one instruction at a time here, and tells of each before it runs (-d exec), and of each trap (-d int).
What is told and does not run then is taken back: an instruction that faults, or that QEMU wants to begin anew."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from measuring.machine import Kernel, Problem, emulator, first_line, qemu

STARTED = re.compile(rb"Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/")
TAKEN_BACK = (b"Stopped execution of TB", b"cpu_io_recompile")
TRAPPED = re.compile(rb"riscv_cpu_do_interrupt: .*async:(\d), cause:([0-9a-f]+), .*desc=(\w+)")
ECALLS = (8, 9, 11)  # from user, supervisor and machine mode: such an instruction has run when it traps


class Step(NamedTuple):
    """One instruction that ran."""

    pc: int
    trap: str = ""  # what led here, if it is the first instruction of a trap: the cause, in QEMU's words


def between_marks(lines: Iterable[bytes], begin: int, end: int) -> list[Step]:
    """The steps of the work: from behind the instruction at `begin` to the return to `end`, which is not its own."""
    marks = tuple(b"/%016x/" % mark for mark in (begin, end))
    steps: list[Step] = []
    inside, trap = False, ""
    for line in lines:
        if not inside:
            inside = marks[0] in line
        elif marks[1] in line:
            return steps[:-1]
        elif match := STARTED.match(line):
            steps.append(Step(int(match[1], 16), trap))
            trap = ""
        elif line.startswith(TAKEN_BACK) and steps:
            trap = steps.pop().trap
        elif match := TRAPPED.match(line):
            interrupt, cause = match[1] == b"1", int(match[2], 16)
            if not interrupt and cause not in ECALLS:
                steps.pop()
            trap = match[3].decode()
    return []


def one_by_one() -> list[str]:
    """How QEMU is told to translate one instruction at a time."""
    said = first_line(*emulator(), "--version")
    found = re.search(r"version (\d+)\.(\d+)", said)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    if version < (7, 2):
        raise Problem(f"this needs the trace of QEMU 7.2 or newer ({said}): install one, or QEMU=path of yours")
    return ["-accel", "tcg,one-insn-per-tb=on"] if version >= (8, 1) else ["-singlestep"]


def run(kernel: Kernel, command: str, begin: int, end: int) -> tuple[list[Step], str]:
    """Boots the kernel to run a command: the steps between the marks, and what the console showed."""
    trace, traced = os.pipe()
    with tempfile.NamedTemporaryFile(prefix="console-") as console:
        options = ["-serial", f"file:{console.name}", "-append", f"-- {command}", *one_by_one()]
        options += ["-d", "exec,nochain,int", "-D", f"/dev/fd/{traced}"]
        pipes = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        machine = qemu(kernel.path, kernel.mode, "sleep=off", *options)
        with subprocess.Popen(machine, pass_fds=[traced], **pipes) as process:
            os.close(traced)
            with open(trace, "rb", buffering=1 << 20) as lines:
                steps = between_marks(lines, begin, end)
                for _ in lines:  # to its end, or QEMU could not go on
                    pass
            said = process.stdout.read().decode(errors="replace")
        printed = Path(console.name).read_text(errors="replace").replace("\r\n", "\n")
    if process.returncode != 0:
        raise Problem(f"{command} ended with status {process.returncode}:\n{said}{printed}")
    if not steps:
        raise Problem(
            "QEMU's trace does not show the work: either the kernel was built before the programs beside it"
            f" (`make {kernel.choices}` builds it anew), or this QEMU traces nothing:\n{said}{printed}"
        )
    return steps, printed
