# scripts/measuring/machine.py: runs a kernel in a QEMU that counts instructions, and hands over what it has printed.
#
# With a clock that counts, QEMU takes each instruction for a nanosecond of the machine's time (-icount shift=0), so
# that figures are exact, and the same on every host. The console goes to a file: a terminal would be a part of what
# is measured.

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = ROOT / "build" / "limit" / "limit.elf"
TIME_LIMIT = 300  # seconds for each run of QEMU
DEBUGGERS = ("gdb-multiarch", "riscv64-unknown-elf-gdb", "riscv64-linux-gnu-gdb", "riscv64-elf-gdb", "gdb")

FLAVOURS = ("class", "release")
MODES = ("machine", "supervisor")


class Problem(Exception):
    """Why nothing can be measured, and what one can do about it."""


@dataclass(frozen=True)
class Kernel:
    """One of those that the Makefile builds."""

    flavour: str = "release"
    mode: str = "machine"

    def __str__(self):
        return f"{self.flavour} build, {self.mode} mode"

    @property
    def name(self):
        """By which the baseline knows it."""
        return f"{self.flavour} {self.mode}"

    @property
    def choices(self):
        """What make is told to build this one."""
        return f"{'RELEASE=1 ' if self.flavour == 'release' else ''}MODE={self.mode}"

    @property
    def path(self):
        path = ROOT / "build" / self.flavour / self.mode / "kernel.elf"
        if not path.exists():
            raise Problem(f"there is no {path.relative_to(ROOT)}: `make {self.choices}` builds it")
        return path


KERNELS = tuple(Kernel(flavour, mode) for flavour in reversed(FLAVOURS) for mode in MODES)


def clean_environment():
    """For a make that is started here: what the one that started this script was told is not meant for it."""
    chosen = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MODE", "RELEASE", "DEBUG", "CPUS", "MEMORY", "APPEND", "LIBRARY")
    return {name: value for name, value in os.environ.items() if name not in chosen}


def emulator():
    """The command that QEMU=, or else the PATH, names."""
    command = shlex.split(os.environ.get("QEMU", "qemu-system-riscv64"))
    if not command or not shutil.which(command[0]):
        raise Problem(f"there is no {' '.join(command)}: ./scripts/setup.sh qemu installs it, or QEMU=path of yours")
    return command


def first_line(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return (done.stdout.splitlines() or [""])[0]


def versions():
    """What exact figures depend on, besides the sources."""
    prefix = os.environ.get("CROSS") or first_line(ROOT / "scripts" / "doctor.sh", "--cross")
    if not shutil.which(f"{prefix}g++"):
        raise Problem("there is no compiler for RISC-V: ./scripts/setup.sh qemu installs one, or CROSS=prefix- of yours")
    return {
        "compiler": first_line(f"{prefix}g++", "--version"),
        "emulator": first_line(*emulator(), "--version"),
    }


def qemu(kernel, mode, clock, *more, memory="128M"):
    """The machine of `make qemu`, with a clock that counts instructions, or the host's if that is None."""
    icount = ["-icount", f"shift=0,{clock}"] if clock else []
    return [
        *("timeout", "--kill-after=5", str(TIME_LIMIT)),
        *emulator(),
        *("-machine", "virt", "-bios", "none" if mode == "machine" else "default", "-m", memory, "-smp", "1"),
        *("-no-reboot", "-display", "none", "-monitor", "none", *icount, "-kernel", str(kernel), *more),
    ]


def console_of(kernel, mode, command=None, clock="sleep=off", **named):
    """What a machine prints that runs one command and turns itself off."""
    with tempfile.NamedTemporaryFile(prefix="console-") as console:
        more = ["-serial", f"file:{console.name}"]
        if command is not None:
            more += ["-append", f"-- {command}"]
        done = subprocess.run(
            qemu(kernel, mode, clock, *more, **named),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        text = Path(console.name).read_bytes().decode(errors="replace").replace("\r\n", "\n")
    if done.returncode != 0:
        said = done.stdout.decode(errors="replace") + text
        why = f"was not over after {TIME_LIMIT} s" if done.returncode == 124 else f"ended with status {done.returncode}"
        raise Problem(f"{command or kernel} {why}:\n{said}")
    return text


def debugger():
    named = os.environ.get("GDB")
    found = next(filter(shutil.which, [named] if named else DEBUGGERS), None)
    if not found:
        raise Problem(
            f"the boot is counted by a gdb that knows RISC-V, and there is no {named or DEBUGGERS[0]}:"
            " ./scripts/setup.sh gdb installs one, or GDB=path of yours"
        )
    return found


def boot_instructions(kernel, mode):
    """Instructions from the kernel's first one until the shell asks the console for the first key: then the prompt is
    there. OpenSBI's way to the kernel is not counted, but its part in the kernel's calls to it is.

    Breakpoints stop the machine at these two moments. The clock goes on meanwhile, so that no counter of the machine
    tells the truth any more; but the recorder of QEMU knows after how many instructions it was. The first instruction
    is where the kernel was loaded, in the lower half, even if it moves to the upper half then."""
    with tempfile.TemporaryDirectory() as folder:
        recorder = f"rr=record,rrfile={folder}/boot.rr"
        machine = shlex.join(qemu(kernel, mode, recorder, "-serial", "null", "-gdb", "stdio", "-S"))
        commands = [
            "set confirm off",
            "set osabi none",
            f"target remote | exec {machine}",
            "break *((unsigned long)&_start & 0xffffffff)",
            "continue",
            "monitor info replay",
            "break *console::read",
            "continue",
            "monitor info replay",
            "kill",
        ]
        arguments = [word for command in commands for word in ("-ex", command)]
        done = subprocess.run(
            ["timeout", str(TIME_LIMIT), debugger(), "-nx", "-batch", *arguments, str(kernel)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    said = done.stdout.decode(errors="replace")
    counts = re.findall(r"Breakpoint \d, .*?instruction count = (\d+)\b", said, re.DOTALL)
    if len(counts) != 2:
        raise Problem(f"gdb could not count the instructions of the boot (status {done.returncode}):\n{said}")
    return int(counts[1]) - int(counts[0])
